package analysis

import (
	"net/netip"
	"slices"
	"sort"
	"strings"

	"atproto-ls/optiondb"
)

// Implication is a clause that holds in a configuration: what an option that is set asks of the machine or gives to it.
type Implication struct {
	Option optiondb.Path
	Merged Merged // of the option; never idle
	Clause optiondb.Clause
	Set    *optiondb.Set
}

// Definition is the definition that makes the implication hold; nil where a default does.
func (i Implication) Definition() *optiondb.Definition {
	if len(i.Merged.Definitions) == 0 {
		return nil
	}
	return i.Merged.Definitions[len(i.Merged.Definitions)-1]
}

// Implications are the clauses that are known to hold in c, by option path. They are known only for prefixes of which it
// is settled whose options they are.
func (c *Configuration) Implications() []Implication {
	c.impliedOnce.Do(func() {
		for _, st := range c.View.Standings {
			if set := st.Set(); set != nil {
				c.implied = append(c.implied, c.impliedBy(set, st)...)
			}
		}
		sort.SliceStable(c.implied, func(i, j int) bool { return c.implied[i].Option.String() < c.implied[j].Option.String() })
	})
	return c.implied
}

func (c *Configuration) impliedBy(set *optiondb.Set, st *optiondb.Standing) (all []Implication) {
	set.Implies(func(option optiondb.Path, clauses []optiondb.Clause) {
		if !option.HasPrefix(st.Prefix) || slices.Contains(option, optiondb.AnyName) {
			return
		}
		m := c.Merged(option)
		if m.State != Settled || m.Idle() || !c.On(option) {
			return
		}
		for _, clause := range clauses {
			if c.holds(clause, m) {
				all = append(all, Implication{option, m, clause, set})
			}
		}
	})
	return all
}

// On reports whether every group that option lies in is known to be on: their `enable`s are true, where they have one.
func (c *Configuration) On(option optiondb.Path) bool {
	for n := 1; n < len(option); n++ {
		enable := option[:n].Append("enable")
		if enable.String() == option.String() || !c.Declares(enable) {
			continue
		}
		if !c.Merged(enable).IsTrue() {
			return false
		}
	}
	return true
}

// Declares reports whether some option set in force declares an option.
func (c *Configuration) Declares(path optiondb.Path) bool {
	st := c.View.For(path)
	return st.Certain() && slices.ContainsFunc(st.Surfaces, func(s *optiondb.Surface) bool { return s.Option(path) != nil })
}

// holds reports whether the conditions of a clause are known to be met.
func (c *Configuration) holds(clause optiondb.Clause, m Merged) bool {
	if clause.Value.Exists() && !optiondb.Equal(clause.Value, m.Value) {
		return false
	}
	for _, w := range clause.When {
		if other := c.Merged(w); other.State != Settled || other.Idle() {
			return false
		}
	}
	return !slices.ContainsFunc(clause.Unless, func(u optiondb.Path) bool { return !c.Merged(u).Idle() })
}

// Tri is an answer that may not be known.
type Tri uint8

// The answers.
const (
	No Tri = iota
	DontKnow
	Yes
)

// Provided reports whether the configuration brings a system: some option that provides it is set.
func (c *Configuration) Provided(system string) Tri {
	answer := No
	for _, pattern := range providers[system] {
		answer = max(answer, c.setAt(pattern))
	}
	for _, set := range optiondb.Shipped().Sets {
		set.Implies(func(option optiondb.Path, clauses []optiondb.Clause) {
			for _, clause := range clauses {
				if slices.Contains(clause.Provides, system) {
					answer = max(answer, c.provides(option, clause))
				}
			}
		})
	}
	return answer
}

func (c *Configuration) provides(option optiondb.Path, clause optiondb.Clause) Tri {
	answer := c.setAt(option)
	for _, w := range clause.When {
		m := c.Merged(w)
		switch {
		case m.State == Unsettled:
			answer = min(answer, DontKnow)
		case m.Idle():
			answer = No
		}
	}
	return answer
}

// setAt reports whether an option that pattern describes is set to something.
func (c *Configuration) setAt(pattern optiondb.Path) Tri {
	if !slices.Contains(pattern, optiondb.AnyName) {
		m := c.Merged(pattern)
		if m.State == Unsettled || len(m.Definitions) == 0 && c.Holed(pattern) {
			return DontKnow
		}
		if m.Idle() {
			return No
		}
		return Yes
	}
	fixed := pattern[:slices.Index(pattern, optiondb.AnyName)]
	answer := No
	if c.Holed(fixed) {
		answer = DontKnow
	}
	for _, parent := range c.At(fixed) {
		for _, child := range parent.Children {
			if child.When == optiondb.Never {
				continue
			}
			rest := child.Path.Append(pattern[len(fixed)+1:]...)
			answer = max(answer, c.setAt(rest))
		}
	}
	return answer
}

// providers are ways to have a system that no option set tells of (checks.md, "What counts as provided").
var providers = map[string][]optiondb.Path{
	"postgresql":   paths("services.postgresql.enable", "services.pgbouncer.enable"),
	"mysql":        paths("services.mysql.enable"),
	"redis":        paths("services.redis.servers.<name>.enable", "services.valkey.enable", "services.keydb.enable", "services.dragonflydb.enable"),
	"nginx":        paths("services.nginx.enable"),
	"acme":         paths("security.acme.defaults.email", "security.acme.certs"),
	"prometheus":   paths("services.prometheus.enable"),
	"grafana":      paths("services.grafana.enable"),
	"alertmanager": paths("services.prometheus.alertmanager.enable"),
	"loki":         paths("services.loki.enable"),
	"fail2ban":     paths("services.fail2ban.enable"),
	"apparmor":     paths("security.apparmor.enable"),
	"firewall":     paths("networking.firewall.enable"),
	"backup":       paths("services.restic.backups.<name>.repository", "services.borgbackup.jobs.<name>.repo"),
}

func paths(all ...string) (out []optiondb.Path) {
	for _, p := range all {
		out = append(out, optiondb.ParsePath(p))
	}
	return out
}

// LocalURL reports whether a URL of a database or cache means this machine: a loopback address, `localhost`, a socket
// path, or no host at all.
func LocalURL(url string) bool {
	_, rest, ok := strings.Cut(url, "://")
	if !ok {
		return strings.HasPrefix(url, "unix:") || strings.HasPrefix(url, "/")
	}
	host, _, _ := strings.Cut(rest, "/")
	host, query, _ := strings.Cut(host, "?")
	if i := strings.LastIndex(host, "@"); i >= 0 {
		host = host[i+1:]
	}
	if strings.Contains(query, "host=") {
		return strings.Contains(url, "host=/")
	}
	if strings.HasPrefix(host, "[") {
		host, _, _ = strings.Cut(host[1:], "]")
	} else if i := strings.LastIndex(host, ":"); i >= 0 {
		host = host[:i]
	}
	return LocalHost(host)
}

// LocalHost reports whether a host name or address means this machine; the empty one does.
func LocalHost(host string) bool {
	if host == "" || host == "localhost" || strings.HasPrefix(host, "/") || strings.HasPrefix(host, "%2") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.IsLoopback()
}
