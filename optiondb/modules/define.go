package modules

import (
	"maps"
	"slices"
	"strings"

	"atproto-ls/eval"
)

// wrap is a property around a definition, put there from further out: `mkIf c { a = 1; }` defines a as `mkIf c 1`.
type wrap struct {
	name  string // the attribute of the property's argument: "condition" or "priority"
	value Value
	outer *wrap
}

// source is what one module defines in a group.
type source struct {
	file  Value
	set   *eval.Set
	wraps *wrap
	why   *eval.Unknown // set in place of set: nothing is known
	odd   Value         // in place of set: a value that is no set
}

// definition is what a source defines under one name.
type definition struct {
	file   Value
	value  Value
	wraps  *wrap
	origin *eval.Origin // the binding; nil when a function made it
}

// wrapped is the definition's value inside the properties around it.
func (d definition) wrapped() Value {
	v := d.value
	var chain []*wrap
	for w := d.wraps; w != nil; w = w.outer {
		chain = append(chain, w)
	}
	for _, w := range chain {
		tag := "override"
		if w.name == "condition" {
			tag = "if"
		}
		v = set("_type", eval.String(tag), w.name, w.value, "content", v)
	}
	return v
}

// rootSources are the `config` of the modules.
func (c *Configuration) rootSources() (all []source, bad Value) {
	if bad := c.collected.run(c.system.session); bad.Exists() {
		return nil, bad
	}
	for _, m := range c.modules {
		file := eval.String(m.file)
		if all, bad = c.system.pushDown(all, definition{file: file, value: m.config}, 0); bad.Exists() {
			return nil, bad
		}
	}
	return all, Value{}
}

// maxProperties is how deep properties may nest.
const maxProperties = 1000

// pushDown appends what the definition of a group holds: its properties become those of the attributes in it.
func (m *System) pushDown(all []source, d definition, depth int) ([]source, Value) {
	v := m.session.Force(d.value)
	if depth > maxProperties {
		v = unknown("properties nest too deep")
	}
	switch v.Kind() {
	case eval.ErrorKind:
		return nil, v
	case eval.UnknownKind:
		return append(all, source{file: d.file, why: v.Unknown()}), Value{}
	case eval.ChoiceKind:
		return m.pushChoice(all, d, v, depth)
	case eval.SetKind:
	default:
		return append(all, source{file: d.file, odd: v}), Value{}
	}
	var bad Value
	inner := d
	switch tag := m.typeTag(v); tag {
	case "merge":
		contents := m.session.Force(v.Set().Get("contents"))
		if contents.Kind() == eval.ErrorKind {
			return nil, contents
		}
		for _, e := range contents.List().Elems() {
			inner.value = e
			if all, bad = m.pushDown(all, inner, depth+1); bad.Exists() {
				return nil, bad
			}
		}
		if open := contents.List().Open(); open != nil || !contents.IsList() {
			all = append(all, source{file: d.file, why: eval.Why(contents)})
		}
		return all, Value{}
	case "if", "override":
		name := "priority"
		if tag == "if" {
			name = "condition"
		}
		inner.value, inner.wraps = v.Set().Get("content"), &wrap{name, v.Set().Get(name), nil}
		var below []source
		if below, bad = m.pushDown(nil, inner, depth+1); bad.Exists() {
			return nil, bad
		}
		for _, b := range below {
			b.wraps = b.wraps.around(d.wraps)
			all = append(all, b)
		}
		return all, Value{}
	}
	return append(all, source{file: d.file, set: v.Set(), wraps: d.wraps}), Value{}
}

// around is w inside outer.
func (w *wrap) around(outer *wrap) *wrap {
	if w == nil {
		return outer
	}
	return &wrap{w.name, w.value, w.outer.around(outer)}
}

