package checks

import (
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
)

var websocketsNotProxied = &analysis.Check{
	Code:     "ATP220",
	Name:     "websockets-not-proxied",
	Severity: analysis.Warning,
	Summary:  "nginx in front of a service does not pass its event stream on",
	Doc: `
Relays follow a PDS, and the appview a knot, over a WebSocket. nginx answers such a request itself unless the location says
otherwise: the service looks healthy, and nobody sees what is posted on it. The location that counts is the one that serves
the stream; Upgrade headers in ` + "`extraConfig`" + ` are as good. Nothing is said of a service without a virtual host, whose proxy is elsewhere,
nor where a part of the location is not known.`,
	Bad: `
{
  services.bluesky-pds = {
    enable = true;
    settings.PDS_HOSTNAME = "pds.example.org";
    environmentFiles = [ "/run/secrets/pds.env" ];
  };
  services.nginx = {
    enable = true;
    clientMaxBodySize = "100m";
    virtualHosts."pds.example.org".locations."/".proxyPass = "http://127.0.0.1:3000";
  };
}`,
	Good: `
{
  services.bluesky-pds = {
    enable = true;
    settings.PDS_HOSTNAME = "pds.example.org";
    environmentFiles = [ "/run/secrets/pds.env" ];
  };
  services.nginx = {
    enable = true;
    clientMaxBodySize = "100m";
    virtualHosts."pds.example.org".locations."/" = {
      proxyPass = "http://127.0.0.1:3000";
      proxyWebsockets = true;
    };
  };
}`,
	Run: func(p *analysis.Pass) {
		for _, c := range p.Configurations() {
			for _, s := range sites(c) {
				reportWebSockets(p, c, s)
			}
		}
	},
}

func reportWebSockets(p *analysis.Pass, c *analysis.Configuration, s site) {
	host, found := s.virtualHost(c)
	if !found || s.stream() == "" {
		return
	}
	at, known := location(c, host, s.stream())
	if !known || at == nil {
		return
	}
	place, here := placeIn(p, at)
	if _, proxied := passed(c, at.Path); !here || !proxied || upgrades(c, host, at.Path) {
		return
	}
	d := analysis.Diagnostic{
		Range: place, Option: at.Path.String(), Entries: entry(c),
		Message: "`" + s.service().String() + "` streams its events over WebSockets on `" + s.stream() + "`, and this location does not pass them on: `proxyWebsockets` is not set",
	}
	if r, written := analysis.NameRange(s.of.Definition()); written {
		d.Related = []analysis.Related{{Range: r, Message: "the service behind it"}}
	}
	if fix, ok := define(p, c, "pass WebSockets on", setting{at.Path.Append("proxyWebsockets").String(), "true"}); ok {
		d.Fixes = []analysis.Fix{fix}
	}
	p.Report(d)
}

// upgrades reports whether a location passes WebSockets on, or may.
func upgrades(c *analysis.Configuration, host, location optiondb.Path) bool {
	upgrade := false
	known := knownTexts(c, nginxTexts(host, location), func(text string) {
		upgrade = upgrade || strings.Contains(strings.ToLower(text), "upgrade")
	})
	return upgrade || !known || !c.Merged(location.Append("proxyWebsockets")).Idle()
}
