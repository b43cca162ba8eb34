package analysis

import (
	"path"
	"slices"
	"strings"

	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// This file recognises where configurations and modules stand in a text that is itself none: in flakes, hives and tests,
// and configurations inside others: containers, variants.

// rootPlaces is where the value of the tracer's file lands.
func (t *tracer) rootPlaces(kind FileKind) []Place {
	switch {
	case kind == ModuleFile:
		return []Place{{Kind: ModulePlace}}
	case kind == FlakeFile:
		return nil
	}
	if places := t.outerPlaces(); places != nil {
		return places
	}
	return t.imported()
}

// outerPlaces is where the value of a file lands that is neither a module nor a flake, as far as its own text and name tell.
func (t *tracer) outerPlaces() []Place {
	switch {
	case isHive(t.file):
		return []Place{{Kind: hivePlace}}
	case isTest(t.file.Tree.Expr()):
		return []Place{{Kind: testPlace}}
	}
	return nil
}

// IsModule reports whether f is a module: by what is written in it, or because a module imports it and nothing in it is of
// another system.
func (s *Snapshot) IsModule(f *File) bool {
	kind, _ := s.KindOf(f)
	facts := s.Facts(f)
	switch {
	case kind == ModuleFile:
		return true
	case kind == facts.Kind && facts.system != "": // a configuration that was evaluated knows better
		return slices.ContainsFunc(s.ConfigurationsOf(f), func(c *Configuration) bool {
			composed := c.entry != nil && !c.entry.ofFile
			return (composed || c.Whole && !facts.ofAnother && (c.entry == nil || !c.Likely)) && !c.sources[f]
		})
	case kind != OtherFile || kind != facts.Kind:
		return false
	}
	body := f.Tree.Expr()
	for range 3 {
		if l := syntax.AsLambda(body.Unparen()); l.Exists() {
			body = l.Body()
		}
	}
	set := plainSet(body)
	if body.Exists() && !set.Exists() {
		return false
	}
	entries, values := 0, 0
	for e := range set.Entries() {
		entries++
		if b := syntax.AsBinding(e); b.Value().Exists() || !b.Exists() {
			values++
		}
	}
	if set.Exists() && set.Node == f.Tree.Expr() && entries <= 1 && values == 0 {
		return !s.readAsValue(f) // nothing is written yet
	}
	return path.Base(f.Path) == "configuration.nix" || slices.ContainsFunc(s.ConfigurationsOf(f), func(c *Configuration) bool { return !c.Inside.Exists() && !c.sources[f] })
}

// readAsValue reports whether another file reads f with `import`, and none as a module of its own.
func (s *Snapshot) readAsValue(f *File) bool {
	read := false
	for _, other := range s.order {
		facts := s.Facts(other)
		if slices.ContainsFunc(facts.Imports, func(i optiondb.Import) bool { return s.module(i.Path) == f }) {
			return false
		}
		read = read || other != f && s.reads(other, f)
	}
	return read
}

// reads reports whether f reads another file with `import`.
func (s *Snapshot) reads(f, other *File) bool {
	return slices.ContainsFunc(f.reads(), func(name string) bool { return s.module(name) == other })
}

// isTest reports whether a file is a NixOS test: a set, or a function of one, with nodes and a script.
func isTest(n syntax.Node) bool {
	for range 3 {
		if l := syntax.AsLambda(n.Unparen()); l.Exists() {
			n = l.Body()
		}
	}
	set := plainSet(n)
	nodes, script := false, false
	for e := range set.Entries() {
		name, _ := syntax.AttrName(syntax.AsBinding(e).Path().Child(0))
		nodes, script = nodes || name == "nodes" || name == "machine", script || name == "testScript"
	}
	return nodes && script
}

// imported is where the value of a file lands that modules import as a value: `services.x = import ./x.nix;`.
func (t *tracer) imported() (all []Place) {
	for _, i := range t.importers() {
		all = append(all, i.tracer.places(i.call)...)
	}
	return all
}

// importCall is a call of `import` in another file, with a tracer of that.
type importCall struct {
	tracer *tracer
	call   syntax.Node
}

// importers are the calls that read the tracer's file.
func (t *tracer) importers() []importCall {
	if t.depth > 3*importDepth {
		t.limited = true
		return nil
	}
	if t.imports == nil {
		t.imports = t.findImporters()
	}
	return t.imports
}

func (t *tracer) findImporters() []importCall {
	all := []importCall{}
	for _, other := range t.snapshot.order {
		if other == t.file || !t.snapshot.reads(other, t.file) {
			continue
		}
		o := t.snapshot.newTracer(other, t.snapshot.Facts(other).Kind, t.depth+importDepth, t.asks)
		for n := range other.Tree.Root().Descendants() {
			call := syntax.AsApply(n)
			if !call.Exists() || call.Function().Text() != "import" || !call.Argument().Unparen().Is(syntax.PathNode) {
				continue
			}
			if target, ok := t.snapshot.linked(other, call.Argument().Unparen().Text()); ok && target == t.file.Path {
				all = append(all, importCall{o, n})
			}
		}
	}
	return all
}

// importDepth is what following an import of a value costs of traceDepth.
const importDepth = 100

// inWorld is where the attribute name of a hive, a test, its nodes or a nixosSystem lands.
func (p Place) inWorld(name string) (Place, bool) {
	switch p.Kind {
	case systemPlace:
		p.Kind = ModulesPlace
		return p, name == "modules" || name == "extraModules"
	case testPlace:
		switch name {
		case "nodes", "containers":
			p.Kind = nodesPlace
			return p, true
		case "machine", "defaults":
			return Place{Kind: ModulePlace, World: name, test: true}, true
		}
	case nodesPlace:
		return Place{Kind: ModulePlace, World: "nodes." + name, test: true}, true
	case hivePlace:
		return Place{Kind: ModulePlace, World: name}, name != "meta" && name != "network"
	}
	return p, false
}

// inner are the options of NixOS that hold a configuration of their own.
var inner = paths("containers.<name>.config", "specialisation.<name>.configuration", "virtualisation.vmVariant",
	"virtualisation.vmVariantWithBootLoader", "microvm.vms.<name>.config")

// nested is p, or the module inside a configuration that an option there holds.
func (p Place) nested() Place {
	if p.Kind != ValuePlace {
		return p
	}
	for _, option := range inner {
		if !p.Path.Matches(option) {
			continue
		}
		world := p.Path.String()
		world = strings.TrimSuffix(strings.TrimSuffix(world, ".configuration"), ".config")
		if p.World != "" {
			world = p.World + "." + world
		}
		return Place{Kind: ModulePlace, World: world, test: p.test}
	}
	return p
}

// moduleAttrs are attributes of flakes that hold modules of NixOS, as patterns of the end of a path.
var moduleAttrs = [][]string{{"nixosModules", optiondb.AnyName}, {"nixosModule"}, {"flake", "modules", "nixos", optiondb.AnyName}}

// recognised is where the value at segment n of a binding's path lands by the names that it stands at, whatever the sets
// around are.
func (t *tracer) recognised(b, n syntax.Node) []Place {
	names := t.namesAbove(b, n)
	if len(names) == 0 {
		return nil
	}
	for _, pattern := range moduleAttrs {
		if len(names) >= len(pattern) && optiondb.Path(names[len(names)-len(pattern):]).Matches(pattern) {
			return []Place{{Kind: ModulePlace}}
		}
	}
	if names[len(names)-1] == "colmena" {
		return []Place{{Kind: hivePlace}}
	}
	return nil
}

// namesAbove are the names at which the value at segment n of a binding's path stands in the sets around it, as far as
// these are written around one another.
func (t *tracer) namesAbove(b, n syntax.Node) (names []string) {
	names = t.namesTo(syntax.AsBinding(b).Path(), n)
	for range 8 {
		if b = around(b.Parent()); !b.Exists() {
			break
		}
		names = append(t.namesTo(syntax.AsBinding(b).Path(), syntax.Node{}), names...)
	}
	return names
}

// around is the binding whose value a set is, be it in a function or behind a `let`; absent where there is none.
func around(set syntax.Node) syntax.Node {
	if !set.Is(syntax.AttrSetNode) {
		return syntax.Node{}
	}
	for n := set.Parent(); ; n = n.Parent() {
		switch n.Kind() {
		case syntax.ParenNode, syntax.LetNode, syntax.LambdaNode, syntax.WithNode, syntax.BinaryNode, syntax.ApplyNode:
		case syntax.BindingNode:
			return n
		default:
			return syntax.Node{}
		}
	}
}