// pushChoice is pushDown for a value that is one of several: each is there or not.
func (m *System) pushChoice(all []source, d definition, v Value, depth int) ([]source, Value) {
	for _, a := range v.Alternatives() {
		if a.Kind() == eval.ErrorKind {
			continue // then there is no configuration at all
		}
		below, bad := m.pushDown(nil, definition{file: d.file, value: a}, depth+1)
		if bad.Exists() {
			return nil, bad
		}
		for _, b := range below {
			b.wraps = b.wraps.around(&wrap{"condition", unknown(eval.Why(v).Reason), d.wraps})
			all = append(all, b)
		}
	}
	return all, Value{}
}

// define sorts what the sources define by name.
func (g *group) define(sources []source) Value {
	g.sources, g.byName, g.loose = sources, map[string][]definition{}, false
	for _, s := range sources {
		switch {
		case s.odd.Exists():
			file, _ := s.file.AsString()
			path := strings.Join(g.loc, ".")
			return eval.MakeThrow("In module `" + file + "', you're trying to define a value of type `" + s.odd.Kind().String() + "'\nrather than an attribute set for the option\n`" + path + "'!\n\nThis usually happens if `" + path + "' has option\ndefinitions inside that are not matched. Please check how to properly define\nthis option by e.g. referring to `man 5 configuration.nix'!\n")
		case s.set == nil || s.set.Open() != nil:
			g.loose = true
		}
		if !g.session().Spend(1 + 2*s.set.Len()) {
			return g.session().Exhausted()
		}
		for _, a := range s.set.Attrs() {
			g.byName[a.Name] = append(g.byName[a.Name], definition{s.file, a.Value, s.wraps, a.Where()})
		}
	}
	return Value{}
}

// definitions are those of one name in g.
func (g *group) definitions(name string) (defs []definition, bad Value) {
	if bad := g.defined.run(g.session()); bad.Exists() {
		return nil, bad
	}
	defs = g.byName[name]
	if !g.loose {
		return defs, Value{}
	}
	defs = slices.Clone(defs)
	for _, s := range g.sources {
		switch {
		case s.why != nil:
			defs = append(defs, definition{file: s.file, value: unknown(s.why.Reason)})
		case s.set.Open() != nil && !s.set.Has(name):
			defs = append(defs, definition{file: s.file, value: unknown(s.set.Open().Reason), wraps: s.wraps})
		}
	}
	return defs, Value{}
}

// sourcesBelow are the sources of the group that is g's child name.
func (g *group) sourcesBelow(name string) (all []source, bad Value) {
	defs, bad := g.definitions(name)
	if bad.Exists() {
		return nil, bad
	}
	for _, d := range defs {
		if all, bad = g.conf.system.pushDown(all, d, 0); bad.Exists() {
			return nil, bad
		}
	}
	return all, Value{}
}

// unmatched is a definition of what nobody declares, with its path in the configuration.
type unmatched struct {
	path []string
	def  definition
}

// unmatched are the definitions of c that no option takes, sorted by path; the slice must not be changed.
func (c *Configuration) unmatched() (found []unmatched, bad Value) {
	if !c.looseKnown {
		if bad = c.root.unmatched(len(c.root.loc), &found); bad.Exists() {
			return nil, bad
		}
		c.loose, c.looseKnown = found, true
	}
	return c.loose, Value{}
}

// unmatched appends the definitions in g that no option takes, sorted by path. A path begins skip names into that of the group.
func (g *group) unmatched(skip int, found *[]unmatched) (bad Value) {
	if bad := g.declared.run(g.session()); bad.Exists() {
		return bad
	}
	if bad := g.defined.run(g.session()); bad.Exists() {
		return bad
	}
	if len(g.sources) == 0 {
		return Value{}
	}
	names := slices.AppendSeq(make([]string, 0, len(g.byName)), maps.Keys(g.byName))
	slices.Sort(names)
	for _, name := range names {
		c := g.children[name]
		if c == nil {
			path := g.at(name)[skip:]
			for _, d := range g.byName[name] {
				*found = append(*found, unmatched{path, d})
			}
			continue
		}
		if bad := c.resolved.run(g.session()); bad.Exists() {
			return bad
		}
		if c.group == nil {
			continue
		}
		if bad := c.group.unmatched(skip, found); bad.Exists() {
			return bad
		}
	}
	return Value{}
}
