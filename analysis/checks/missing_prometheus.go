package checks

import "atproto-ls/analysis"

var missingPrometheus = &analysis.Check{
	Code:     "ATP208",
	Name:     "missing-prometheus",
	Severity: analysis.Warning,
	Deployed: true,
	Summary:  "A service offers metrics that nothing collects",
	Doc: `
The service answers Prometheus, and no Prometheus in the configuration asks. One on another machine cannot be seen from here:
suppress the finding then.`,
	Bad: `
{
  services.bluesky-relay = {
    enable = true;
    metrics.enable = true;
  };
}`,
	Good: `
{
  atproto.integration.monitoring.prometheus.enable = true;
  services.bluesky-relay = {
    enable = true;
    metrics.enable = true;
  };
}`,
	Run: missingPrometheusNeed.run,
}

var missingPrometheusNeed = need{
	systems: []string{"prometheus"},
	says:    "`%s` offers metrics, and nothing enables Prometheus to collect them",
	asks:    inService,
	set:     map[string][]setting{"prometheus": {{"atproto.integration.monitoring.prometheus.enable", "true"}}},
	plain:   map[string][]setting{"prometheus": {{"services.prometheus.enable", "true"}}},
}
