{
  atproto.integration = {
    database.postgresql.enable = true;
    redis.enable = true;
  };

  services.microcosm-constellation = {
    enable = true;
    database.type = "postgres"; # waits for postgresql.service
    settings.redis.url = "redis://localhost:6379"; # waits for redis.service
  };

  # What no option names: another cache, and storage of another machine.
  systemd.services.microcosm-constellation = {
    after = [
      "memcached.service"
      "remote-fs.target"
    ];
    wants = [ "memcached.service" ];
  };
}
