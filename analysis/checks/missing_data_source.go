package checks

import (
	"atproto-ls/analysis"
	"atproto-ls/optiondb"
)

var missingDataSource = &analysis.Check{
	Code:     "ATP209",
	Name:     "missing-data-source",
	Severity: analysis.Warning,
	Deployed: true,
	Summary:  "A monitoring program has nothing to show",
	Doc: `
Grafana and Alertmanager work on what Prometheus collects, Loki on what the logging of the integration passes on. What they
work on is not enabled.`,
	Bad: `
{
  atproto.integration.monitoring.grafana.enable = true;
}`,
	Good: `
{
  atproto.integration.monitoring = {
    prometheus.enable = true;
    grafana.enable = true;
  };
}`,
	Run: missingDataSourceNeed.run,
}

var missingDataSourceNeed = need{
	systems: []string{"prometheus", "logging"},
	says:    "`%s` works on the data of %v, which nothing enables",
	asks:    func(option optiondb.Path) bool { return !inService(option) },
	set: map[string][]setting{
		"prometheus": {{"atproto.integration.monitoring.prometheus.enable", "true"}},
		"logging":    {{"atproto.integration.logging.enable", "true"}},
	},
}
