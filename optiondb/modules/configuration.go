package modules

import (
	_ "embed"
	"sync"

	"atproto-ls/eval"
	"atproto-ls/syntax"
)

// Arguments are what a configuration is made of: the arguments of nixpkgs' lib.evalModules.
type Arguments struct {
	Modules     []Value  // paths, sets, functions
	Prefix      []string // the path of the option whose submodule this is
	SpecialArgs Value    // a set of arguments that imports may depend on; the zero Value for none
	Class       Value    // a string; the zero Value or null for none
	By          string   // see [Configuration.By]

	elsewhere func(path []string) Value // see [Configuration.AskElsewhere]

	// Lenient is for configurations of which parts are not at hand. What cannot be read is left out and told in
	// [Configuration.Unread], definitions of options that nobody declares are no error, and what nobody defines —
	// an option, a module argument — is Unknown to those who read it.
	Lenient bool

	// Complete is for a lenient configuration whose modules are all given: what nobody defines is then an error again to
	// those who read it.
	Complete bool
}

// forgiving reports whether what nobody defines is Unknown to those who read it.
func (a *Arguments) forgiving() bool { return a.Lenient && !a.Complete }

// class is the class that modules must be of; ok is false when any will do.
func (a *Arguments) class() (class string, ok bool) { return a.Class.AsString() }

// Configuration is the knot of modules, options and config. It is lazy: making one costs nothing.
type Configuration struct {
	system *System
	args   Arguments

	collected  once
	collecting bool // collected is running
	roots      []*module
	modules    []*module // in the order in which their definitions count
	unread     []Unread
	disabled   []string

	root            *group
	loose           []unmatched // of root, once they are known
	looseKnown      bool
	options, config Value // lazy, not checked for definitions of undeclared options
	hinted          Value // config, as modules get it
	result          Value
}

// Evaluate is the configuration of some modules.
func (m *System) Evaluate(a Arguments) *Configuration {
	if !a.SpecialArgs.Exists() {
		a.SpecialArgs = eval.MakeSet(nil)
	}
	a.Class = m.session.Force(a.Class)
	c := &Configuration{system: m, args: a}
	c.collected = newOnce(c.collect)
	c.root = &group{conf: c, loc: a.Prefix}
	c.root.prepare(c.rootDeclarations, c.rootSources)
	c.options = lazy(func() Value { return c.root.optionsValue() })
	c.config = lazy(c.configValue)
	c.result = c.resultValue()
	m.configurations[c.result.Set()] = c
	return c
}

// Value is the result of lib.evalModules: the set of config, options, extendModules and so on.
func (c *Configuration) Value() Value { return c.result }

// Prefix is the path of the option whose submodule c is, empty for a configuration of its own.
func (c *Configuration) Prefix() []string { return c.args.Prefix }

// Unread are the imports that a lenient configuration left out.
func (c *Configuration) Unread() []Unread {
	c.collected.run(c.system.session)
	return c.unread
}

// Files are the files of the modules, in the order in which their definitions count.
func (c *Configuration) Files() (files []string) {
	c.collected.run(c.system.session)
	for _, m := range c.modules {
		files = append(files, m.file)
	}
	return files
}

// Config is the values of all options, lazily; an Error when an option is defined that nobody declares.
func (c *Configuration) Config() Value { return c.result.Set().Get("config") }

// Options is what the modules declare, lazily: a set of options, each with its `value`.
func (c *Configuration) Options() Value { return c.result.Set().Get("options") }

// ModuleConfig is what modules get as `config`: [Configuration.Config] without the check for undeclared options.
func (c *Configuration) ModuleConfig() Value { return c.config }

func (c *Configuration) resultValue() Value {
	s := c.system.session
	checked := func(f func() Value) Value {
		return lazy(func() Value {
			if bad := c.checkUnmatched(); bad.Exists() {
				return bad
			}
			return s.Force(f())
		})
	}
	class := c.args.Class
	if !class.Exists() {
		class = eval.Null
	}
	result := set(
		"_type", eval.String("configuration"),
		"options", checked(func() Value { return c.options }),
		"config", checked(func() Value {
			v := s.Force(c.config)
			if !v.IsSet() {
				return v
			}
			return without(v.Set(), "_module")
		}),
		"_module", checked(func() Value { return s.Select(c.config, "_module") }),
		"graph", lazy(c.graph),
		"extendModules", c.extender(),
		"type", c.submoduleType(),
		"class", class,
	)
	if c.args.Lenient {
		return result.Set().Updated(eval.Attr{Name: "_unread", Value: lazy(c.unreadValue)})
	}
	return result
}

