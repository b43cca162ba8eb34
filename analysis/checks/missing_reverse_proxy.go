package checks

import "atproto-ls/analysis"

var missingReverseProxy = &analysis.Check{
	Code:     "ATP205",
	Name:     "missing-reverse-proxy",
	Severity: analysis.Error,
	Summary:  "A service is put behind an nginx that nothing enables",
	Doc: `
The service describes its virtual host for nginx, and nothing in the configuration runs nginx: nobody answers for it. A proxy
on another machine, or another program as proxy, needs no ` + "`nginx.enable`" + ` of the service.`,
	Bad: `
{
  services.bluesky-relay = {
    enable = true;
    nginx = {
      enable = true;
      serverName = "relay.internal";
    };
  };
}`,
	Good: `
{
  atproto.integration.nginx.enable = true;
  services.bluesky-relay = {
    enable = true;
    nginx = {
      enable = true;
      serverName = "relay.internal";
    };
  };
}`,
	Run: missingReverseProxyNeed.run,
}

var missingReverseProxyNeed = need{
	systems: []string{"nginx", "proxy"},
	says:    "`%s` puts the service behind nginx, and nothing enables nginx",
	asks:    inService,
	set:     map[string][]setting{"nginx": {{"atproto.integration.nginx.enable", "true"}}},
	plain:   map[string][]setting{"proxy": {{"services.nginx.enable", "true"}}},
}
