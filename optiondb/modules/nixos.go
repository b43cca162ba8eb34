package modules

import (
	"slices"

	"atproto-ls/eval"
)

// NixOS is nixpkgs' lib.nixosSystem: a configuration of the modules that it is given, without nixpkgs' own, so that it is
// lenient. by is what its caller wants to know it by, see [Configuration.By].
func (m *System) NixOS(by string, modulesPath Value) Value {
	return eval.NewBuiltin("nixosSystem", 1, func(s *eval.Session, a []Value) Value { return m.nixosSystem(by, modulesPath, s.Force(a[0])) })
}

// nixosSystem is what lib.nixosSystem makes of its argument. It is apart from [System.NixOS], which is compiled into its callers.
func (m *System) nixosSystem(by string, modulesPath, given Value) Value {
	if bad, ok := known(given); !ok {
		return bad
	}
	if !given.IsSet() {
		return eval.MakeError("expected a set but found " + m.session.Print(given))
	}
	own := set("modulesPath", modulesPath)
	if given.Set().Has("lib") {
		own = set("modulesPath", modulesPath, "lib", given.Set().Get("lib"))
	}
	special := m.session.Apply(m.lib("mergeAttrs"), own, given.Set().Get("specialArgs"))
	if !given.Set().Has("specialArgs") || !special.IsSet() {
		special = own
	}
	modules := m.given(given.Set())
	own = set("_file", eval.String(nixosFile), "key", eval.String(nixosFile), "config", set("_module", set("args", set("modules", eval.MakeList(slices.Clone(modules))))))
	return m.Evaluate(Arguments{
		Modules: append(modules, own), SpecialArgs: special, Class: eval.String("nixos"), Lenient: true, By: by,
	}).nixos()
}

// nixosFile is what stands for the file of the module that lib.nixosSystem adds.
const nixosFile = "nixos/lib/eval-config.nix"

// given are the modules in the arguments of lib.nixosSystem: those of a list that may have more, and something unknown for the
// rest of it.
func (m *System) given(args *eval.Set) (all []Value) {
	for _, name := range []string{"modules", "extraModules"} {
		attr, ok := args.Lookup(name)
		if !ok && (args.Open() == nil || name != "modules") {
			continue
		}
		if !ok {
			all = append(all, unknown(args.Open().Reason))
			continue
		}
		list := m.session.Force(attr.Value)
		if bad, ok := known(list); !ok || !list.IsList() {
			if ok {
				bad = eval.MakeError("expected a list but found " + m.session.Print(list))
			}
			all = append(all, eval.Located(bad, eval.OriginOf(attr.Value)))
			continue
		}
		all = append(all, list.List().Elems()...)
		if why := list.List().Open(); why != nil {
			all = append(all, eval.Located(unknown(why.Reason), eval.OriginOf(attr.Value)))
		}
	}
	return all
}

// nixos is the value of lib.nixosSystem: that of the configuration, and what nixpkgs' own modules give it.
func (c *Configuration) nixos() Value {
	return c.result.Set().Updated(eval.Attr{Name: "pkgs", Value: c.passed("pkgs")}, eval.Attr{Name: configurationMark, Value: c.result})
}

// configurationMark is the attribute by which a configuration is found in a set that was made of its value.
const configurationMark = "_atproto-ls"

// ConfigurationOf is the configuration that v is the value of, with or without more attributes; nil for any other value.
func (m *System) ConfigurationOf(v Value) *Configuration {
	found := m.session.Force(v).Set()
	if mark := found.Get(configurationMark); mark.Exists() {
		found = m.session.Force(mark).Set()
	}
	return m.configurations[found]
}

// By is what the caller of [System.NixOS] wanted the configuration to be known by.
func (c *Configuration) By() string { return c.args.By }

// Part is one module of a configuration, its function applied.
type Part struct {
	File    string       // the file that it was imported from, or that its `_file` names
	At      *eval.Origin // where its set was written; nil when unknown
	Options Value        // a set of declarations; the zero Value for none
	Config  Value
}

