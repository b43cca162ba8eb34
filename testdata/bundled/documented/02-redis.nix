{
  atproto.integration.redis.enable = true;

  services.grain-notifications = {
    enable = true;
    settings.redis = {
      url = "redis://localhost:6379";
      passwordFile = "/etc/redis-password";
    };
  };
}
