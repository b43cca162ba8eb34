package checks

import (
	"slices"
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
)

var duplicateServerName = &analysis.Check{
	Code:     "ATP213",
	Name:     "duplicate-server-name",
	Severity: analysis.Error,
	Summary:  "Two services want the same server name",
	Doc: `
nginx passes requests for a name to one service. With one name given to two of them, one is never reached.`,
	Bad: `
{
  atproto.integration.nginx.enable = true;
  services.bluesky-relay = {
    enable = true;
    nginx.enable = true;
    nginx.serverName = "at.internal";
  };
  services.grain-notifications = {
    enable = true;
    nginx.enable = true;
    nginx.serverName = "at.internal";
  };
}`,
	Good: `
{
  atproto.integration.nginx.enable = true;
  services.bluesky-relay = {
    enable = true;
    nginx.enable = true;
    nginx.serverName = "relay.internal";
  };
  services.grain-notifications = {
    enable = true;
    nginx.enable = true;
    nginx.serverName = "grain.internal";
  };
}`,
	Run: func(p *analysis.Pass) {
		for _, c := range p.Configurations() {
			if c.Closed != analysis.Open {
				reportServerNames(p, c)
			}
		}
	},
}

// reportServerNames reports, in the pass's file, each server name that another service has already.
func reportServerNames(p *analysis.Pass, c *analysis.Configuration) {
	named := serverNames(c)
	for i, d := range named {
		name, _ := d.Value.AsString()
		first := slices.IndexFunc(named[:i], func(other *optiondb.Definition) bool {
			taken, _ := other.Value.AsString()
			return strings.EqualFold(taken, name)
		})
		at, written := analysis.DefinitionRange(d)
		if first < 0 || !written || at.File != p.File.Path {
			continue
		}
		finding := analysis.Diagnostic{
			Range: at, Option: d.Path.String(), Entries: entry(c),
			Message: "`" + c.OwnerOf(named[first].Path).String() + "` has the server name `" + name + "` already",
		}
		if other, ok := analysis.DefinitionRange(named[first]); ok {
			finding.Related = []analysis.Related{{Range: other, Message: "it is given here as well"}}
		}
		p.Report(finding)
	}
}

// serverNames are the definitions of the server names of the services that are on and behind nginx, in the order of their
// options: which of two comes first does not depend on where they are written.
func serverNames(c *analysis.Configuration) (all []*optiondb.Definition) {
	for _, prefix := range services(c) {
		m := c.Merged(prefix.Append("nginx", "serverName"))
		if name, ok := m.Value.AsString(); ok && name != "" && !m.Default && c.Merged(prefix.Append("nginx", "enable")).IsTrue() {
			all = append(all, m.Last())
		}
	}
	return all
}
