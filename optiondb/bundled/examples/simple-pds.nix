{
  # What the machine offers.
  atproto.integration = {
    database.postgresql.enable = true;
    nginx = {
      enable = true;
      ssl = {
        enable = true;
        email = "admin@example.com";
      };
    };
    monitoring.prometheus.enable = true;
    logging.enable = true;
    security.firewall.enable = true;
  };

  # The server.
  services.bluesky-pds = {
    enable = true;
    settings = {
      hostname = "pds.example.com";
      database = {
        type = "postgres";
        createDatabase = true;
      };
    };
    nginx = {
      enable = true;
      serverName = "pds.example.com";
      ssl.enable = true;
    };
    metrics.enable = true;
  };
}
