package analysis

import (
	"slices"
	"strings"

	"atproto-ls/eval"
	"atproto-ls/optiondb"
)

// This file lets modules read what their configuration says. The facts of a file are worked out without it, and so they hold
// for every configuration that the file is in; `config.my.port` is unknown there. Where such a value is known once the
// configuration is put together, the files that ask for it are evaluated again, for this configuration alone.
//
// A round can make more known, which other files ask for, and so it is done again, a few times. What is known only grows:
// each value that a round uses follows from what is written, and stays right.

// maxRounds is how long chains of reads may be that are followed: `a = config.b`, `b = config.c`.
const maxRounds = 4

// resolve puts what c says in the place of its modules' reads of it.
func (s *Snapshot) resolve(c *Configuration) {
	if !c.Whole || c.Closed == Open || c.entry != nil {
		return
	}
	r := resolver{snapshot: s, configuration: c, wanted: &interestTree{}, settled: map[string]optiondb.Value{}}
	for _, f := range c.modules {
		for _, p := range s.Facts(f).reads {
			if c.index.Skipped(p) {
				r.wanted.add(p)
				r.skipped = append(r.skipped, p)
			}
		}
	}
	for round := range maxRounds {
		answered := len(r.settled)
		r.settle()
		if len(r.settled) == answered && (round > 0 || r.wanted.below == nil) {
			return
		}
		c.Roots, c.indexes = nil, nil
		for _, f := range c.modules {
			facts := r.facts(f)
			c.Roots = append(c.Roots, facts.Roots...)
			c.addSources(r.snapshot.sources(f, facts.Roots)) // a value may stand where nobody looked for it before
			if facts.Index != nil {
				c.indexes = append(c.indexes, facts.Index)
			}
		}
		s.complete(c)
	}
}

// resolver evaluates the files of a configuration again.
type resolver struct {
	snapshot      *Snapshot
	configuration *Configuration
	wanted        *interestTree             // what modules read of what is not looked at otherwise
	skipped       []optiondb.Path           // the same paths
	settled       map[string]optiondb.Value // what they read, as far as it is known, by path
}

// settle looks up what the modules read.
func (r *resolver) settle() {
	for _, f := range r.configuration.modules {
		for _, p := range r.snapshot.Facts(f).reads {
			if v := r.configuration.readable(p); v.Exists() {
				r.settled[p.String()] = v
			}
		}
	}
}

// facts are those of f where all is known that settled says, and all is looked at that is wanted.
func (r *resolver) facts(f *File) *Facts {
	facts := r.snapshot.Facts(f).asImported()
	asks := slices.ContainsFunc(facts.reads, func(p optiondb.Path) bool { return r.settled[p.String()].Exists() })
	defines := slices.ContainsFunc(r.skipped, facts.Index.Skipped)
	if facts.Index == nil || !asks && !defines {
		return facts
	}
	session := eval.New(eval.Options{Loader: &snapshotLoader{snapshot: r.snapshot, log: &optiondb.Log{}}, Fuel: factsFuel})
	defer session.Close()
	config := func(p []string) optiondb.Value { return r.settled[optiondb.Path(p).String()] }
	want := func(p optiondb.Path) bool { return r.snapshot.interesting(p) || r.wanted.has(p) }
	return r.snapshot.moduleFacts(f, session, config, want, nil).asImported()
}

// readable is what a module reads at path, the zero Value where that is not known: a scalar, or a list that is defined once,
// of an option that gives its value as it is defined, or an argument of modules.
func (c *Configuration) readable(path optiondb.Path) optiondb.Value {
	m := c.Merged(path)
	own := func(s *optiondb.Surface) bool { return s.Option(path) != nil }
	if c.Closed != Closed && !c.forced(m.Definitions) && !(m.Default && slices.ContainsFunc(c.options, own)) {
		return optiondb.Value{} // what was not read may set it
	}
	once := len(m.Definitions) == 1 && path.HasPrefix(moduleArgs) // an argument is what is passed, whole
	if m.State != Settled || m.Value.IsSet() && !once || m.Value.IsList() && len(m.Definitions) > 1 || !m.Value.Known() {
		return optiondb.Value{}
	}
	text, isText := m.Value.AsString()
	if len(m.Definitions) > 1 && isText && strings.Contains(text, "\n") {
		return optiondb.Value{} // of a type that joins them
	}
	for _, o := range c.declared(path) {
		if o.Applied || o.Type.Name == "coercedTo" {
			return optiondb.Value{}
		}
	}
	return m.Value
}

// declared are the declarations of the option at path: those of c's own modules, else of the option sets in force.
func (c *Configuration) declared(path optiondb.Path) (all []*optiondb.Option) {
	surfaces := c.options
	if st := c.View.For(path); st != nil && !c.Redeclared(st.Prefix) {
		surfaces = st.Surfaces
	}
	for _, surface := range surfaces {
		if o := surface.Option(path); o != nil {
			all = append(all, o)
		}
	}
	return all
}
