package modules

import (
	"slices"
	"strings"

	"atproto-ls/eval"
)

// In a lenient configuration options are defined that nobody at hand declares: those of nixpkgs' own modules. This file says
// what reading them gives. Without the declaration the type is not known, so that only what no type would change counts: a
// Boolean, a number or a short text that somebody defines plainly or by force. Two such definitions that differ would be an
// error whatever the type.

// foreign are the names in the group that are defined and not declared, sorted, with what reading them gives.
func (g *group) foreign() []eval.Attr {
	if g.defined.run(g.session()).Exists() || g.declared.run(g.session()).Exists() {
		return nil
	}
	var names []string
	for name := range g.byName {
		if g.children[name] == nil {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return eval.LazyAttrs(func(i int) Value {
		defs, bad := g.definitions(names[i])
		if bad.Exists() {
			return undeclaredOption
		}
		return g.conf.foreignValue(g.at(names[i]), defs)
	}, names...)
}

// undeclaredOption stands for the value of an option that is not declared.
var undeclaredOption = unknown("no module at hand declares it")

// foreignValue is the value of what nobody declares at path: for sets an open one of what is defined in them.
func (c *Configuration) foreignValue(path []string, defs []definition) Value {
	m := c.system
	if len(path) > maxGroups {
		return undeclaredOption
	}
	var sources []source
	for _, d := range defs {
		var bad Value
		if sources, bad = m.pushDown(sources, d, 0); bad.Exists() {
			return undeclaredOption
		}
	}
	sets := 0
	for _, s := range sources {
		if s.set != nil && !s.set.Has("_type") && !s.set.Has("type") && !s.set.Has("outPath") {
			sets++
		}
	}
	switch {
	case len(sources) == 0:
		return undeclaredOption
	case sets == len(sources):
		return c.foreignSet(path, sources)
	case sets > 0:
		return undeclaredOption
	}
	return m.foreignScalar(path, defs)
}

// foreignSet is an open set of what sources define.
func (c *Configuration) foreignSet(path []string, sources []source) Value {
	return eval.MakeOpenSet(c.foreignGroup(path, sources).foreign(), c.elsewhere(path))
}

// AskElsewhere has f asked for what c's modules read and nobody in c defines or declares: f gives the value at a path, or the
// zero Value. It must come before anything of c is asked for.
func (c *Configuration) AskElsewhere(f func(path []string) Value) { c.args.elsewhere = f }

// elsewhere is why there may be more at path than c's modules say, and what somebody else says of it.
func (c *Configuration) elsewhere(path []string) *eval.Unknown {
	ask := c.args.elsewhere
	if ask == nil {
		return undeclaredOption.Unknown()
	}
	return eval.MakePartlyKnown(undeclaredOption.Unknown().Reason, "", func(rest []string) Value {
		return ask(append(path[:len(path):len(path)], rest...))
	}).Unknown()
}

// foreignGroup is a group that nobody declares anything in.
func (c *Configuration) foreignGroup(path []string, sources []source) *group {
	g := &group{conf: &Configuration{system: c.system, args: Arguments{elsewhere: c.args.elsewhere}}, loc: path}
	g.prepare(func() ([]declaration, Value) { return nil, Value{} }, func() ([]source, Value) { return sources, Value{} })
	return g
}

// maxForeign is how long a text may be that no type is thought to change: a host name, a path, no lines.
const maxForeign = 256

func (m *System) foreignScalar(path []string, defs []definition) Value {
	r := m.merge(path, m.lib("types", "anything"), func() ([]definition, Value) { return defs, Value{} })
	v := m.session.Force(r.merged)
	if len(r.variants) != 1 || len(r.variants[0]) == 0 || r.variants[0][0].Priority > PriorityNormal {
		return undeclaredOption
	}
	switch v.Kind() {
	case eval.BoolKind, eval.IntKind:
		return v
	case eval.StringKind:
		if text, _ := v.AsString(); len(text) <= maxForeign && !strings.ContainsAny(text, "\n, ") {
			return v
		}
	}
	return undeclaredOption
}
