{
  services.grain-notifications = {
    enable = true;
    settings = {
      hostname = "notifications.example.com";
      firehoseHost = "bsky.network";
      # database.type = "postgres";
      # redis.url = "redis://localhost:6379";
    };
    # metrics.enable = true;
  };
}
