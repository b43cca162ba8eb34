package coming

import "atproto-ls/analysis"

var missingAcme = &analysis.Check{
	Code:     "ATP207",
	Name:     "missing-acme",
	Severity: analysis.Error,
	Summary:  "TLS is on and no certificate can be had",
	Doc: `
A certificate comes over ACME, which needs its terms accepted and an e-mail address, from a virtual host's own
` + "`sslCertificate`" + ` or from another proxy. Nothing of this is there. Names that no public authority certifies (` + "`.local`" + `,
` + "`.internal`" + `, ` + "`.ts.net`" + `, ` + "`.onion`" + `, ` + "`localhost`" + `) need none.`,
	Bad: `
{
  atproto.integration.nginx.enable = true;
  services.bluesky-relay = {
    enable = true;
    nginx = {
      enable = true;
      serverName = "relay.example.org";
      ssl.enable = true;
    };
  };
}`,
	Good: `
{
  atproto.integration.nginx = {
    enable = true;
    ssl = {
      enable = true;
      email = "admin@example.org";
    };
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
	Run: missingAcmeNeed.run,
}

var missingAcmeNeed = need{
	systems: []string{"acme"},
	says:    "`%s` is on, and no certificate can be had: ACME has no e-mail address",
	asks:    inService,
	unless:  privateName,
	set: map[string][]setting{"acme": {
		{"atproto.integration.nginx.ssl.enable", "true"}, {"atproto.integration.nginx.ssl.email", `"admin@example.org"`},
	}},
}
