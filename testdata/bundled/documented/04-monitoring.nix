{
  atproto.integration.monitoring = {
    enable = true;
    prometheus.enable = true;
    grafana.enable = true;
  };

  services.microcosm-constellation = {
    enable = true;
    metrics = {
      enable = true;
      port = 9090;
    };
  };
}
