package checks

import "atproto-ls/analysis"

var incompleteProxy = &analysis.Check{
	Code:     "ATP225",
	Name:     "incomplete-proxy",
	Severity: analysis.Information,
	Summary:  "Only a part of what a PDS serves is reached through nginx",
	Doc: `
A PDS serves more than ` + "`/xrpc`" + `: programs log in through the pages below ` + "`/oauth`" + `, and find them by documents below
` + "`/.well-known`" + `. With a location for ` + "`/xrpc`" + ` alone, signing in with OAuth fails.`,
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
    virtualHosts."pds.example.org".locations."/xrpc" = {
      proxyPass = "http://127.0.0.1:3000";
      proxyWebsockets = true;
    };
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
		for c, severity := range absences(p) {
			for _, s := range sites(c) {
				reportIncomplete(p, c, s, severity)
			}
		}
	},
}

func reportIncomplete(p *analysis.Pass, c *analysis.Configuration, s site, severity analysis.Severity) {
	host, found := s.virtualHost(c)
	if !found || !s.isPDS() {
		return
	}
	at, known := location(c, host, s.stream())
	if !known || at == nil {
		return
	}
	place, here := placeIn(p, at)
	_, proxied := passed(c, at.Path)
	elsewhere := !knownTexts(c, nginxTexts(host, at.Path)[1:2], func(string) {}) || len(c.At(host.Append("extraConfig"))) > 0
	if !here || !proxied || elsewhere {
		return
	}
	for _, request := range []string{"/oauth/authorize", "/.well-known/oauth-protected-resource"} {
		other, known := location(c, host, request)
		if !known || other != nil {
			return
		}
	}
	p.Report(analysis.Diagnostic{
		Severity: severity, Range: place, Option: at.Path.String(), Entries: entry(c),
		Message: "only this part of `" + s.service().String() + "` is proxied: its `/oauth` and `/.well-known` cannot be reached, and nobody can sign in with OAuth" + unseen(c),
	})
}
