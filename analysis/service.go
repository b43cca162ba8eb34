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
	return i.Merged.Last()
}

// Implications are the clauses that are known to hold in c, by option path. They are known only for prefixes of which it
// is settled whose options they are, and none of the workspace's own.
func (c *Configuration) Implications() []Implication {
	c.impliedOnce.Do(func() {
		for _, st := range c.View.Standings {
			if set := st.Set(); set != nil && !c.Redeclared(st.Prefix) {
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
		if m.State != Settled || m.Idle() || !c.On(option) || option[len(option)-1] == "enable" && !m.IsTrue() {
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

// Surroundings are the clauses of options of NixOS itself that are known to hold in c, by option path: what its own
// modules bring, and where they listen.
func (c *Configuration) Surroundings() []Implication {
	return Remember(c, "surroundings", c.surroundings)
}

func (c *Configuration) surroundings() (all []Implication) {
	for _, set := range c.View.Sets() {
		set.Implies(func(option optiondb.Path, clauses []optiondb.Clause) {
			if c.View.For(option) != nil {
				return
			}
			for _, named := range c.index.Named(option) {
				m := c.Merged(named)
				if m.State != Settled || m.Idle() {
					continue
				}
				for _, clause := range clauses {
					if slices.Contains(option, optiondb.AnyName) {
						clause = clause.Named(named)
					}
					if c.holds(clause, m) {
						all = append(all, Implication{named, m, clause, set})
					}
				}
			}
		})
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].Option.String() < all[j].Option.String() })
	return all
}

// On reports whether the groups that option lies in are known to be on: their `enable`s are true, where they have one.
// The groups of the integration (`atproto.integration.monitoring`) only bundle: around a group that is on they gate
// nothing unless somebody turns them off.
func (c *Configuration) On(option optiondb.Path) bool {
	nearest := option[len(option)-1] != "enable"
	for n := len(option) - 1; n > 0; n-- {
		enable := option[:n].Append("enable")
		if enable.String() == option.String() || !c.Declares(enable) {
			continue
		}
		m := c.Merged(enable)
		bundles := option[0] != "services" && !nearest && m.Default
		if nearest = false; !m.IsTrue() && !bundles {
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
