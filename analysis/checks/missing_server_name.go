package checks

import (
	"strconv"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
)

var missingServerName = &analysis.Check{
	Code:     "ATP206",
	Name:     "missing-server-name",
	Severity: analysis.Error,
	Summary:  "A service is put behind nginx without a server name",
	Doc: `
The virtual host has no name to answer to: the module's own assertion stops the build.`,
	Bad: `
{
  atproto.integration.nginx.enable = true;
  services.bluesky-relay = {
    enable = true;
    nginx.enable = true;
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
    nginx.enable = true;
    nginx.serverName = "relay.example.org";
    nginx.ssl.enable = true;
  };
}`,
	Run: func(p *analysis.Pass) {
		for c, severity := range absences(p) {
			for _, i := range c.Implications() {
				if end := len(i.Option) - 2; end >= 0 && i.Option[end:].String() == "nginx.enable" && inService(i.Option) {
					reportServerName(p, c, i, severity)
				}
			}
		}
	},
}

func reportServerName(p *analysis.Pass, c *analysis.Configuration, i analysis.Implication, severity analysis.Severity) {
	name := i.Option[:len(i.Option)-1].Append("serverName")
	at, here := trigger(p, i)
	if m := c.Merged(name); !here || m.State == analysis.Unsettled || !m.Idle() || c.Holed(name) {
		return
	}
	d := analysis.Diagnostic{
		Severity: severity, Range: at, Option: i.Option.String(), Entries: entry(c),
		Message: "`" + i.Option.String() + "` is on, and `" + name.String() + "` is not set",
	}
	if fix, ok := define(p, c, "set `serverName`", namedSettings(c, i.Option[:len(i.Option)-1])...); ok {
		fix.Safe = false
		d.Fixes = append(d.Fixes, fix)
	}
	p.Report(d)
}

// namedSettings give the virtual host of nginx, a group of a service, a name: the one that the service's settings say, else a
// placeholder. A public name needs TLS: where no certificate can be had, the placeholder is one that is not public.
func namedSettings(c *analysis.Configuration, nginx optiondb.Path) []setting {
	service, option, tls := nginx[:len(nginx)-1], nginx.Append("serverName").String(), nginx.Append("ssl", "enable")
	name, said := c.Merged(service.Append("settings", "hostname")).Value.AsString()
	if !said || name == "" || name == "localhost" {
		name = service[len(service)-1] + ".example.org"
	}
	switch {
	case isPrivate(name) || c.Merged(tls).IsTrue() || !c.Declares(tls):
	case c.Provided("acme") == analysis.Yes:
		return []setting{{option, strconv.Quote(name)}, {tls.String(), "true"}}
	default:
		name = service[len(service)-1] + ".internal"
	}
	return []setting{{option, strconv.Quote(name)}}
}
