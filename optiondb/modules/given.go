package modules

import (
	"slices"

	"atproto-ls/eval"
)

// Given is what the modules of a configuration define in one group of options, whoever declares these: of NixOS' own, as a rule.
type Given struct{ group *group }

// Given is what c's modules define at path, which lies in no option that is declared.
func (c *Configuration) Given(path ...string) *Given {
	g := &Given{c.root}
	for _, name := range path {
		g = g.Below(name)
	}
	return g
}

// Names are the names in the group that something defines, sorted; also those under conditions that do not hold.
func (g *Given) Names() (names []string) {
	if g.group == nil || g.group.defined.run(g.group.session()).Exists() {
		return nil
	}
	for name := range g.group.byName {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Below is what is defined in the group name.
func (g *Given) Below(name string) *Given {
	defs, child := g.definitions(name)
	if child != nil {
		return &Given{child.group} // nil for an option
	}
	var sources []source
	for _, d := range defs {
		var bad Value
		if sources, bad = g.group.conf.system.pushDown(sources, d, 0); bad.Exists() {
			return &Given{}
		}
	}
	if sources = slices.DeleteFunc(sources, func(s source) bool { return s.set == nil }); len(sources) == 0 {
		return &Given{}
	}
	return &Given{g.group.conf.foreignGroup(g.group.at(name), sources)}
}

// At are the definitions of name that are known to be in force, in the order in which they count.
func (g *Given) At(name string) (kept []Definition) {
	found, child := g.definitions(name)
	if child != nil && child.option != nil {
		kept, _ = child.option.Final()
		return kept
	}
	if len(found) == 0 {
		return nil
	}
	s := g.group.conf.system
	r := s.merge(g.group.at(name), s.lib("types", "raw"), func() ([]definition, Value) { return found, Value{} })
	r.final.run(s.session)
	return ordered(slices.DeleteFunc(strongest(r.all), func(d Definition) bool { return d.Maybe }))
}

// Has reports whether something is known to define name, be the value known or not.
func (g *Given) Has(name string) bool {
	found, _ := g.definitions(name)
	return len(g.At(name)) > 0 || slices.ContainsFunc(found, func(d definition) bool {
		x := &discharger{system: g.group.conf.system}
		conditions, value := x.outer(d)
		return conditions == always && x.system.session.Force(value).Kind() == eval.UnknownKind
	})
}

// definitions are those of a name that nobody declares; child is what is declared.
func (g *Given) definitions(name string) (defs []definition, declared *child) {
	if g.group == nil || g.group.declared.run(g.group.session()).Exists() {
		return nil, nil
	}
	if c := g.group.children[name]; c != nil {
		c.resolved.run(g.group.session())
		return nil, c
	}
	defs, _ = g.group.definitions(name)
	return defs, nil
}
