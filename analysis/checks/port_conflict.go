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
		for _, c := range p.Snapshot.ConfigurationsOf(p.File) {
			if !c.Whole || c.Closed == analysis.Open {
				continue
			}
			all := listeners(c)
			said := map[string]bool{}
			for i, a := range all {
				for _, b := range all[:i] {
					if a.clashes(b) {
						reportConflict(p, c, all, said, b, a)
					}
				}
			}
		}
	},
}

// listener is a port that a service which is on is known to listen on.
type listener struct {
	owner    string
	use      string // what it is for
	protocol string
	port     int64
	address  string               // "" for all
	place    *optiondb.Definition // that says the port, else that turns the service on; nil where neither is written
	option   optiondb.Path        // that says the port; nil where it is fixed
	ours     bool                 // of a service or of the integration, not of NixOS itself
}

func listeners(c *analysis.Configuration) (all []listener) {
	for _, i := range c.Implications() {
		for _, l := range i.Clause.Listens {
			if one, ok := listenerOf(c, i, l); ok {
				one.ours = true
				all = append(all, one)
			}
		}
	}
	for _, i := range c.Surroundings() {
		for _, l := range i.Clause.Listens {
			if one, ok := listenerOf(c, i, l); ok {
				all = append(all, one)
			}
		}
	}
	return all
}

// listenerOf is what a clause says to listen on; ok is false where that is not known.
func listenerOf(c *analysis.Configuration, i analysis.Implication, l optiondb.Listener) (listener, bool) {
	one := listener{owner: owner(i.Option), use: l.For, protocol: l.Protocol, place: i.Definition()}
	if l.Endpoint != nil {
		text, ok := c.Merged(l.Endpoint).Value.AsString()
		if !ok || !one.parse(text, l.Form) {
			return one, false
		}
		one.option = l.Endpoint
		one.place = placed(c, one)
		return one, true
	}
	port, known := value(c, l.Port)
	one.port, _ = port.AsInt()
	if text, ok := port.AsString(); ok {
		one.port, _ = strconv.ParseInt(text, 10, 64)
	}
	address, addressKnown := value(c, l.Address)
	one.address, _ = address.AsString()
	one.option = l.Port.Option
	one.place = placed(c, one)
	return one, known && addressKnown && one.port > 0
}

// placed is the definition of a listener's port, else the one that makes it listen, else the one that turns its service on.
func placed(c *analysis.Configuration, l listener) *optiondb.Definition {
	if l.option != nil {
		if m := c.Merged(l.option); m.State == analysis.Settled && len(m.Definitions) > 0 {
			return m.Last()
		}
	}
	if l.place == nil && strings.HasPrefix(l.owner, "services.") {
		if m := c.Merged(optiondb.ParsePath(l.owner).Append("enable")); len(m.Definitions) > 0 {
			return m.Last()
		}
	}
	return l.place
}

// owner is the group that an option belongs to for the question whose listener it is: the service, the program.
func owner(option optiondb.Path) string {
	if inService(option) {
		return option[:2].String()
	}
	return option.String()
}

// value is what a ref stands for; known is false where its option is not known.
func value(c *analysis.Configuration, r optiondb.Ref) (v optiondb.Value, known bool) {
	if r.Option == nil {
		return r.Value, true
	}
	m := c.Merged(r.Option)
	if m.State == analysis.Unset {
		return r.Value, true
	}
	return m.Value, m.State == analysis.Settled
}

// parse reads an address and a port in one string.
func (l *listener) parse(text, form string) bool {
	if form == "scheme:host:port" {
		scheme, rest, ok := strings.Cut(text, ":")
		if !ok || scheme == "unix" {
			return false
		}
		text = rest
	}
	i := strings.LastIndexByte(text, ':')
	if i < 0 {
		return false
	}
	port, err := strconv.ParseInt(text[i+1:], 10, 32)
	l.address, l.port = strings.Trim(text[:i], "[]"), port
	return err == nil && port > 0
}

// clashes reports whether two listeners cannot both be had.
func (l listener) clashes(other listener) bool {
	return (l.ours || other.ours) && l.port == other.port && l.protocol == other.protocol && l.owner != other.owner && !l.sameProgram(other) &&
		overlap(l.address, other.address)
}

// sameProgram reports whether the two are one program under two names: the integration's Prometheus is NixOS'.
func (l listener) sameProgram(other listener) bool {
	return l.use == other.use && strings.HasPrefix(l.owner, "services.") != strings.HasPrefix(other.owner, "services.") && !written(l) && !written(other)
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

// reportConflict reports at the one of two listeners whose port the user wrote, the later one where both are written. A
// place that was said something about gets nothing more.
func reportConflict(p *analysis.Pass, c *analysis.Configuration, all []listener, said map[string]bool, first, second listener) {
	at, other := second, first
	if written(first) && (!written(second) || later(first, second)) || !written(second) && second.place == nil {
		at, other = first, second
	}
	if at.place == nil || said[at.place.Path.String()] {
		return
	}
	said[at.place.Path.String()] = true
	r, ok := analysis.ValueRange(at.place)
	if !ok || r.File != p.File.Path {
		return
	}
	port := strconv.FormatInt(at.port, 10)
	d := analysis.Diagnostic{
		Range: r, Option: at.place.Path.String(), Entries: entry(c),
		Message: "port " + port + forUse(at) + " is taken: `" + strings.TrimSuffix(other.owner, ".enable") + "` listens on it" + forUse(other),
	}
	if other.place != nil {
		if r, ok := analysis.ValueRange(other.place); ok {
			d.Related = []analysis.Related{{Range: r, Message: "`" + strings.TrimSuffix(other.owner, ".enable") + "` gets the port here"}}
		}
	}
	if fix, ok := move(p, c, at, r, freePort(all, at.port)); ok {
		d.Fixes = []analysis.Fix{fix}
	}
	p.Report(d)
}

// later reports whether a is written behind b, by file and place.
func later(a, b listener) bool {
	one, other := a.place.File(), b.place.File()
	return one > other || one == other && a.place.Name().Start() > b.place.Name().Start()
}

// move is the fix that gives a listener another port: in its literal, else by setting the option that it has from a default.
func move(p *analysis.Pass, c *analysis.Configuration, l listener, at analysis.Range, port int64) (analysis.Fix, bool) {
	free, was := strconv.FormatInt(port, 10), strconv.FormatInt(l.port, 10)
	fix := analysis.Fix{Title: "use the free port " + free, Preferred: true}
	if !written(l) {
		if l.option == nil || !isInt(c.Merged(l.option).Value) {
			return fix, false
		}
		set, ok := define(p, c, fix.Title, setting{l.option.String(), free})
		set.Safe = false // what else names the port is not known
		return set, ok
	}
	node := analysis.WrittenValue(l.place.ValueNode())
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

// written reports whether the user wrote the listener's port.
func written(l listener) bool {
	return l.option != nil && l.place != nil && l.place.Path.String() == l.option.String()
}

func forUse(l listener) string {
	if l.use == "" {
		return ""
	}
	return " (" + l.use + ")"
}

// freePort is the first port behind port that nothing listens on.
func freePort(all []listener, port int64) int64 {
	for candidate := port + 1; candidate < 1<<16; candidate++ {
		free := true
		for _, l := range all {
			free = free && l.port != candidate
		}
		if free && !wellKnown[candidate] {
			return candidate
		}
	}
	return 1024
}

// wellKnown are the ports of programs that usually stand beside these services.
var wellKnown = map[int64]bool{3001: true, 3100: true, 3306: true, 5432: true, 6379: true, 8080: true, 9090: true, 9093: true, 9100: true}
