package analysis

import (
	"slices"
	"strings"

	"atproto-ls/eval"
	"atproto-ls/optiondb"
	"atproto-ls/optiondb/modules"
	"atproto-ls/syntax"
)

// This file reads the configurations that options of a whole one hold: machines inside of it, which have their own services,
// ports and names, and variants of it, which are the same machine with more modules.

// holder is an option that holds a configuration.
type holder struct {
	path    optiondb.Path
	each    bool   // it is a set of such
	modules string // the option below it that holds the modules; "" for itself
	variant bool   // they are added to the modules around
}

var holders = []holder{
	{optiondb.ParsePath("containers"), true, "config", false},
	{optiondb.ParsePath("microvm.vms"), true, "config", false},
	{optiondb.ParsePath("specialisation"), true, "configuration", true},
	{optiondb.ParsePath("virtualisation.vmVariant"), false, "", true},
	{optiondb.ParsePath("virtualisation.vmVariantWithBootLoader"), false, "", true},
}

// at is the path of the modules in what is at path.
func (h holder) at(path optiondb.Path) optiondb.Path {
	if h.modules == "" {
		return path
	}
	return path.Append(h.modules)
}

// nested are the configurations inside of whole ones.
func (s *Snapshot) nested(wholes []*Configuration, around []*optiondb.Surface) []*Configuration {
	var entries []entry
	for _, c := range wholes {
		for _, h := range holders {
			for _, inner := range c.inner(h) {
				entries = append(entries, c.nested(h, inner))
			}
		}
	}
	return s.readAll(entries, around)
}

// inner are the paths below c's options at which h holds something.
func (c *Configuration) inner(h holder) (all []optiondb.Path) {
	node := c.index.Node(h.path)
	if node == nil {
		return nil
	}
	nodes := []*optiondb.Index{node}
	if h.each {
		nodes = node.Below
	}
	for _, n := range nodes {
		takesPart := func(d *optiondb.Definition) bool { return d.When != optiondb.Never }
		if slices.ContainsFunc(c.At(h.at(n.Path)), takesPart) {
			all = append(all, n.Path)
		}
	}
	return all
}

// nested is the entry of the configuration at a path of c.
func (c *Configuration) nested(h holder, inner optiondb.Path) entry {
	e := entry{name: c.Entry + "#config." + inner.String(), file: c.Files[0], test: c.Test, shared: !h.variant && c.shares(inner)}
	if strings.Contains(c.Entry, "#") {
		e.name = c.Entry + ".config." + inner.String()
	}
	outer := c.begin
	around := func(run *composing) *modules.Configuration { return run.system.ConfigurationOf(outer(run)) }
	if !h.variant {
		e.begin = func(run *composing) eval.Value { return run.machine(around(run), inner, h.at(inner)) }
		return e
	}
	e.variantOf = c
	e.test = c.Test || inner[0] == "virtualisation" // nobody else reaches a virtual machine for trying things out
	inherits := true
	if inner[0] == "specialisation" {
		said := c.Merged(inner.Append("inheritParentConfig"))
		if inherits = said.State == Unset || said.IsTrue(); said.State == Unsettled {
			e.begin = func(*composing) eval.Value {
				return eval.MakeUnknown("whether it inherits what is around it is not known", "")
			}
			return e
		}
	}
	e.begin = func(run *composing) eval.Value { return run.variant(around(run), inherits, h.at(inner)) }
	return e
}

// variantsOf are, by the entries of variants, those of what they are variants of.
func (s *Snapshot) variantsOf() map[string]string {
	s.Configurations()
	return s.variants
}

// shares reports whether a machine inside of c may use what runs on c: its network, or folders.
func (c *Configuration) shares(machine optiondb.Path) bool {
	return machine[0] == "containers" && (!c.Merged(machine.Append("privateNetwork")).IsTrue() || c.HoledBelow(machine.Append("bindMounts")) ||
		c.Defines(machine.Append("bindMounts")))
}

var noOuter = eval.MakeUnknown("what is around it is not known", "")

// machine is the configuration of a machine inside of another.
func (run *composing) machine(outer *modules.Configuration, machine, config optiondb.Path) eval.Value {
	if outer == nil {
		return noOuter
	}
	special := run.session.Lookup(outer.ModuleConfig(), machine.Append("specialArgs")...)
	return outer.Nested(run.nixos(outer.By()), special, config...)
}

// variant is a configuration with the modules at a path of it. A specialisation has none itself.
func (run *composing) variant(outer *modules.Configuration, inherits bool, path optiondb.Path) eval.Value {
	if outer == nil {
		return noOuter
	}
	var more []eval.Value
	if path[0] == "specialisation" {
		lib := run.session.Lib()
		none := run.session.Apply(run.session.Select(lib, "mkOverride"), eval.Int(0), eval.MakeSet(nil))
		config := eval.MakeSet([]eval.Attr{{Name: "specialisation", Value: none}})
		more = append(more, eval.MakeSet([]eval.Attr{{Name: "config", Value: config}}))
	}
	return outer.Variant(inherits, more, path...)
}

// differs reports whether a variant of c has something that matters and that c has not: modules that could not be read, and
// definitions of options that are looked at, or that modules here declare.
func (c *Configuration) differs(run *composing, whole *modules.Configuration) bool {
	if len(whole.Unread()) > len(c.Unread) {
		return true
	}
	inherited := map[syntax.Node]bool{{}: true}
	for _, o := range c.parts {
		inherited[partNode(o)] = true
	}
	walk := optiondb.NewWalk(run.session, run.snapshot.interesting)
	for _, part := range whole.Parts() {
		if inherited[partNode(part.At)] {
			continue
		}
		for _, d := range walk.Add(&optiondb.Module{File: part.File, At: part.At, Config: part.Config}) {
			declared := func(below *optiondb.Definition) bool { return c.declares(below.Path) }
			if d.Open || slices.ContainsFunc(d.Children, declared) {
				return true
			}
		}
		if part.Options.Exists() && part.At != nil {
			return true
		}
	}
	return walk.Index().Wanted()
}

// declares reports whether modules here declare something at path.
func (c *Configuration) declares(path optiondb.Path) bool {
	return slices.ContainsFunc(c.options, func(s *optiondb.Surface) bool { return s.At(path) != nil })
}

// partNode is the expression of a module, or of one that only an attribute path implies the name.
func partNode(at *eval.Origin) syntax.Node {
	if n := at.Value(); n.Exists() {
		return n
	}
	return at.Name()
}
