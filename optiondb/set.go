package optiondb

import (
	"slices"
	"sync"
)

// Set is a set of options that ships with the program: what one project's modules declared, from when to when.
// optiondb/bundled/README.md describes the files that it is read from. A Set is immutable.
type Set struct {
	Name, Title, Homepage string
	Kind                  Kind
	Revision              string       // of the source that it was made from, where that is known
	Sources               []Repository // where the set lives; empty: nobody can pin it
	Generations           []*Generation
	Marks                 []Path // patterns that tell the set, beside the options that only it declares
	Moved                 []Move
	Partial               bool // some of its modules could not be read

	implies func() implications

	renamings func() []*Option // see [Set.Renamings]; nil for what ships
	brought   func() []Brought // nil: nothing
}

// implications are a set's clauses.
type implications struct {
	byOption map[string][]Clause // written as [Path.String] does
	list     []implication
}

// implication is an option, in which [AnyName] stands for names, and its clauses.
type implication struct {
	option  Path
	clauses []Clause
}

// Generation is a set's options as they were for some time.
type Generation struct {
	Set          *Set
	Prefixes     []Path
	Since, Until string   // ISO dates, both included; empty: open
	Releases     []string // nixpkgs releases that it is right for whatever the date

	surface func() *Surface
	ahead   sync.Once
}

// Surface is what the generation declares, evaluated at the first call.
func (g *Generation) Surface() *Surface { return g.surface() }

// Ahead begins to evaluate what the generation declares, for a [Generation.Surface] that comes soon.
func (g *Generation) Ahead() {
	g.ahead.Do(func() {
		go func() {
			defer func() { _ = recover() }() // whoever calls Surface is told
			g.surface()
		}()
	})
}

// Dates say for people when the generation was what its source is like, where that is over or new; with a space before.
func (g *Generation) Dates() string {
	switch {
	case g.Since == "" && g.Until == "":
		return ""
	case g.Until == "":
		return " since " + g.Since
	case g.Since == "":
		return " until " + g.Until
	}
	return " from " + g.Since + " to " + g.Until
}

// Owns reports whether the generation declares all that exists at path and below it.
func (g *Generation) Owns(path Path) bool {
	for _, prefix := range g.Prefixes {
		if path.HasPrefix(prefix) {
			return true
		}
	}
	return false
}

// Move says that an option or group went without an alias.
type Move struct {
	From, To Path // To is nil where it is simply gone
	On       string
	Text     string
}

// imported reports whether a configuration has the set's options only by importing its project's modules: those of nixpkgs and
// of the documented set are always there.
func (set *Set) imported() bool { return len(set.Sources) > 0 && set.Name != "nixpkgs" }

// sharesSource reports whether set lives in a repository that is one of other's.
func (set *Set) sharesSource(other *Set) bool {
	return slices.ContainsFunc(set.Sources, func(r Repository) bool { return slices.ContainsFunc(other.Sources, r.is) })
}

// Elsewhere is a source that is known to declare options of which nothing ships: where it is used, they are unknown.
type Elsewhere struct {
	Name     string
	Sources  []Repository
	Prefixes []Path
	Marks    []Path
}

// Clause says what an option asks of the machine or gives to it while the group that it belongs to is on.
type Clause struct {
	Value        Value  // the option's merged value must equal it; the zero Value: be neither null, false, empty nor unset
	When, Unless []Path // options that must be set so, or must not be
	Units        []Unit
	Listens      []Listener
	Opens        []Listener
	Needs        []Need
	Provides     []string // the systems that it brings
	User, Group  Ref
	DataDir      Ref
	Hardening    []Setting
	Web          *Web
	Secrets      *Secrets
	Fails        string // what an assertion of the module says, which fails where the clause holds; "" for none
	Text         string
}

// Named is the clause of an option in whose path [AnyName] stood, for one that is called by names: where it listens is by these
// names, too.
func (c Clause) Named(option Path) Clause {
	c.Listens = slices.Clone(c.Listens)
	for i := range c.Listens {
		l := &c.Listens[i]
		for _, p := range []*Path{&l.Port.Option, &l.Address.Option, &l.Endpoint} {
			for k, name := range *p {
				if name == AnyName && k < len(option) {
					*p = slices.Clone(*p)
					(*p)[k] = option[k]
				}
			}
		}
	}
	return c
}

// Ref is the merged value of an option, or Value where it is not set or not declared.
type Ref struct {
	Option Path
	Value  Value
}

// Unit is a systemd unit that a service defines or adds to, with its order.
type Unit struct {
	Name                   string
	After, Wants, Requires []string
}

// Listener is a socket that a service listens on, or a port that it opens.
type Listener struct {
	Protocol string // "tcp" or "udp"
	For      string // what it is for: "HTTP", "metrics"
	Port     Ref
	Address  Ref    // all addresses where it is unset
	Endpoint Path   // an option that holds address and port in one string, nil for none
	Form     string // of the endpoint: "host:port", "scheme:host:port"
}

// Need is a system that must be there.
type Need struct {
	System string
	Remote Path // an option whose URL may point to another machine, which meets the need; nil for none
}

// Setting is one name and value of a unit's hardening, as Nix writes them.
type Setting struct{ Name, Value string }

// Web is what a proxy in front of a service must know.
type Web struct {
	Host       Ref
	Listener   Listener // where to pass requests: its Port, or its Endpoint
	WebSockets []string // the URL paths that need them
	BodyLimit  Ref      // bytes
}

// Secrets says where a service takes its secrets from.
type Secrets struct {
	Files     Path // the option for files with `VAR=value` lines
	Variables []string
}

// Implied are the clauses of the option at path, in which [AnyName] stands for names.
func (s *Set) Implied(path Path) []Clause {
	all := s.implies()
	if c := all.byOption[path.String()]; c != nil {
		return c
	}
	for _, i := range all.list {
		if slices.Contains(i.option, AnyName) && path.Matches(i.option) {
			return i.clauses
		}
	}
	return nil
}

// Implies calls visit for every option that implies something, sorted by option. visit must change nothing.
func (s *Set) Implies(visit func(option Path, clauses []Clause)) {
	for _, i := range s.implies().list {
		visit(i.option, i.clauses)
	}
}
