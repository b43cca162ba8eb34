package checks

import (
	"atproto-ls/analysis"
	"atproto-ls/optiondb"
)

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
	Run: func(p *analysis.Pass) {
		missingAcmeNeed.run(p)
		for c, severity := range absences(p) {
			reportAccount(p, c, severity)
		}
	},
}

// reportAccount reports that the integration is told to get certificates without an e-mail address, which its assertion
// refuses, where no service asks for one: there the need says it.
func reportAccount(p *analysis.Pass, c *analysis.Configuration, severity analysis.Severity) {
	enable := optiondb.ParsePath("atproto.integration.nginx.ssl.enable")
	email := optiondb.ParsePath("atproto.integration.nginx.ssl.email")
	if set := c.View.For(enable).Set(); set == nil || set.Real() || c.Redeclared(enable[:2]) {
		return // what else it does with the address is the business of its modules
	}
	m, address := c.Merged(enable), c.Merged(email)
	if !m.IsTrue() || m.Default || !c.Declares(email) || !address.Idle() || c.Holed(email) {
		return
	}
	for _, i := range c.Implications() {
		for _, asked := range i.Clause.Needs {
			if asked.System == "acme" {
				return
			}
		}
	}
	at, here := placeIn(p, m.Last())
	if !here {
		return
	}
	d := analysis.Diagnostic{
		Severity: severity, Range: at, Option: enable.String(), Entries: entry(c),
		Message: "`" + enable.String() + "` is on, and the certificate authority gets no address: `" + email.String() + "` is not set",
	}
	if fix, ok := define(p, c, "set `ssl.email`", setting{email.String(), `"admin@example.org"`}); ok {
		fix.Safe = false
		d.Fixes = append(d.Fixes, fix)
	}
	p.Report(d)
}

var missingAcmeNeed = need{
	systems: []string{"acme"},
	says:    "`%s` is on, and no certificate can be had: ACME needs its terms accepted and an e-mail address",
	asks:    inService,
	unless:  privateName,
	set: map[string][]setting{"acme": {
		{"atproto.integration.nginx.ssl.enable", "true"}, {"atproto.integration.nginx.ssl.email", `"admin@example.org"`},
	}},
}
