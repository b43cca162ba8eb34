package analysis

import (
	"slices"
	"sync"

	"atproto-ls/eval"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// This file answers what a configuration as a whole says about one option.

// State says what is known of an option's merged value.
type State uint8

// The states.
const (
	Unsettled State = iota // it is not known
	Unset                  // nothing defines it, and it has no default
	Settled                // it has the value that is given
)

// Merged is an option's value in a configuration.
type Merged struct {
	State       State
	Value       optiondb.Value         // of a Settled option
	Default     bool                   // the value is the option's default
	Definitions []*optiondb.Definition // those that take part, or may
}

// Last is the last of the definitions, nil where there is none: of several of one strength the one that is read last.
func (m Merged) Last() *optiondb.Definition {
	if len(m.Definitions) == 0 {
		return nil
	}
	return m.Definitions[len(m.Definitions)-1]
}

// IsTrue reports whether the value is known to be true.
func (m Merged) IsTrue() bool { return m.State == Settled && m.Value.IsTrue() }

// Idle reports whether the value is known to be none: unset, null, false or empty.
func (m Merged) Idle() bool {
	if m.State != Settled {
		return m.State == Unset
	}
	text, isText := m.Value.AsString()
	on, isBool := m.Value.AsBool()
	return m.Value.Kind() == eval.NullKind || isText && text == "" || isBool && !on ||
		m.Value.IsList() && m.Value.List().Len() == 0 || m.Value.IsSet() && m.Value.Set().Len() == 0
}

// complete makes the index over a configuration's definitions, and decides which option sets are in force.
func (s *Snapshot) complete(c *Configuration) {
	c.options = slices.Clone(c.inline)
	c.index = optiondb.MergeIndexes(c.indexes)
	var read []*File
	for _, f := range c.Files {
		facts := s.Facts(f)
		if facts.Options != nil {
			c.options = append(c.options, facts.Options)
		}
		read = append(append(read, f), facts.uses...)
	}
	c.sites = sync.OnceValue(func() []Site { return sitesIn(c.index, read) })
	leaves := c.index.Leaves()
	library := s.Library() // and not s, which c may outlive
	c.unseen = sync.OnceValue(func() []optiondb.Path { return unseen(library, leaves) })
	options := c.options
	own := func(prefix optiondb.Path) bool {
		return slices.ContainsFunc(options, func(s *optiondb.Surface) bool { return s.At(prefix) != nil })
	}
	c.View = library.View(optiondb.Evidence{Pins: s.pins(c), Unpinned: s.world.Unpinned, Defined: leaves, Declares: own})
	if c.View.Bare(own) {
		c.bare = c.Closed != Open
		c.Closed = Open // a module of which only facts are known may define anything
	}
}

// bringsUnseen reports whether one of the paths that modules of found sources may define is one that is meant.
func (c *Configuration) bringsUnseen(meant func(optiondb.Path) bool) bool {
	return c.unseen != nil && slices.ContainsFunc(c.unseen(), meant)
}

// unseen are what modules of found sources may define by themselves where a configuration with these leaves uses them. Working it
// out evaluates those modules: completion and hover need none of it.
func unseen(l *optiondb.Library, defined []optiondb.Path) (all []optiondb.Path) {
	for _, set := range l.Sets {
		for _, b := range set.Brought() {
			used := len(b.By) == 0 || slices.ContainsFunc(b.By, func(by optiondb.Path) bool {
				return slices.ContainsFunc(defined, func(d optiondb.Path) bool { return d.HasPrefix(by) })
			})
			if used {
				all = append(all, b.Path)
			}
		}
	}
	return all
}

// sitesIn are the sets of files that are written out and certain: the places for more definitions.
func sitesIn(x *optiondb.Index, files []*File) (all []Site) {
	if x == nil {
		return nil
	}
	for _, d := range x.At {
		set := d.Value.Set()
		if set == nil || d.When != optiondb.Certain || slices.Contains(d.Path, optiondb.AnyElement) {
			continue
		}
		node := set.Origin().Value()
		i := slices.IndexFunc(files, func(f *File) bool { return node.Is(syntax.AttrSetNode) && f.Tree == node.File() })
		if i >= 0 && !updated(set, node) {
			all = append(all, Site{File: files[i], Set: node, Path: d.Path})
		}
	}
	for _, below := range x.Below {
		all = append(all, sitesIn(below, files)...)
	}
	return all
}

// updated reports whether a set is not what is written at node, but what `//` made of it: more in there may be lost.
func updated(set *eval.Set, node syntax.Node) bool {
	at := node
	at = wrapped(at)
	if op := syntax.AsBinary(at.Parent()); op.Exists() && op.Op().Kind == syntax.Update {
		return true
	}
	around := at.Parent().Parent() // whatever binds it: paths beside it may add to the set
	if !at.Parent().Is(syntax.BindingNode) || around.Is(syntax.LetNode) {
		around = node
	}
	return slices.ContainsFunc(set.Attrs(), func(a eval.Attr) bool {
		name := a.Where().Name()
		return name.Exists() && (name.File() != node.File() || name.Start() < around.Start() || name.End() > around.End())
	})
}

// At are the definitions of exactly this path, in the order of their modules; those under a condition that is known to be
// false are among them.
func (c *Configuration) At(path optiondb.Path) []*optiondb.Definition {
	return c.index.Definitions(path)
}

// Holed reports whether more may be defined at path, or in a set above it, than is known.
func (c *Configuration) Holed(path optiondb.Path) bool {
	return c.index.Holed(path) || c.bringsUnseen(path.HasPrefix)
}

// HoledBelow reports whether more may be defined at path, above or below it, than is known.
func (c *Configuration) HoledBelow(path optiondb.Path) bool {
	return c.Holed(path) || c.index.Node(path).HasHole() || c.bringsUnseen(func(u optiondb.Path) bool { return u.HasPrefix(path) })
}

// Merged is the value of the option at path: of the definitions that take part those of the strongest priority, else the
// default on which all option sets in force agree. Without [Configuration.Closed] it may still be redefined elsewhere.
func (c *Configuration) Merged(path optiondb.Path) Merged {
	m := Merged{}
	for _, d := range c.At(path) {
		if d.When != optiondb.Never {
			m.Definitions = append(m.Definitions, d)
		}
	}
	if len(m.Definitions) == 0 {
		if !c.Holed(path) && !c.index.Skipped(path) {
			m.State, m.Value = c.defaultOf(path)
			m.Default = m.State == Settled
		}
		return m
	}
	if c.Holed(path) && !c.forced(m.Definitions) {
		return m
	}
	strongest := m.Definitions[0]
	for _, d := range m.Definitions {
		if d.When != optiondb.Certain || d.Priority == optiondb.UnknownPriority || !d.Value.Known() {
			return m
		}
		if d.Priority < strongest.Priority {
			strongest = d
		}
	}
	for _, d := range m.Definitions {
		if d.Priority == strongest.Priority && d != strongest && !optiondb.Equal(d.Value, strongest.Value) {
			return m
		}
	}
	m.State, m.Value = Settled, strongest.Value
	return m
}

// forced reports whether a definition is so strong that nothing unseen is likely to change it. A definition that is
// written plainly counts: two plain ones of one option would be an error.
func (c *Configuration) forced(definitions []*optiondb.Definition) bool {
	return slices.ContainsFunc(definitions, func(d *optiondb.Definition) bool {
		return d.When == optiondb.Certain && d.Priority >= 0 && d.Priority <= optiondb.PriorityNormal && d.Value.Known()
	})
}

// defaultOf is the default of an option that nothing defines, where all option sets in force agree on it.
func (c *Configuration) defaultOf(path optiondb.Path) (State, optiondb.Value) {
	st := c.View.For(path)
	surfaces := c.options
	if st != nil && !c.Redeclared(st.Prefix) {
		if surfaces = st.Surfaces; !st.Certain() {
			return Unset, optiondb.Value{}
		}
	}
	var agreed optiondb.Value
	for _, surface := range surfaces {
		o := surface.Option(path)
		if o == nil && st == nil {
			continue // another of the workspace's own modules declares it
		}
		if o == nil || o.Default == nil {
			return Unset, optiondb.Value{}
		}
		v := o.Default.Value
		if !v.Exists() || agreed.Exists() && !optiondb.Equal(v, agreed) {
			return Unsettled, optiondb.Value{}
		}
		agreed = v
	}
	if !agreed.Exists() {
		return Unset, agreed
	}
	return Settled, agreed
}

// Site is the place for a definition at path in the file that near stands in: the set, written out and unconditional,
// that already holds the longest part of the path; ok is false when there is none.
func (c *Configuration) Site(path optiondb.Path, file string) (best Site, ok bool) {
	if c.sites == nil {
		return best, false
	}
	for _, site := range c.sites() {
		if site.File.Path != file || !path.HasPrefix(site.Path) || len(path) == len(site.Path) {
			continue
		}
		if !ok || len(site.Path) > len(best.Path) {
			best, ok = site, true
		}
	}
	return best, ok
}

// Verdicts are what the option sets in force say against the definitions of c. A prefix for which a module of the
// workspace declares options is left out: what else it takes is not known.
func (c *Configuration) Verdicts() []optiondb.Verdict {
	c.verdictsOnce.Do(func() {
		for _, st := range c.View.Standings {
			if !st.Certain() || c.Redeclared(st.Prefix) {
				continue
			}
			for _, d := range c.At(st.Prefix) {
				c.verdicts = append(c.verdicts, st.Judge(d)...)
			}
		}
	})
	return c.verdicts
}

// Redeclared reports whether a module of the workspace declares options at prefix or below it: one of c's own, or where not
// every import was read any, for it may be imported unseen. Where nixpkgs' module of it is taken out, another must declare it.
func (c *Configuration) Redeclared(prefix optiondb.Path) bool {
	if slices.ContainsFunc(c.disabled, func(name string) bool { return prefix[len(prefix)-1] == name }) {
		return true
	}
	declares := func(s *optiondb.Surface) bool { return s.At(prefix) != nil }
	return slices.ContainsFunc(c.options, declares) || slices.ContainsFunc(c.around, declares)
}

// Defines reports whether anything is defined at path or below it.
func (c *Configuration) Defines(path optiondb.Path) bool { return len(c.At(path)) > 0 }

// Found are the surfaces of the sources that were found for real, the shipped sets left out.
func (c *Configuration) Found() (all []*optiondb.Surface) {
	for _, set := range c.View.Sets() {
		for _, g := range set.Generations {
			if set.Real() {
				all = append(all, g.Surface())
			}
		}
	}
	return all
}

// Surfaces are the [Configuration.Found] ones, and what c's own modules declare.
func (c *Configuration) Surfaces() []*optiondb.Surface { return append(c.Found(), c.Own()...) }

// Known reports whether anything that may be in force declares an option at path, above or below it.
func (c *Configuration) Known(path optiondb.Path) bool {
	if st := c.View.For(path); st != nil && !st.Gone() || c.Redeclared(path) {
		return true
	}
	return slices.ContainsFunc(c.Found(), func(s *optiondb.Surface) bool { return s.Declares(path) }) ||
		slices.ContainsFunc(c.View.Prefixes(), func(prefix optiondb.Path) bool { return prefix.HasPrefix(path) && !c.View.For(prefix).Gone() })
}

// Own are what the modules of c declare.
func (c *Configuration) Own() []*optiondb.Surface { return slices.Concat(c.options, c.inline) }

// Nixpkgs are those of the pins that may be of c's nixpkgs: the input that it is known to be built with, else all.
func (c *Configuration) Nixpkgs(pins []optiondb.Pin) []optiondb.Pin {
	if c.by == "" {
		return pins
	}
	return slices.DeleteFunc(slices.Clone(pins), func(p optiondb.Pin) bool { return p.Name != c.by })
}
