{
  # Enough to try things out.
  atproto.integration = {
    database.postgresql.enable = true;
    redis.enable = true;
    monitoring.prometheus.enable = true;
    logging.enable = true;
  };

  # Several services side by side.
  services = {
    microcosm-constellation = {
      enable = true;
      jetstream = "wss://jetstream1.us-east.bsky.network/subscribe";
      metrics.enable = true;
    };

    bluesky-pds = {
      enable = true;
      settings = {
        hostname = "localhost";
        port = 3000;
        database.type = "postgres";
      };
      metrics.enable = true;
    };

    grain-notifications = {
      enable = true;
      settings = {
        database.type = "postgres";
        redis.url = "redis://localhost:6379";
      };
    };
  };
}
