package coming

import (
	"strings"

	"atproto-ls/analysis"
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
		for _, c := range p.Snapshot.ConfigurationsOf(p.File) {
			first := map[string]analysis.Range{}
			for _, prefix := range services(c) {
				if !c.Merged(prefix.Append("nginx", "enable")).IsTrue() {
					continue
				}
				option := prefix.Append("nginx", "serverName")
				m := c.Merged(option)
				name, ok := m.Value.AsString()
				if !ok || name == "" || m.Default || len(m.Definitions) == 0 {
					continue
				}
				at, written := analysis.ValueRange(m.Definitions[0])
				other, taken := first[strings.ToLower(name)]
				if !taken {
					first[strings.ToLower(name)] = at
				} else if written && at.File == p.File.Path {
					p.Report(analysis.Diagnostic{
						Range: at, Option: option.String(), Entries: entry(c),
						Message: "another service has the server name `" + name + "` already",
						Related: []analysis.Related{{Range: other, Message: "it is given here first"}},
					})
				}
			}
		}
	},
}
