package checks

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
)

// This file reads what nginx does for a service: which virtual host has its name, and which location serves a request. What
// a location says stands in one place, so that these questions are asked of open configurations too.

// site is a service that is on and is reached over the web under a name that is known.
type site struct {
	of   analysis.Implication
	web  *optiondb.Web
	host string
}

func (s site) service() optiondb.Path { return s.of.Option[:len(s.of.Option)-1] }

func sites(c *analysis.Configuration) (all []site) {
	for _, i := range c.Implications() {
		web := i.Clause.Web
		if web == nil || i.Option[len(i.Option)-1] != "enable" {
			continue
		}
		name, known := c.Resolve(web.Host)
		if host, ok := name.AsString(); known && ok && host != "" {
			all = append(all, site{i, web, strings.ToLower(host)})
		}
	}
	return all
}

// isPDS reports whether the service is a personal data server: one with the event stream of one.
func (s site) isPDS() bool { return slices.Contains(s.web.WebSockets, "/xrpc") }

// stream is the path of a request that needs WebSockets, "" where none does.
func (s site) stream() string {
	if s.isPDS() {
		return "/xrpc/com.atproto.sync.subscribeRepos"
	}
	if len(s.web.WebSockets) == 0 {
		return ""
	}
	return s.web.WebSockets[0]
}

var (
	nginxHosts = optiondb.ParsePath("services.nginx.virtualHosts")
	caddyHosts = optiondb.ParsePath("services.caddy.virtualHosts")
)

// virtualHost is nginx' virtual host of a site's name, by the name of its attribute or by `serverName`.
func (s site) virtualHost(c *analysis.Configuration) (optiondb.Path, bool) {
	for _, set := range c.At(nginxHosts) {
		for _, d := range set.Children {
			name := c.Merged(d.Path.Append("serverName"))
			host, named := name.Value.AsString()
			if name.State == analysis.Unset || name.Idle() {
				host, named = d.Path[len(d.Path)-1], true
			}
			if d.When == optiondb.Certain && named && strings.ToLower(host) == s.host {
				return d.Path, true
			}
		}
	}
	return nil, false
}

// location is the location of a virtual host that serves a request, by nginx' rules: the exact one, else the longest
// prefix, unless a regular expression matches. It is nil where none serves it; ok is false where that is not known.
func location(c *analysis.Configuration, host optiondb.Path, request string) (found *optiondb.Definition, ok bool) {
	locations := host.Append("locations")
	if c.Holed(locations) {
		return nil, false
	}
	best := -1
	for _, set := range c.At(locations) {
		for _, d := range set.Children {
			length, matched := matchLength(d.Path[len(d.Path)-1], request)
			if d.When == optiondb.Never {
				continue
			}
			if !matched || length > 0 && d.When != optiondb.Certain {
				return nil, false
			}
			if length > best && length > 0 {
				best, found = length, d
			}
		}
	}
	return found, true
}

// matchLength is how well the name of a location matches a request, 0 where it does not; ok is false where a regular
// expression decides.
func matchLength(name, request string) (length int, ok bool) {
	modifier, prefix, spaced := strings.Cut(name, " ")
	if !spaced {
		modifier, prefix = "", name
	}
	switch {
	case strings.HasPrefix(name, "~"):
		expression, err := regexp.Compile("(?i)" + strings.TrimSpace(strings.TrimLeft(name, "~*")))
		return 0, err == nil && !expression.MatchString(request)
	case modifier == "=" && prefix == request:
		return len(request) + 1, true
	case modifier == "=" || strings.HasPrefix(name, "@"):
		return 0, true
	case strings.HasPrefix(request, strings.TrimSpace(prefix)):
		return len(strings.TrimSpace(prefix)), true
	}
	return 0, true
}

// passed is the URL that a location passes requests to, as far as it is known; ok is false where it surely passes none on.
func passed(c *analysis.Configuration, location optiondb.Path) (target string, ok bool) {
	for _, d := range c.At(location.Append("proxyPass")) {
		if d.When == optiondb.Certain && !c.Merged(d.Path).Idle() {
			target, _ = c.Merged(d.Path).Value.AsString()
			return target, true
		}
	}
	return "", false
}

// loopbackPort is the port of this machine that a URL leads to.
func loopbackPort(target string) (int64, bool) {
	u, err := url.Parse(target)
	if err != nil || u.Host == "" || !analysis.LocalHost(u.Hostname()) {
		return 0, false
	}
	port, err := strconv.ParseInt(u.Port(), 10, 32)
	return port, err == nil
}

// Where text is written straight into nginx' configuration, from the inside out.
func nginxTexts(host, location optiondb.Path) []optiondb.Path {
	nginx := optiondb.ParsePath("services.nginx")
	return []optiondb.Path{
		location.Append("extraConfig"), host.Append("extraConfig"), nginx.Append("commonHttpConfig"), nginx.Append("appendHttpConfig"),
		nginx.Append("httpConfig"), nginx.Append("config"), nginx.Append("appendConfig"), nginx.Append("prependConfig"),
	}
}

// knownTexts calls visit with the text of each of options; it gives false as soon as one is not known, or reads other files.
func knownTexts(c *analysis.Configuration, options []optiondb.Path, visit func(text string)) bool {
	for _, option := range options {
		if len(c.At(option)) == 0 && c.Holed(option) {
			return false
		}
		for _, d := range c.At(option) {
			text, known := d.Value.AsString()
			text = uncommented(text)
			if d.When == optiondb.Never {
				continue
			}
			if !known || strings.Contains(text, "include ") {
				return false
			}
			visit(text)
		}
	}
	return true
}

// uncommented is a text of nginx or Caddy without its comments.
func uncommented(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(strings.TrimSpace(line), "#") {
			b.WriteString(line)
		}
	}
	return b.String()
}

// hasTunnel reports whether something else known stands between a proxy and the service, on a port of its own.
func hasTunnel(c *analysis.Configuration) bool {
	return slices.ContainsFunc(between, func(name string) bool { return c.Defines(optiondb.ParsePath(name)) })
}

// between are programs that people put between the proxy and a service.
var between = []string{"services.anubis", "services.varnish", "services.oauth2-proxy", "services.haproxy", "services.traefik",
	"services.pds-gatekeeper", "services.bluesky.pds-gatekeeper", "services.squid", "services.sozu", "services.envoy",
	"virtualisation.oci-containers", "virtualisation.quadlet", "containers", "services.go-away", "services.iocaine", "services.authelia"}
