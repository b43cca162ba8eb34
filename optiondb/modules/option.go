package modules

import (
	"slices"
	"strings"

	"atproto-ls/eval"
	"atproto-ls/syntax"
)

// Option is a declared option of a configuration.
type Option struct {
	system *System
	group  *group
	name   string

	Path         []string
	Declarations []Declaration

	whole   Value // lazy: the set of what is declared and what it is defined as
	merging *merging
}

// Declaration is where an option was declared.
type Declaration struct {
	File   string
	Origin *eval.Origin // the binding; nil when a function made it
}

func newOption(g *group, name string, loc []string, all []declaration) *Option {
	o := &Option{system: g.conf.system, group: g, name: name, Path: loc}
	for _, d := range all {
		o.Declarations = append(o.Declarations, Declaration{d.file, d.origin})
	}
	o.whole = lazy(func() Value {
		m := o.system
		merged := m.declared(loc, all)
		if merged = m.fixed(merged); !merged.IsSet() {
			return merged
		}
		whole, merging := m.evaluate(loc, merged.Set(), func() ([]definition, Value) {
			defs, bad := g.definitions(name)
			return defs, bad
		}, g.conf.args.forgiving())
		o.merging, merging.option = merging, o
		return whole
	})
	return o
}

// value is the option as it stands in `options`.
func (o *Option) value() Value { return o.system.session.Force(o.whole) }

// Set is the option's set: what was declared (`type`, `default`, …), and `value`, `isDefined`, `files`, … ; lazily. It is
// an Error or Unknown when the declarations are.
func (o *Option) Set() Value { return o.value() }

// Value is what the option's definitions merge to, forced.
func (o *Option) Value() Value { return o.system.session.Select(o.value(), "value") }

// mergeOptionDecls is lib.mergeOptionDecls.
func (m *System) mergeOptionDecls(s *eval.Session, a []Value) Value {
	loc, bad := m.location(a[0])
	if bad.Exists() {
		return bad
	}
	list, bad := m.listOf(a[1])
	if bad.Exists() {
		return bad
	}
	all := make([]declaration, len(list))
	for i, v := range list {
		d := s.Force(v).Set()
		file, _ := s.Force(d.Get("_file")).AsString()
		all[i] = declaration{file, d.Get("options"), nil}
	}
	return m.declared(loc, all)
}

// fixupOptionType is lib.fixupOptionType.
func (m *System) fixupOptionType(s *eval.Session, a []Value) Value { return m.fixed(s.Force(a[1])) }

// declared merges the declarations of one option.
func (m *System) declared(loc []string, all []declaration) Value {
	s := m.session
	var merged []eval.Attr
	var files []string
	var positions, submodules []Value
	has := map[string]Value{}
	for _, d := range all {
		v := s.Force(d.value)
		if bad, ok := known(v); !ok {
			return bad
		}
		attrs := v.Set()
		again := false
		for _, name := range []string{"default", "example", "description", "apply"} {
			again = again || attrs.Has(name) && has[name].Exists()
		}
		typ := attrs.Get("type")
		if old := has["type"]; typ.Exists() && old.Exists() && !again {
			v := s.Apply(s.Select(old, "typeMerge"), s.Select(typ, "functor"))
			if bad, ok := known(v); !ok {
				return bad
			}
			if again = v.Kind() == eval.NullKind; !again {
				has["type"] = v
			}
		}
		if again {
			return eval.MakeThrow("The option `" + showOption(loc) + "' in `" + d.file + "' is already declared in " + showFiles(files) + ".")
		}
		if typ.Exists() {
			sub := s.Lookup(typ, "getSubModules")
			if sub.IsList() {
				var located []Value
				for _, e := range sub.List().Elems() {
					located = append(located, set("_file", eval.String(d.file), "imports", eval.MakeList([]Value{e})))
				}
				submodules = append(located, submodules...)
			}
		}
		for _, a := range attrs.Attrs() {
			if !has[a.Name].Exists() {
				has[a.Name] = a.Value
				merged = append(merged, a)
			}
		}
		files = append(files, d.file)
		positions = append(positions, position(d))
	}
	if t := has["type"]; t.Exists() {
		merged = append(merged, eval.Attr{Name: "type", Value: t})
	}
	merged = append(merged,
		eval.Attr{Name: "loc", Value: stringList(loc)},
		eval.Attr{Name: "declarations", Value: stringList(files)},
		eval.Attr{Name: "declarationPositions", Value: eval.MakeList(positions)},
		eval.Attr{Name: "options", Value: eval.MakeList(submodules)})
	return eval.MakeSet(merged)
}

// position is where a declaration stands, as unsafeGetAttrPos has it.
func position(d declaration) Value {
	if at := eval.AttrPosition(d.origin); at.IsSet() {
		return at
	}
	return set("file", eval.String(d.file), "line", eval.Null, "column", eval.Null)
}

// fixed is a merged declaration whose type has what all its declarations say of submodules.
func (m *System) fixed(opt Value) Value {
	if bad, ok := known(opt); !ok {
		return bad
	}
	attrs := opt.Set()
	if sub := m.session.Lookup(opt, "type", "getSubModules"); sub.Exists() && sub.Kind() != eval.NullKind {
		typ := attrs.Get("type")
		return attrs.Updated(
			eval.Attr{Name: "type", Value: lazy(func() Value {
				return m.session.Apply(m.session.Select(typ, "substSubModules"), attrs.Get("options"))
			})},
			eval.Attr{Name: "options", Value: eval.MakeList(nil)})
	}
	if !attrs.Has("type") {
		return attrs.Updated(eval.Attr{Name: "type", Value: m.lib("types", "unspecified")})
	}
	return opt
}

