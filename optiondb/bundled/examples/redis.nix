{
  atproto.integration.redis = {
    enable = true;
    settings = {
      maxmemory = "256mb";
      maxmemory-policy = "allkeys-lru";
    };
  };
}
