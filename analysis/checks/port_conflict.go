package checks

import (
	"net/netip"
	"strconv"
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
)

var portConflict = &analysis.Check{
	Code:     "ATP212",
	Name:     "port-conflict",
	Severity: analysis.Error,
	Summary:  "Two services listen on one port",
	Doc: `
The second of them cannot start. Which options make a service listen is recorded for each, never guessed from a name; defaults
count, and so do the well-known ports of the systems that the integration enables (PostgreSQL 5432, MySQL 3306, Redis 6379,
Prometheus 9090, Alertmanager 9093, Grafana 3001, Loki 3100, nginx 80 and 443). Two listeners of one service never clash, and
neither do two on different addresses.`,
	Bad: `
{
  atproto.integration.monitoring.prometheus.enable = true;
  services.bluesky-relay = {
    enable = true;
    metrics.enable = true;
    metrics.port = 9090;
  };
}`,
	Good: `
{
  atproto.integration.monitoring.prometheus.enable = true;
  services.bluesky-relay = {
    enable = true;
    metrics.enable = true;
    metrics.port = 9100;
  };
}`,
	Run: func(p *analysis.Pass) {
		for _, c := range p.Configurations() {
			if !c.Whole || c.Closed == analysis.Open {
				continue
			}
			all := listeners(c)
			said := map[string]bool{}
			for i, a := range all {
				for _, b := range all[:i] {
					if a.clashes(b) {
						reportConflict(p, c, said, b, a)
					}
				}
			}
		}
	},
}

// listener is a listener as this check sees it.
type listener struct{ analysis.Listener }

func listeners(c *analysis.Configuration) (all []listener) {
	for _, l := range c.Listeners() {
		all = append(all, listener{l})
	}
	return all
}

// clashes reports whether two listeners cannot both be had.
func (l listener) clashes(other listener) bool {
	return (l.Ours || other.Ours) && l.Port == other.Port && l.Protocol == other.Protocol && l.Owner != other.Owner && !l.sameProgram(other) &&
		overlap(l.Address, other.Address)
}

// sameProgram reports whether the two are one program under two names: the integration's Prometheus is NixOS'.
func (l listener) sameProgram(other listener) bool {
	return l.Use == other.Use && strings.HasPrefix(l.Owner, "services.") != strings.HasPrefix(other.Owner, "services.") && !l.Written() && !other.Written()
}

// overlap reports whether two addresses are, or include, the same.
func overlap(a, b string) bool {
	if wildcard(a) || wildcard(b) || a == b {
		return true
	}
	return analysis.LocalHost(a) && analysis.LocalHost(b)
}

func wildcard(address string) bool {
	if address == "" || address == "*" {
		return true
	}
	ip, err := netip.ParseAddr(address)
	return err == nil && ip.IsUnspecified()
}

// reportConflict reports at the one of two listeners whose port the user wrote, the second where both are written: in the
// order of their options, whatever that of the text is. A place that was said something about gets nothing more.
func reportConflict(p *analysis.Pass, c *analysis.Configuration, said map[string]bool, first, second listener) {
	at, other := second, first
	if !second.Written() && (first.Written() || second.Place == nil) {
		at, other = first, second
	}
	if at.Place == nil || said[at.Place.Path.String()] {
		return
	}
	said[at.Place.Path.String()] = true
	r, ok := analysis.ValueRange(at.Place)
	if !ok || r.File != p.File.Path {
		return
	}
	port := strconv.FormatInt(at.Port, 10)
	d := analysis.Diagnostic{
		Range: r, Option: at.Place.Path.String(), Entries: entry(c),
		Message: "port " + port + forUse(at) + " is taken: `" + strings.TrimSuffix(other.Owner, ".enable") + "` listens on it" + forUse(other),
	}
	if other.Place != nil {
		if r, ok := analysis.ValueRange(other.Place); ok {
			d.Related = []analysis.Related{{Range: r, Message: "`" + strings.TrimSuffix(other.Owner, ".enable") + "` gets the port here"}}
		}
	}
	if fix, ok := move(p, c, at, r, c.FreePort(at.Port)); ok {
		d.Fixes = []analysis.Fix{fix}
	}
	p.Report(d)
}

// move is the fix that gives a listener another port: in its literal, else by setting the option that it has from a default.
func move(p *analysis.Pass, c *analysis.Configuration, l listener, at analysis.Range, port int64) (analysis.Fix, bool) {
	free, was := strconv.FormatInt(port, 10), strconv.FormatInt(l.Port, 10)
	fix := analysis.Fix{Title: "use the free port " + free, Preferred: true}
	if !l.Written() {
		if l.Option == nil || !isInt(c.Merged(l.Option).Value) {
			return fix, false
		}
		set, ok := define(p, c, fix.Title, setting{l.Option.String(), free})
		set.Safe = false // what else names the port is not known
		return set, ok
	}
	node := analysis.WrittenValue(l.Place.ValueNode())
	text := node.Text()
	if i := strings.LastIndex(text, was); node.IsLiteral() && i >= 0 && strings.Trim(text[i+len(was):], `"`) == "" {
		fix.Edits = []analysis.Edit{{Range: at, NewText: text[:i] + free + text[i+len(was):]}}
		return fix, true
	}
	return fix, false
}

func isInt(v optiondb.Value) bool {
	_, ok := v.AsInt()
	return ok
}

func forUse(l listener) string {
	if l.Use == "" {
		return ""
	}
	return " (" + l.Use + ")"
}