// unreadValue is a list of what a lenient configuration left out, each unknown: for who makes another configuration of it.
func (c *Configuration) unreadValue() Value {
	var all []Value
	for _, u := range c.Unread() {
		all = append(all, eval.Located(unknown(u.Why), u.At))
	}
	return eval.MakeList(all)
}

// without is a set without one attribute.
func without(s *eval.Set, name string) Value {
	kept := make([]eval.Attr, 0, s.Len())
	for _, a := range s.Attrs() {
		if a.Name != name {
			kept = append(kept, a)
		}
	}
	return s.With(kept)
}

// evalModules is lib.evalModules.
func (m *System) evalModules(s *eval.Session, a []Value) Value {
	given := s.Force(a[0])
	if bad, ok := known(given); !ok {
		return bad
	}
	attrs := given.Set()
	if attrs == nil {
		return eval.MakeError("expected a set but found " + s.Print(given))
	}
	args, bad := m.arguments(attrs)
	if bad.Exists() {
		return bad
	}
	legacy := []eval.Attr{}
	if attrs.Has("args") {
		legacy = append(legacy, eval.Attr{Name: "args", Value: attrs.Get("args")})
	}
	if attrs.Has("check") {
		legacy = append(legacy, eval.Attr{Name: "check", Value: s.Apply(m.lib("mkDefault"), attrs.Get("check"))})
	}
	if len(legacy) > 0 {
		args.Modules = append(args.Modules[:len(args.Modules):len(args.Modules)], set("config", set("_module", eval.MakeSet(legacy))))
	}
	return m.Evaluate(args).Value()
}

// arguments reads the arguments of lib.evalModules.
func (m *System) arguments(attrs *eval.Set) (a Arguments, bad Value) {
	s := m.session
	if !attrs.Has("modules") {
		return a, eval.MakeError("function 'evalModules' called without required argument 'modules'")
	}
	if a.Modules, bad = m.listOf(attrs.Get("modules")); bad.Exists() {
		return a, bad
	}
	if attrs.Has("prefix") {
		if a.Prefix, bad = m.textList(attrs.Get("prefix")); bad.Exists() {
			return a, bad
		}
	}
	a.SpecialArgs, a.Class = attrs.Get("specialArgs"), s.Force(attrs.Get("class"))
	if a.Class.Kind() == eval.ErrorKind {
		return a, a.Class
	}
	a.Lenient = m.lenient
	if lenient := attrs.Get("lenient"); lenient.Exists() {
		a.Lenient = s.Force(lenient).IsTrue()
	}
	return a, Value{}
}

// listOf are the elements of a list that is known as a whole.
func (m *System) listOf(v Value) ([]Value, Value) {
	v = m.session.Force(v)
	if bad, ok := known(v); !ok {
		return nil, bad
	}
	if !v.IsList() {
		return nil, eval.MakeError("expected a list but found " + m.session.Print(v))
	}
	if open := v.List().Open(); open != nil {
		return nil, unknown(open.Reason)
	}
	return v.List().Elems(), Value{}
}

// extender is `extendModules`: the same configuration with more modules. Compiled into its callers it would be there twice.
//
//go:noinline
func (c *Configuration) extender() Value {
	return eval.NewBuiltin("extendModules", 1, func(s *eval.Session, a []Value) Value {
		given := s.Force(a[0])
		if bad, ok := known(given); !ok {
			return bad
		}
		attrs, more := given.Set(), []Value(nil)
		args := c.args
		var bad Value
		if attrs.Has("modules") {
			if more, bad = c.system.listOf(attrs.Get("modules")); bad.Exists() {
				return bad
			}
		}
		if attrs.Has("prefix") {
			if args.Prefix, bad = c.system.textList(attrs.Get("prefix")); bad.Exists() {
				return bad
			}
		}
		if attrs.Has("specialArgs") {
			args.SpecialArgs = s.Apply(c.system.lib("mergeAttrs"), args.SpecialArgs, attrs.Get("specialArgs"))
		}
		args.Modules = append(args.Modules[:len(args.Modules):len(args.Modules)], more...)
		return c.system.Evaluate(args).Value()
	})
}

// submoduleType is the configuration as a type.
//
//go:noinline
func (c *Configuration) submoduleType() Value {
	return lazy(func() Value {
		return c.system.session.Apply(c.system.lib("types", "submoduleWith"), set(
			"modules", eval.MakeList(append([]Value(nil), c.args.Modules...)), "specialArgs", c.args.SpecialArgs, "class", orNull(c.args.Class)))
	})
}

