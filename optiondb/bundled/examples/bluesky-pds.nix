{
  services.bluesky-pds = {
    enable = true;
    dataDir = "/var/lib/bluesky-pds";
    settings = {
      hostname = "pds.example.com";
      port = 3000;
      # database.type = "postgres";
    };
    # nginx = {
    #   enable = true;
    #   serverName = "pds.example.com";
    #   ssl.enable = true;
    # };
    # metrics.enable = true;
  };
}
