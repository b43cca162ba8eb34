{
  atproto.integration.monitoring = {
    enable = true;
    prometheus.enable = true; # where the alerting rules are
    alertmanager.enable = true;
  };
}