// Parts are the modules of c, in the order in which their definitions count, without what declares `_module`.
func (c *Configuration) Parts() (all []Part) {
	if c.collected.run(c.system.session).Exists() {
		return nil
	}
	for _, m := range c.modules {
		if !ofSystem(m.file) {
			all = append(all, Part{m.file, m.at, m.options, m.config})
		}
	}
	return all
}

// ofSystem reports whether file is that of a module which the module system, or NixOS, adds by itself.
func ofSystem(file string) bool { return file == "lib/modules.nix" || file == nixosFile }

// Disabled are the keys of modules that `disabledModules` names: paths, as a rule.
func (c *Configuration) Disabled() []string {
	c.collected.run(c.system.session)
	return c.disabled
}

// With is c with more modules, in which nothing is evaluated yet; whether it is then [Arguments.Complete].
func (c *Configuration) With(complete bool, more ...Value) *Configuration {
	args := c.args
	args.Complete = complete
	args.Modules = append(args.Modules[:len(args.Modules):len(args.Modules)], more...)
	return c.system.Evaluate(args)
}

// Nested is the configuration that the modules at an undeclared path of c make, as `containers.x.config` holds one; args are
// those of [System.NixOS] besides its modules. The zero Value where nothing is defined there.
func (c *Configuration) Nested(nixos Value, special Value, path ...string) Value {
	list := c.modulesAt(path)
	if len(list) == 0 {
		return Value{}
	}
	args := set("modules", eval.MakeList(list))
	if special.Exists() {
		args = set("modules", eval.MakeList(list), "specialArgs", special)
	}
	return c.system.session.Apply(nixos, args)
}

// Variant is c with the modules at an undeclared path of it, as `specialisation.x.configuration` holds some, and more of them;
// with only these and what the caller passed where it does not inherit c. The zero Value where nothing is defined there.
func (c *Configuration) Variant(inherits bool, more []Value, path ...string) Value {
	list := c.modulesAt(path)
	if len(list) == 0 {
		return Value{}
	}
	args := c.args
	args.Modules = append(args.Modules[:len(args.Modules):len(args.Modules)], more...)
	if !inherits {
		args.Modules = nil
	}
	args.Modules = append(args.Modules, list...)
	return c.system.Evaluate(args).nixos()
}

// modulesAt are the modules that definitions at an undeclared path of c are, with something unknown where there may be more.
func (c *Configuration) modulesAt(path []string) (list []Value) {
	defs, bad := c.undeclared(path)
	for _, d := range defs {
		if !d.Maybe {
			list = append(list, eval.Located(d.Value, d.Origin))
		} else {
			bad = unknown("whether it is imported depends on what is not known")
		}
	}
	if bad.Exists() {
		list = append(list, bad)
	}
	return list
}

// undeclared are the definitions of an option that nobody at hand declares, those of the highest priority.
func (c *Configuration) undeclared(path []string) (defs []Definition, bad Value) {
	g := c.root
	for i, name := range path {
		bad := g.declared.run(c.system.session)
		if child := g.children[name]; child != nil && !bad.Exists() {
			if bad = child.resolved.run(c.system.session); bad.Exists() || child.group == nil {
				return nil, bad
			}
			g = child.group // others declare something beside it
			continue
		}
		if bad.Exists() {
			return nil, bad
		}
		found, bad := g.definitions(name)
		if bad.Exists() || len(found) == 0 {
			return nil, bad
		}
		if i+1 == len(path) {
			r := c.system.merge(path, c.system.lib("types", "raw"), func() ([]definition, Value) { return found, Value{} })
			bad = r.final.run(c.system.session)
			return strongest(r.all), bad
		}
		var sources []source
		for _, d := range found {
			if sources, bad = c.system.pushDown(sources, d, 0); bad.Exists() {
				return nil, bad
			}
		}
		g = c.foreignGroup(path[:i+1], sources)
	}
	return nil, Value{}
}
