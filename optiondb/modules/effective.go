package modules

import (
	"slices"
	"strconv"

	"atproto-ls/eval"
)

// Final are the definitions that the option's value is made of: those of the highest priority, in their order. ok is false
// when which they are depends on something unknown, or is an error.
func (o *Option) Final() (defs []Definition, ok bool) {
	if whole := o.value(); !whole.IsSet() || o.merging == nil || o.merging.final.run(o.system.session).Exists() {
		return nil, false
	}
	if len(o.merging.variants) != 1 {
		return nil, false
	}
	return o.merging.variants[0], true
}

// ReadOnly reports whether the option is declared to be set only once.
func (o *Option) ReadOnly() bool {
	return o.system.session.Lookup(o.value(), "readOnly").IsTrue()
}

// Conflict are the definitions of the option that do not go together although each would do alone; nil when there are no
// such, or it is not known.
func (o *Option) Conflict() []Definition {
	defs, ok := o.Final()
	if !ok || len(defs) < 2 || o.system.session.Deep(o.Value()).Kind() != eval.ErrorKind {
		return nil
	}
	for _, d := range defs {
		if o.system.session.Deep(o.alone(d)).Kind() == eval.ErrorKind {
			return nil
		}
	}
	return slices.Clone(defs)
}

// Wrong is the error that the definition d of the option is by itself, nil when it is none, or it is not known.
func (o *Option) Wrong(d Definition) *eval.Error {
	return o.system.session.Deep(o.alone(d)).Error()
}

// alone is the value that the option would have with one definition.
func (o *Option) alone(d Definition) Value {
	one := o.system.merge(o.Path, o.merging.typ, func() ([]definition, Value) {
		return []definition{{file: d.file, value: d.Value, origin: d.Origin}}, Value{}
	})
	return o.system.session.Force(one.merged)
}

// maxInner is how many submodules of one option are looked at.
const maxInner = 4096

// Inner are the configurations of the submodules in the option's value: one for each name of an `attrsOf submodule`, each
// element of a `listOf submodule`; also where the value as a whole is an error. What is unknown has none.
func (o *Option) Inner() []*Configuration {
	return o.system.inner(nil, o.system.session.Lookup(o.value(), "valueMeta"), 0)
}

func (m *System) inner(found []*Configuration, meta Value, depth int) []*Configuration {
	if !meta.IsSet() || depth > maxDepth || len(found) > maxInner {
		return found
	}
	if c := m.configurations[m.session.Force(meta.Set().Get("configuration")).Set()]; c != nil {
		found = append(found, c)
	}
	for _, e := range m.session.Force(meta.Set().Get("attrs")).Set().Attrs() {
		found = m.inner(found, m.session.Force(e.Value), depth+1)
	}
	for _, e := range m.session.Force(meta.Set().Get("list")).List().Elems() {
		found = m.inner(found, m.session.Force(e), depth+1)
	}
	return found
}

// Walk calls f for every option of c and of the submodules in their values, in the order of their paths. below says
// whether to look into an option's submodules, which evaluates it.
func (c *Configuration) Walk(below func(*Option) bool, f func(*Option)) { c.walk(below, f, 0) }

// maxNesting is how deep submodules are looked into.
const maxNesting = 16

func (c *Configuration) walk(below func(*Option) bool, f func(*Option), depth int) {
	c.EachOption(func(o *Option) {
		f(o)
		if depth < maxNesting && below(o) {
			for _, inner := range o.Inner() {
				inner.walk(below, f, depth+1)
			}
		}
	})
}

// noteRead notes that an option is evaluated.
func (m *System) noteRead(o *Option) {
	if m.reads != nil && o != nil {
		*m.reads = append(*m.reads, o)
	}
}

// tracked are the options that are evaluated, for the first time, while f runs. They count for who tracks outside, too.
func (m *System) tracked(f func()) []*Option {
	outer := m.reads
	if outer == nil {
		f()
		return nil
	}
	var reads []*Option
	m.reads = &reads
	f()
	m.reads = outer
	*outer = append(*outer, reads...)
	return reads
}

// track is tracked, also where nobody tracks outside.
func (m *System) track(f func()) []*Option {
	if m.reads == nil {
		var all []*Option
		m.reads = &all
		defer func() { m.reads = nil }()
	}
	return m.tracked(f)
}

// same are the options of c at the paths of others, without `_module` and without those whose inner options are there.
func (c *Configuration) same(others []*Option) (found []*Option) {
	for _, o := range others {
		mine := c.Find(o.Path)
		if mine == nil || slices.Contains(o.Path, "_module") || slices.Contains(found, mine) {
			continue
		}
		if !slices.ContainsFunc(others, func(p *Option) bool {
			return len(p.Path) > len(o.Path) && !slices.Contains(p.Path, "_module") && slices.Equal(p.Path[:len(o.Path)], o.Path)
		}) {
			found = append(found, mine)
		}
	}
	return found
}

// Find is the option at path, which may lead into submodules: the innermost that is declared there; nil for none.
func (c *Configuration) Find(path []string) *Option {
	rest := path[len(c.args.Prefix):]
	for n := len(rest); n > 0; n-- {
		o := c.Option(rest[:n]...)
		if o == nil {
			continue
		}
		if n == len(rest) {
			return o
		}
		for _, inner := range o.Inner() {
			if p := inner.Prefix(); len(p) < len(path) && slices.Equal(p, path[:len(p)]) {
				return inner.Find(path)
			}
		}
		return o
	}
	return nil
}

// String is the definition's file and priority, for messages of tests.
func (d Definition) String() string {
	return d.File + "@" + strconv.FormatInt(d.Priority, 10)
}
