{
  # All that the machine can offer.
  atproto.integration = {
    database.postgresql = {
      enable = true;
      settings = {
        shared_buffers = "1GB";
        effective_cache_size = "4GB";
      };
    };
    redis.enable = true;
    nginx = {
      enable = true;
      ssl = {
        enable = true;
        email = "admin@example.com";
      };
    };
    monitoring = {
      enable = true;
      prometheus.enable = true;
      grafana.enable = true;
      alertmanager.enable = true;
    };
    logging = {
      enable = true;
      loki.enable = true;
    };
    security = {
      enable = true;
      fail2ban.enable = true;
      apparmor.enable = true;
    };
    backup = {
      enable = true;
      restic.enable = true;
    };
  };

  # The relay.
  services.bluesky-relay = {
    enable = true;
    settings = {
      hostname = "relay.example.com";
      upstreamRelays = [ "bsky.network" ];
      database.type = "postgres";
    };
    nginx = {
      enable = true;
      serverName = "relay.example.com";
      ssl.enable = true;
    };
    metrics.enable = true;
    backup = {
      enable = true;
      restic = {
        enable = true;
        repository = "s3:s3.amazonaws.com/relay-backups";
        passwordFile = "/etc/restic-password";
      };
    };
  };
}
