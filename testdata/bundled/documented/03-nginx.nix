{
  atproto.integration.nginx = {
    enable = true;
    ssl.enable = true;
    ssl.email = "admin@example.com";
  };

  services.bluesky-pds = {
    enable = true;
    nginx = {
      enable = true;
      serverName = "pds.example.com";
      ssl.enable = true;
    };
  };
}