// evalOptionValue is lib.evalOptionValue.
func (m *System) evalOptionValue(s *eval.Session, a []Value) Value {
	loc, bad := m.location(a[0])
	if bad.Exists() {
		return bad
	}
	opt := s.Force(a[1])
	if bad, ok := known(opt); !ok {
		return bad
	}
	given := a[2]
	whole, _ := m.evaluate(loc, opt.Set(), func() ([]definition, Value) { return m.definitionList(given) }, false)
	return whole
}

// definitionList reads a list of sets of `file` and `value`.
func (m *System) definitionList(v Value) (defs []definition, bad Value) {
	list := m.session.Force(v)
	if bad, ok := known(list); !ok {
		return nil, bad
	}
	for _, e := range list.List().Elems() {
		d := m.session.Force(e)
		if bad, ok := known(d); !ok {
			return nil, bad
		}
		defs = append(defs, definition{file: d.Set().Get("file"), value: d.Set().Get("value"), origin: origin(d.Set())})
	}
	if open := list.List().Open(); open != nil {
		defs = append(defs, definition{file: eval.String(unknownFile), value: unknown(open.Reason)})
	}
	return defs, Value{}
}

// origin is where the value of a definition set was written.
func origin(d *eval.Set) *eval.Origin {
	a, _ := d.Lookup("value")
	if at := eval.OriginOf(a.Value); at != nil {
		return at
	}
	return nil
}

// optionAttrs are what an option has besides its declaration.
var optionAttrs = []string{"__toString", "definitions", "definitionsWithLocations", "files", "highestPrio", "isDefined", "value", "valueMeta"}

// evaluate is the option opt with what defs define it as.
func (m *System) evaluate(loc []string, opt *eval.Set, defs func() ([]definition, Value), lenient bool) (Value, *merging) {
	s := m.session
	typ := opt.Get("type")
	r := m.merge(loc, typ, func() ([]definition, Value) {
		all, bad := defs()
		if bad.Exists() || !opt.Has("default") {
			return all, bad
		}
		files, _ := m.textList(opt.Get("declarations"))
		file := unknownFile
		if len(files) > 0 {
			file = files[0]
		}
		attr, _ := opt.Lookup("default")
		byDefault := definition{file: eval.String(file), value: attr.Value, wraps: &wrap{"priority", eval.Int(1500), nil}, origin: attr.Origin}
		return append([]definition{byDefault}, all...), Value{}
	})
	r.readOnly, r.lenient = s.Force(opt.Get("readOnly")).IsTrue(), lenient
	value := func() Value {
		m.noteRead(r.option)
		v := r.merged
		if apply := opt.Get("apply"); apply.Exists() {
			v = s.Apply(apply, v) // which may do without it: an alias has the value of another option
		}
		if v = s.Force(v); v.Kind() != eval.ErrorKind {
			return v
		}
		return eval.AddContext(v, "while evaluating the option `"+showOption(loc)+"':")
	}
	whole := opt.Updated(eval.LazyAttrs(func(i int) Value {
		switch optionAttrs[i] {
		case "value":
			return value()
		case "highestPrio":
			return r.highestPriority()
		case "definitions":
			return r.list(func(d Definition) Value { return d.Value })
		case "files":
			return r.list(func(d Definition) Value { return d.file })
		case "definitionsWithLocations":
			return r.list(Definition.set)
		case "isDefined":
			m.noteRead(r.option)
			return r.isDefined()
		case "valueMeta":
			return s.Select(r.checked, "valueMeta")
		}
		return eval.NewBuiltin("showOption", 1, func(*eval.Session, []Value) Value { return eval.String(showOption(loc)) })
	}, optionAttrs...)...)
	if message, ok := s.Lookup(typ, "deprecationMessage").AsString(); ok {
		name, _ := s.Select(typ, "name").AsString()
		files, _ := m.textList(opt.Get("declarations"))
		return s.Apply(m.lib("warn"), eval.String("The type `types."+name+"' of option `"+showOption(loc)+"' defined in "+showFiles(files)+" is deprecated. "+message), whole), r
	}
	return whole, r
}

// Option is the option at path, nil when no module declares one there, or when that cannot be known.
func (c *Configuration) Option(path ...string) *Option {
	g := c.root
	for i, name := range path {
		if g.declared.run(c.system.session).Exists() || g.children[name] == nil {
			return nil
		}
		child := g.children[name]
		if child.resolved.run(c.system.session).Exists() {
			return nil
		}
		if child.option != nil {
			if i+1 < len(path) {
				return nil
			}
			return child.option
		}
		g = child.group
	}
	return nil
}

// Text is the option's path with dots between.
func (o *Option) Text() string { return pathText(o.Path) }

func pathText(path []string) string {
	parts := make([]string, len(path))
	for i, p := range path {
		parts[i] = eval.QuoteName(p)
	}
	return strings.Join(parts, ".")
}

func sortedNames(names []string) []string { return slices.Sorted(slices.Values(names)) }

// Node is the name in the declaration's binding; absent when a function made it.
func (d Declaration) Node() syntax.Node { return d.Origin.Name() }
