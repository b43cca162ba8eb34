package checks

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
)

var uploadLimit = &analysis.Check{
	Code:     "ATP224",
	Name:     "upload-limit",
	Severity: analysis.Information,
	Deployed: true,
	Summary:  "nginx refuses uploads that the service behind it would take",
	Doc: `
NixOS lets nginx take bodies of 10 MB; a PDS takes blobs of 100 MB unless its settings say otherwise. A video that is larger than
what nginx takes fails with a bare 413, which is hard to trace. A limit in ` + "`extraConfig`" + ` counts.`,
	Bad: `
{
  services.bluesky-pds = {
    enable = true;
    settings.PDS_HOSTNAME = "pds.example.org";
    environmentFiles = [ "/run/secrets/pds.env" ];
  };
  services.nginx = {
    enable = true;
    virtualHosts."pds.example.org".locations."/" = {
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
				reportUploadLimit(p, c, s, severity)
			}
		}
	},
}

func reportUploadLimit(p *analysis.Pass, c *analysis.Configuration, s site, severity analysis.Severity) {
	host, found := s.virtualHost(c)
	if !found || s.web.BodyLimit.Option == nil {
		return
	}
	wanted, known := bytesOf(c.Resolve(s.web.BodyLimit))
	at, located := location(c, host, "/xrpc/com.atproto.repo.uploadBlob")
	if !known || !located || at == nil {
		return
	}
	place, here := placeIn(p, at)
	allowed, known := bodyLimit(c, host, at.Path)
	if _, proxied := passed(c, at.Path); !here || !proxied || !known || allowed == 0 || allowed >= wanted {
		return
	}
	option := optiondb.ParsePath("services.nginx.clientMaxBodySize")
	d := analysis.Diagnostic{
		Severity: severity, Range: place, Option: at.Path.String(), Entries: entry(c),
		Message: fmt.Sprintf("nginx takes bodies of %s here, and `%s` blobs of %s", megabytes(allowed), s.service(), megabytes(wanted)) + unseen(c),
		Related: setAt(p, c, s.web.BodyLimit.Option, option),
	}
	if limited(c, host, at.Path) {
		p.Report(d) // what is written further in wins over the option
		return
	}
	if fix, ok := define(p, c, "let nginx take what the service takes", setting{option.String(), strconv.Quote(fmt.Sprintf("%dm", (wanted+1<<20-1)>>20))}); ok {
		d.Fixes = []analysis.Fix{fix}
	}
	p.Report(d)
}

// bytesOf is the number that a value says, written out or in a string.
func bytesOf(v optiondb.Value, known bool) (int64, bool) {
	if n, ok := v.AsInt(); ok {
		return n, known
	}
	text, ok := v.AsString()
	n, err := strconv.ParseInt(text, 10, 64)
	return n, known && ok && err == nil
}

var bodySize = regexp.MustCompile(`client_max_body_size\s+(\d+)([kKmMgG]?)\s*;`)

// bodyLimit is the size of a body that a location takes, 0 for any; nginx goes by the innermost that is set.
func bodyLimit(c *analysis.Configuration, host, location optiondb.Path) (limit int64, known bool) {
	set := false
	known = knownTexts(c, nginxTexts(host, location), func(text string) {
		if m := bodySize.FindStringSubmatch(text); m != nil && !set {
			limit, set = size(m[1], m[2]), true
		} else if strings.Contains(text, "client_max_body_size") && m == nil {
			limit, set = 0, true // in a form that is not known
		}
	})
	m := c.Merged(optiondb.ParsePath("services.nginx.clientMaxBodySize"))
	text, isText := m.Value.AsString()
	switch {
	case set || !known:
		return limit, known
	case m.State == analysis.Unset:
		return 10 << 20, true
	case !isText:
		return 0, false
	}
	one := bodySize.FindStringSubmatch("client_max_body_size " + text + ";")
	if one == nil {
		return 0, false
	}
	return size(one[1], one[2]), true
}

// limited reports whether a text inside of nginx' configuration sets the size for a location.
func limited(c *analysis.Configuration, host, location optiondb.Path) (set bool) {
	knownTexts(c, nginxTexts(host, location), func(text string) { set = set || strings.Contains(text, "client_max_body_size") })
	return set
}

// size is a number with one of nginx' units, in bytes; 0 for one that is too large to matter.
func size(number, unit string) int64 {
	n, err := strconv.ParseInt(number, 10, 32)
	if err != nil {
		return 0
	}
	return n << map[string]int{"": 0, "k": 10, "m": 20, "g": 30}[strings.ToLower(unit)]
}

func megabytes(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d KiB", n>>10)
	}
	return fmt.Sprintf("%d MiB", n>>20)
}
