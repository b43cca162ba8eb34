{
  services.bluesky-relay = {
    enable = true;
    settings = {
      hostname = "relay.example.com";
      upstreamRelays = [ "bsky.network" ];
      # database.type = "postgres";
    };
    # nginx = {
    #   enable = true;
    #   serverName = "relay.example.com";
    #   ssl.enable = true;
    # };
    # metrics.enable = true;
  };
}
