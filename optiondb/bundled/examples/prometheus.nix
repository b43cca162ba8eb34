{
  atproto.integration.monitoring = {
    enable = true;
    prometheus = {
      enable = true;
      scrapeInterval = "15s";
      retentionTime = "15d";
    };
  };
}