func orNull(v Value) Value {
	if !v.Exists() {
		return eval.Null
	}
	return v
}

// moduleArgs is the set that module functions are called with, besides what they name.
func (c *Configuration) moduleArgs() Value {
	c.hinted = lazy(func() Value {
		return eval.AddContext(c.system.session.Force(c.config), "if you get an infinite recursion here, you probably reference `config` in `imports`. If you are trying to achieve a conditional import behavior dependent on `config`, consider importing unconditionally, and using `mkEnableOption` and `mkIf` to control its effect.")
	})
	base := set("lib", c.system.session.Lib(), "options", c.options, "specialArgs", c.args.SpecialArgs,
		"_class", orNull(c.args.Class), "_prefix", stringList(c.args.Prefix), "config", c.hinted)
	special := c.system.session.Force(c.args.SpecialArgs).Set()
	return base.Set().Updated(special.Attrs()...)
}

//go:embed module.nix
var baseText string

var baseFile = sync.OnceValue(func() *syntax.File { return syntax.Parse(baseText) })

// baseModule declares `_module`, the same for every configuration of a Session but for what manuals show of it.
func (m *System) baseModule(inner bool) Value {
	base := &m.base[0]
	if inner {
		base = &m.base[1]
	}
	if !base.Exists() {
		*base = m.session.EvalNode(baseFile().Expr(), "", "", set("lib", m.session.Lib(), "inner", eval.Bool(inner)))
	}
	return *base
}

// ownModule defines what of `_module` is this configuration's own.
func (c *Configuration) ownModule() Value {
	return set("_file", eval.String("lib/modules.nix"), "key", eval.String("lib/modules.nix:args"), "config", set("_module", set(
		"args", set("extendModules", c.extender(), "moduleType", c.submoduleType()),
		"specialArgs", c.args.SpecialArgs,
	)))
}

// configValue is what all options merge to, and below freeform types what is defined without an option.
func (c *Configuration) configValue() Value {
	s := c.system.session
	declared := c.root.configValue()
	if !declared.IsSet() {
		return declared
	}
	free := s.Select(declared, "_module", "freeformType")
	if bad, ok := known(free); !ok {
		return bad
	}
	if free.Kind() == eval.NullKind {
		if c.args.Lenient && len(c.args.Prefix) == 0 {
			return c.root.opened(declared.Set())
		}
		return declared
	}
	unmatched, bad := c.unmatched()
	if bad.Exists() {
		return bad
	}
	if len(unmatched) == 0 {
		return declared
	}
	defs := make([]Value, len(unmatched))
	for i, u := range unmatched {
		v := u.def.wrapped()
		for j := len(u.path) - 1; j >= 0; j-- {
			v = eval.MakeSet([]eval.Attr{{Name: u.path[j], Value: v, Origin: u.def.origin}})
		}
		defs[i] = set("file", u.def.file, "value", v)
	}
	merged := s.Apply(s.Select(free, "merge"), stringList(c.args.Prefix), eval.MakeList(defs))
	return s.Apply(c.system.lib("recursiveUpdate"), merged, declared)
}

// opened is the set of the group's options that may have more: options of modules that are not at hand.
func (g *group) opened(declared *eval.Set) Value {
	return eval.MakeOpenSet(declared.Updated(g.foreign()...).Set().Attrs(), g.conf.elsewhere(g.loc))
}

// graph is how the modules import each other.
func (c *Configuration) graph() Value {
	if bad := c.collected.run(c.system.session); bad.Exists() {
		return bad
	}
	disabled := &collector{Configuration: c, disabled: map[string]bool{}}
	if bad := disabled.disable(c.roots, map[*module]bool{}); bad.Exists() {
		return bad
	}
	var node func(m *module, depth int) Value
	node = func(m *module, depth int) Value {
		var imports []Value
		for _, i := range m.imports {
			if depth < maxDepth {
				imports = append(imports, node(i, depth+1))
			}
		}
		return set("disabled", eval.Bool(disabled.disabled[m.key]), "key", eval.String(m.key), "file", eval.String(m.file), "imports", eval.MakeList(imports))
	}
	var all []Value
	for _, m := range c.roots[:len(c.roots)-2] { // but for the two modules of `_module`
		all = append(all, node(m, 0))
	}
	return eval.MakeList(all)
}
