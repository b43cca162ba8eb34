package coming

import "atproto-ls/analysis"

var missingReverseProxy = &analysis.Check{
	Code:     "ATP205",
	Name:     "missing-reverse-proxy",
	Severity: analysis.Error,
	Summary:  "A service is put behind an nginx that nothing enables",
	Doc: `
The service describes its virtual host, and nothing in the configuration runs nginx: nobody answers for it.`,
	Bad: `
{
  services.bluesky-relay = {
    enable = true;
    nginx = {
      enable = true;
      serverName = "relay.example.org";
      ssl.enable = false;
    };
  };
}`,
	Good: `
{
  atproto.integration.nginx.enable = true;
  atproto.integration.nginx.ssl = {
    enable = true;
    email = "admin@example.org";
  };
  services.bluesky-relay = {
    enable = true;
    nginx = {
      enable = true;
      serverName = "relay.example.org";
      ssl.enable = true;
    };
  };
}`,
	Run: missingReverseProxyNeed.run,
}

var missingReverseProxyNeed = need{
	systems: []string{"nginx"},
	says:    "`%s` puts the service behind nginx, and nothing enables nginx",
	asks:    inService,
	set:     map[string][]setting{"nginx": {{"atproto.integration.nginx.enable", "true"}}},
}
