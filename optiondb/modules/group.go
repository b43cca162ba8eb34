package modules

import (
	"strings"

	"atproto-ls/eval"
)

// group is a set of options: what the modules declare and define at one path that is no option.
type group struct {
	conf *Configuration
	loc  []string

	declared once
	children map[string]*child
	order    []string
	open     *eval.Unknown // why there may be other options; nil when there are none

	defined once
	sources []source
	byName  map[string][]definition
	loose   bool // a source is unknown, or open: any option may have more definitions
}

// declaration is what one module declares at a path: an option, or a set of them.
type declaration struct {
	file   string
	value  Value
	origin *eval.Origin // where the name stands; nil for one that a function made
}

// child is a name in a group: an option, or again a group.
type child struct {
	parent       *group
	name         string
	declarations []declaration

	resolved once
	group    *group
	option   *Option
}

// prepare sets how a group's declarations and sources are found.
func (g *group) prepare(declarations func() ([]declaration, Value), sources func() ([]source, Value)) {
	g.declared = newOnce(func() Value {
		found, bad := declarations()
		if bad.Exists() {
			return bad
		}
		return g.declare(found)
	})
	g.defined = newOnce(func() Value {
		found, bad := sources()
		if bad.Exists() {
			return bad
		}
		return g.define(found)
	})
}

// declare sorts declarations by name.
func (g *group) declare(all []declaration) Value {
	g.children, g.order, g.open = map[string]*child{}, nil, nil
	for _, d := range all {
		v := g.session().Force(d.value)
		bad, ok := known(v)
		if ok && !v.IsSet() {
			bad, ok = eval.MakeThrow("An option declaration for `"+strings.Join(g.loc, ".")+"' has type\n`"+v.Kind().String()+"' rather than an attribute set.\nDid you mean to define this outside of `options'?\n"), false
		}
		if !ok {
			if !g.conf.args.Lenient {
				return bad
			}
			g.open = eval.Why(bad)
			continue
		}
		if open := v.Set().Open(); open != nil {
			g.open = open
		}
		if !g.session().Spend(5 * v.Set().Len()) {
			return g.session().Exhausted()
		}
		for _, a := range v.Set().Attrs() {
			c := g.children[a.Name]
			if c == nil {
				c = &child{parent: g, name: a.Name}
				c.resolved = newOnce(c.resolve)
				g.children[a.Name] = c
				g.order = append(g.order, a.Name)
			}
			c.declarations = append(c.declarations, declaration{d.file, a.Value, a.Origin})
		}
	}
	return Value{}
}

func (g *group) session() *eval.Session { return g.conf.system.session }

// at is the path of a name in g.
func (g *group) at(name string) []string { return append(g.loc[:len(g.loc):len(g.loc)], name) }

// resolve finds out whether the child is an option or a group.
func (c *child) resolve() Value {
	g := c.parent
	m := g.conf.system
	loc := g.at(c.name)
	var options []declaration
	for _, d := range c.declarations {
		v := m.session.Force(d.value)
		if bad, ok := known(v); !ok {
			return bad
		}
		if !v.Set().Has("_type") {
			continue
		}
		if tag := m.typeTag(v); tag != "option" {
			return eval.MakeThrow(noOption(loc, tag, d.file))
		}
		options = append(options, d)
	}
	switch {
	case len(options) == len(c.declarations):
		c.option = newOption(g, c.name, loc, c.declarations)
	case len(options) > 0:
		return c.mixed(loc, options)
	default:
		c.group = &group{conf: g.conf, loc: loc}
		c.group.prepare(
			func() ([]declaration, Value) { return c.declarations, Value{} },
			func() ([]source, Value) { return g.sourcesBelow(c.name) },
		)
	}
	return Value{}
}

