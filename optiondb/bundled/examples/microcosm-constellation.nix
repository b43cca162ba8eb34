{
  services.microcosm-constellation = {
    enable = true;
    jetstream = "wss://jetstream1.us-east.bsky.network/subscribe";
    # backend = "rocks";
    # bind = "127.0.0.1:6789";
    # metrics.enable = true;
    # nginx = {
    #   enable = true;
    #   serverName = "constellation.example.com";
    #   ssl.enable = true;
    # };
  };
}
