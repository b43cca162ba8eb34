package checks

import (
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

var unprotectedEndpoint = &analysis.Check{
	Code:     "ATP215",
	Name:     "unprotected-endpoint",
	Severity: analysis.Warning,
	Deployed: true,
	Summary:  "A public endpoint is open to everybody or without TLS",
	Doc: `
A virtual host under a public name without TLS sends passwords and tokens in the clear, and a metrics port that the firewall
opens tells everybody what the machine does. Names that are private anyway are left alone.`,
	Bad: `
{
  atproto.integration.nginx.enable = true;
  services.bluesky-relay = {
    enable = true;
    nginx = {
      enable = true;
      serverName = "relay.example.org";
    };
  };
}`,
	Good: `
{
  atproto.integration.nginx = {
    enable = true;
    ssl.enable = true;
    ssl.email = "admin@example.org";
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
		for c, severity := range absences(p) {
			for _, prefix := range services(c) {
				reportPlainHTTP(p, c, prefix.Append("nginx"), severity)
				reportOpenMetrics(p, c, prefix, severity)
			}
		}
	},
}

func reportPlainHTTP(p *analysis.Pass, c *analysis.Configuration, nginx optiondb.Path, severity analysis.Severity) {
	ssl := nginx.Append("ssl", "enable")
	name := c.Merged(nginx.Append("serverName"))
	host, ok := name.Value.AsString()
	if !ok || host == "" || isPrivate(host) || name.Default || !c.Merged(nginx.Append("enable")).IsTrue() || c.Holed(ssl) {
		return
	}
	if m := c.Merged(ssl); m.State == analysis.Unsettled || !m.Idle() || !c.Declares(ssl) {
		return
	}
	definition := name.Last()
	at, here := placeIn(p, definition)
	if !here {
		return
	}
	d := analysis.Diagnostic{
		Severity: severity, Range: at, Option: definition.Path.String(), Entries: entry(c),
		Message: "`" + host + "` is public and served without TLS: `" + ssl.String() + "` is off" + unseen(c),
	}
	settings := []setting{{ssl.String(), "true"}}
	if c.Provided("acme") == analysis.No {
		settings = append(settings, missingAcmeNeed.set["acme"]...)
	}
	if fix, ok := define(p, c, "serve it over TLS", settings...); ok {
		fix.Safe = false
		d.Fixes = append(d.Fixes, fix)
	}
	p.Report(d)
}

// reportOpenMetrics reports a metrics port in the list of ports that the firewall opens.
func reportOpenMetrics(p *analysis.Pass, c *analysis.Configuration, service optiondb.Path, severity analysis.Severity) {
	metrics, ok := openMetrics(c, service)
	if !ok {
		return
	}
	for _, list := range []optiondb.Path{
		service.Append("security", "firewall", "allowedPorts"), optiondb.ParsePath("networking.firewall.allowedTCPPorts"),
		optiondb.ParsePath("atproto.integration.security.firewall.allowedPorts"),
	} {
		for _, d := range c.At(list) {
			for _, e := range d.Children {
				at, written := analysis.ValueRange(e)
				if open, ok := e.Value.AsInt(); ok && open == metrics.Port && e.When == optiondb.Certain && written && at.File == p.File.Path {
					finding := analysis.Diagnostic{
						Severity: severity, Range: at, Option: list.String(), Entries: entry(c),
						Message: "this opens the metrics of `" + service.String() + "` to everybody",
					}
					if metrics.Written() {
						finding.Related = setAt(p, c, metrics.Option)
					}
					if !e.Around {
						finding.Fixes = []analysis.Fix{{Title: "keep the port closed", Preferred: true, Edits: removeElement(p, e)}}
					}
					p.Report(finding)
				}
			}
		}
	}
}

// openMetrics is what serves a service's metrics; ok is false where there are none, or only this machine reaches them.
func openMetrics(c *analysis.Configuration, service optiondb.Path) (metrics listener, ok bool) {
	for _, l := range listeners(c) {
		if l.Use == "metrics" && l.Owner == service.String() && (wildcard(l.Address) || !analysis.LocalHost(l.Address)) {
			return l, true
		}
	}
	return listener{}, false
}

// removeElement takes an element out of its list, with the blanks before it.
func removeElement(p *analysis.Pass, d *optiondb.Definition) []analysis.Edit {
	n := d.ValueNode()
	start, src := n.Start(), p.File.Tree.Source()
	for start > 0 && strings.IndexByte(" \t\r\n", src[start-1]) >= 0 {
		start--
	}
	return p.Edits(syntax.Edit{Start: start, End: n.End()})
}