// mixed is a name that some modules declare as an option and others as a group: fine when the option is a submodule.
func (c *child) mixed(loc []string, options []declaration) Value {
	m := c.parent.conf.system
	for _, d := range options {
		if name, _ := m.session.Lookup(d.value, "type", "name").AsString(); name != "submodule" {
			return m.notParent(loc, options[0], c.declarations)
		}
	}
	asOptions := make([]declaration, len(c.declarations))
	for i, d := range c.declarations {
		if m.typeTag(m.session.Force(d.value)) != "option" {
			sub := m.session.Apply(m.lib("types", "submoduleWith"), set(
				"modules", eval.MakeList([]Value{set("options", d.value)}), "shorthandOnlyDefinesConfig", eval.Null))
			d.value = m.session.Apply(m.lib("mkOption"), set("type", sub))
		}
		asOptions[i] = d
	}
	c.option = newOption(c.parent, c.name, loc, asOptions)
	return Value{}
}

// notParent says that an option has no room for the options that others declare below it.
func (m *System) notParent(loc []string, option declaration, all []declaration) Value {
	description, _ := m.session.Lookup(option.value, "type", "description").AsString()
	if description == "" {
		description = "<no description>"
	}
	var lines []string
	for _, d := range all {
		v := m.session.Force(d.value)
		if m.typeTag(v) == "option" {
			continue
		}
		for _, a := range v.Set().Attrs() {
			below := append(loc[:len(loc):len(loc)], a.Name)
			lines = append(lines, " - option(s) with prefix `"+showOption(below)+"' in module `"+d.file+"'")
		}
	}
	return eval.MakeThrow("The option `" + showOption(loc) + "' in module `" + option.file + "' would be a parent of the following options, but its type `" + description + "' does not support nested options.\n" + strings.Join(lines, "\n"))
}

// noOption says that what stands in place of an option is a set of another kind.
func noOption(loc []string, tag, file string) string {
	path := showOption(loc)
	text := "In module " + file + ": expected an option declaration at option path `" + path + "` but got an attribute set with type " + tag
	if tag == "option-type" {
		name, comment := eval.QuoteName(loc[len(loc)-1]), ""
		if len(loc) > 1 {
			comment = "\n    # " + path
		}
		text += "\n\nWhen declaring an option, you must wrap the type in a `mkOption` call. It should look somewhat like:\n    " + comment + "\n    " + name + " = lib.mkOption {\n      description = ...;\n      type = <the type you wrote for " + name + ">;\n      ...\n    };\n"
	}
	return text
}

// optionsValue is the group as a value: its options, and groups of them.
func (g *group) optionsValue() Value {
	return g.value(func(c *child) Value {
		if c.group != nil {
			return c.group.optionsValue()
		}
		return c.option.value()
	})
}

// configValue is the values of the group's options.
func (g *group) configValue() Value {
	v := g.value(func(c *child) Value {
		if c.group == nil {
			return g.session().Select(c.option.value(), "value")
		}
		below := c.group.configValue()
		if g.conf.args.Lenient && below.IsSet() {
			return c.group.opened(below.Set())
		}
		return below
	})
	return v
}

// value is a set of the group's names with what f gives for each.
func (g *group) value(f func(*child) Value) Value {
	if bad := g.declared.run(g.session()); bad.Exists() {
		return bad
	}
	names := sortedNames(g.order)
	attrs := eval.LazyAttrs(func(i int) Value {
		c := g.children[names[i]]
		if bad := c.resolved.run(g.session()); bad.Exists() {
			return bad
		}
		return f(c)
	}, names...)
	if g.open != nil {
		return eval.MakeOpenSet(attrs, g.open)
	}
	return eval.MakeSet(attrs)
}

// rootDeclarations are the `options` of the modules.
func (c *Configuration) rootDeclarations() (all []declaration, bad Value) {
	if bad := c.collected.run(c.system.session); bad.Exists() {
		return nil, bad
	}
	for _, m := range c.modules {
		if m.options.Exists() {
			all = append(all, declaration{m.file, m.options, m.at})
		}
	}
	return all, Value{}
}
