package checks

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

var proxyPortMismatch = &analysis.Check{
	Code:     "ATP221",
	Name:     "proxy-port-mismatch",
	Severity: analysis.Warning,
	Summary:  "A proxy passes a service's name on to a port where the service is not",
	Doc: `
The virtual host has the service's own host name, passes requests on to this machine, and to no port that the service listens on:
visitors get a 502. Programs that people put in between (Anubis, Varnish, containers …) take the requests on a port of their own,
so nothing is said where one of them is in use, nor where anything known listens on that port.`,
	Bad: `
{
  services.bluesky-pds = {
    enable = true;
    settings.PDS_HOSTNAME = "pds.example.org";
    settings.PDS_PORT = 3001;
    environmentFiles = [ "/run/secrets/pds.env" ];
  };
  services.caddy = {
    enable = true;
    virtualHosts."pds.example.org".extraConfig = "reverse_proxy 127.0.0.1:3000";
  };
}`,
	Good: `
{
  services.bluesky-pds = {
    enable = true;
    settings.PDS_HOSTNAME = "pds.example.org";
    settings.PDS_PORT = 3001;
    environmentFiles = [ "/run/secrets/pds.env" ];
  };
  services.caddy = {
    enable = true;
    virtualHosts."pds.example.org".extraConfig = "reverse_proxy 127.0.0.1:3001";
  };
}`,
	Run: func(p *analysis.Pass) {
		for c, severity := range absences(p) {
			for _, s := range sites(c) {
				port, known := c.WebPort(s.of)
				if !known || hasTunnel(c) {
					continue
				}
				if host, found := s.virtualHost(c); found {
					reportNginxPort(p, c, s, port, host, severity)
				}
				reportCaddyPort(p, c, s, port, severity)
			}
		}
	},
}

// reportNginxPort reports the location that serves the service's requests, where no location leads to its port.
func reportNginxPort(p *analysis.Pass, c *analysis.Configuration, s site, port int64, host optiondb.Path, severity analysis.Severity) {
	for _, set := range c.At(host.Append("locations")) {
		for _, d := range set.Children {
			target, proxied := passed(c, d.Path)
			if other, local := loopbackPort(target); proxied && (!local || other == port) {
				return
			}
		}
	}
	request := s.stream()
	if request == "" {
		request = "/"
	}
	at, known := location(c, host, request)
	if !known || at == nil {
		return
	}
	target, proxied := passed(c, at.Path)
	if other, local := loopbackPort(target); proxied && local {
		reportPort(p, c, s, c.Merged(at.Path.Append("proxyPass")).Last(), other, port, severity)
	}
}

var upstream = regexp.MustCompile(`(?m)^\s*reverse_proxy\s+(?:/\S*\s+|@\S+\s+)?(?:https?://)?(localhost|127\.0\.0\.1|\[::1\])?:(\d+)\b`)

// reportCaddyPort reports the text of Caddy's virtual host, where no proxy in it leads to the service's port.
func reportCaddyPort(p *analysis.Pass, c *analysis.Configuration, s site, port int64, severity analysis.Severity) {
	for _, set := range c.At(caddyHosts) {
		for _, host := range set.Children {
			names := strings.FieldsFunc(strings.ToLower(host.Path[len(host.Path)-1]), func(r rune) bool { return r == ',' || r == ' ' })
			m := c.Merged(host.Path.Append("extraConfig"))
			text, known := m.Value.AsString()
			text = uncommented(text)
			found := upstream.FindAllStringSubmatch(text, -1)
			if !slices.Contains(names, s.host) || !known || len(found) != 1 || strings.Count(text, "reverse_proxy") != 1 || strings.Contains(text, "import ") {
				continue
			}
			if other, err := strconv.ParseInt(found[0][2], 10, 32); err == nil && other != port {
				reportPort(p, c, s, m.Last(), other, port, severity)
			}
		}
	}
}

func reportPort(p *analysis.Pass, c *analysis.Configuration, s site, at *optiondb.Definition, passed, port int64, severity analysis.Severity) {
	place, here := placeIn(p, at)
	if !here || slices.ContainsFunc(c.Listeners(), func(l analysis.Listener) bool { return l.Port == passed }) {
		return
	}
	d := analysis.Diagnostic{
		Severity: severity, Range: place, Option: at.Path.String(), Entries: entry(c),
		Message: fmt.Sprintf("this passes `%s` on to port %d, and `%s` listens on %d", s.host, passed, s.service(), port) + unseen(c),
		Related: setAt(p, c, s.web.Listener.Port.Option),
	}
	value := analysis.WrittenValue(at.ValueNode())
	if i := strings.Index(value.Text(), fmt.Sprintf(":%d", passed)); i >= 0 && value.IsLiteral() {
		start := value.Start() + i + 1
		d.Fixes = []analysis.Fix{{Title: "pass it on to the service's port", Preferred: true, Edits: p.Edits(syntax.Edit{
			Start: start, End: start + len(strconv.FormatInt(passed, 10)), NewText: portText(p, s, port),
		})}}
	}
	p.Report(d)
}

// portText is what to write for a service's port in a string: its option, where `config` is at hand.
func portText(p *analysis.Pass, s site, port int64) string {
	option := s.web.Listener.Port.Option
	for f := range syntax.AsLambda(p.File.Tree.Expr()).Formals().All() {
		if f.Name().Text() == "config" && option != nil {
			return "${toString config." + option.String() + "}"
		}
	}
	return strconv.FormatInt(port, 10)
}
