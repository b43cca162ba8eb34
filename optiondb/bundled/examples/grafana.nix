{
  atproto.integration.monitoring = {
    enable = true;
    prometheus.enable = true; # where the numbers come from
    grafana.enable = true;
  };
}
