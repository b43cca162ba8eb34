package checks

import "atproto-ls/analysis"

var missingRedis = &analysis.Check{
	Code:     "ATP203",
	Name:     "missing-redis",
	Severity: analysis.Error,
	Summary:  "A service connects to a local Redis that nothing enables",
	Doc: `
The URL names Redis on this machine, and nothing in the configuration brings one. A Redis on another host is fine, and so are
Valkey, KeyDB, Dragonfly and a container that publishes the port.`,
	Bad: `
{
  services.grain-notifications = {
    enable = true;
    settings.redis.url = "redis://localhost:6379";
  };
}`,
	Good: `
{
  atproto.integration.redis.enable = true;
  services.grain-notifications = {
    enable = true;
    settings.redis.url = "redis://localhost:6379";
  };
}`,
	Run: missingRedisNeed.run,
}

var missingRedisNeed = need{
	systems: []string{"redis"},
	says:    "`%s` names Redis on this machine, and nothing enables it",
	asks:    inService,
	set:     map[string][]setting{"redis": {{"atproto.integration.redis.enable", "true"}}},
	plain:   map[string][]setting{"redis": {{`services.redis.servers."".enable`, "true"}}},
}
