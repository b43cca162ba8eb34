package analysis

import (
	"path"
	"slices"
	"strings"

	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// This file answers where the value of an expression lands in a configuration, from the text alone, so that it can be said
// of text that does not parse and of values that nothing evaluates: it climbs from the expression to the module around it.

// landingKind says what the value at a place is for.
type landingKind uint8

const (
	nowhere     landingKind = iota
	inOutputs               // attributes that are no options: a flake's outputs, the arguments of a function that makes configurations
	aModule                 // a module: a set, or a function that gives one
	someModules             // a list of modules, or one that is merged
	inConfig                // the value of the option or group at the path
	inOptions               // declarations
	aFunction               // its result lands at of
	aMerge                  // a list whose elements all land at of
	someValues              // a set whose attributes are the elements of the list at of
	somePairs               // a list of names and values that become the attributes of the set at of
	aPair                   // one of them
)

// Landing is the place in a configuration where a value lands. The zero Landing is nowhere.
type Landing struct {
	kind landingKind
	path optiondb.Path // of inConfig; the attributes so far of inOutputs
	of   *Landing
}

// Option is the path where the value lands; ok is false for what is no option's value. In it, [optiondb.AnyName] and
// [optiondb.AnyElement] stand for names and elements that are not written. The empty path is that of a whole module.
func (l Landing) Option() (path optiondb.Path, ok bool) {
	return l.path, l.kind == inConfig || l.kind == aModule
}

// Land is where the value of the expression n of f lands.
func (s *Snapshot) Land(f *File, n syntax.Node) Landing {
	c := climber{snapshot: s, file: f, fuel: climbFuel}
	return c.land(n)
}

// climbFuel bounds the steps of one climb: what a use of a name lands at is climbed for again.
const climbFuel = 4_000

// maxClimbDepth is how many expressions stand around one for which it is known where it lands: in a text that nests
// thousands deep, climbing from each would be to climb all of them from everywhere.
const maxClimbDepth = 400

// maxPathNames is how many names a path has at most that may be an option's. Beyond it, every step would copy them all.
const maxPathNames = 64

type climber struct {
	snapshot *Snapshot
	file     *File
	fuel     int
	depth    int
}

func (c *climber) land(n syntax.Node) Landing {
	if c.fuel--; c.fuel < 0 || c.depth >= maxClimbDepth {
		return Landing{}
	}
	c.depth++
	defer func() { c.depth-- }()
	p := n.Parent()
	switch p.Kind() {
	case syntax.FileNode:
		return c.root()
	case syntax.ParenNode:
		if p.Parent().Is(syntax.InheritNode) {
			return Landing{}
		}
		return c.land(p)
	case syntax.WithNode, syntax.AssertNode:
		if n == p.Child(1) {
			return c.land(p)
		}
	case syntax.IfNode:
		if n != p.Child(0) {
			return c.land(p)
		}
	case syntax.LetNode:
		if n == lastPart(p) {
			return c.land(p)
		}
	case syntax.LambdaNode:
		if n == lastPart(p) {
			return c.land(p).applied()
		}
	case syntax.ListNode:
		return c.land(p).element()
	case syntax.SelectNode:
		if n == p.Child(2) {
			return c.land(p)
		}
	case syntax.BinaryNode:
		switch syntax.AsBinary(p).Op().Kind {
		case syntax.Update, syntax.Concat:
			return c.land(p)
		}
	case syntax.ApplyNode:
		return c.call(p, n)
	case syntax.BindingNode:
		return c.bound(syntax.AsBinding(p), n)
	}
	return Landing{}
}

// lastPart is the last child that is not an error: the body of a `let` or of a function, be it missing.
func lastPart(n syntax.Node) (last syntax.Node) {
	for child := range n.Children() {
		if !child.Is(syntax.ErrorNode) {
			last = child
		}
	}
	return last
}

// root is where the value of the whole file lands.
func (c *climber) root() Landing {
	if c.snapshot.isModule(c.file) {
		return Landing{kind: aModule}
	}
	if path.Base(c.file.Path) == "hive.nix" {
		return Landing{kind: inOutputs, path: optiondb.Path{"colmena"}}
	}
	return Landing{kind: inOutputs}
}

// isModule reports whether f is a module: by what is written in it, or because a module imports it and nothing in it is of
// another system.
func (s *Snapshot) isModule(f *File) bool {
	facts := s.Facts(f)
	switch {
	case facts.Kind == ModuleFile:
		return true
	case facts.Kind != OtherFile:
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
		b := syntax.AsBinding(e)
		if name, _ := syntax.AttrName(b.Path().Child(0)); homeNames[name] {
			return false
		}
		entries++
		if b.Value().Exists() || !b.Exists() {
			values++
		}
	}
	if set.Exists() && set.Node == f.Tree.Expr() && entries <= 1 && values == 0 {
		return true // nothing is written yet
	}
	return path.Base(f.Path) == "configuration.nix" || slices.ContainsFunc(s.ConfigurationsOf(f), func(c *Configuration) bool { return !c.Inside.Exists() && !c.sources[f] })
}

// bound is where the value of a binding lands.
func (c *climber) bound(b syntax.Binding, value syntax.Node) Landing {
	if value.Is(syntax.AttrPathNode) {
		return Landing{}
	}
	switch p := b.Parent(); p.Kind() {
	case syntax.AttrSetNode:
		return c.named(c.land(p), b.Path(), -1)
	case syntax.LetNode, syntax.LegacyLetNode:
		names, all := b.Path().Names()
		if len(names) == 0 {
			return Landing{}
		}
		at := c.used(p, names[0])
		if !all {
			return Landing{}
		}
		for _, name := range names[1:] {
			at = at.attribute(name)
		}
		return at
	}
	return Landing{}
}

// named is the place at the first count segments of a path below at; at all of them where count is negative.
func (c *climber) named(at Landing, p syntax.AttrPath, count int) Landing {
	for segment := range p.Segments() {
		if count == 0 {
			break
		}
		count--
		name, known := syntax.AttrName(segment)
		switch {
		case segment.Is(syntax.MissingNode):
			return Landing{}
		case !known:
			name = optiondb.AnyName
		}
		at = at.attribute(name)
	}
	return at
}

// used is where the value of a name that the `let` at scope binds lands: where its first use lands that lands somewhere.
func (c *climber) used(scope syntax.Node, name string) Landing {
	for n := range scope.Descendants() {
		if c.fuel < 0 {
			break
		}
		switch {
		case n.Is(syntax.IdentNode) && n.Text() == name && !n.Parent().Is(syntax.AttrPathNode):
		default:
			continue
		}
		at := Landing{}
		if p := n.Parent(); p.Is(syntax.InheritNode) {
			if set := p.Parent(); set.Is(syntax.AttrSetNode) && !syntax.AsInherit(p).HasSource() {
				at = c.land(set).attribute(name)
			}
		} else {
			at = c.land(n)
		}
		if at.kind != nowhere && at.kind != inOutputs {
			return at
		}
	}
	return Landing{}
}

// element is the place of a list's elements.
func (l Landing) element() Landing {
	switch l.kind {
	case inConfig:
		l.path = l.path.Append(optiondb.AnyElement)
		return l
	case someModules:
		return Landing{kind: aModule}
	case aMerge:
		return *l.of
	case somePairs:
		return Landing{kind: aPair, of: l.of}
	}
	return Landing{}
}

// applied is the place of a function's result. What stands where a module or a submodule does may be a function.
func (l Landing) applied() Landing {
	if l.kind == aFunction {
		return *l.of
	}
	return l
}

// attribute is the place of a set's attribute.
func (l Landing) attribute(name string) Landing {
	if len(l.path) >= maxPathNames {
		return Landing{}
	}
	switch l.kind {
	case aModule:
		switch name {
		case "config":
			return Landing{kind: inConfig}
		case "options":
			return Landing{kind: inOptions}
		case "imports":
			return Landing{kind: someModules}
		case "_module", "meta", "freeformType", "disabledModules", "key", "_file", "_class":
			return Landing{}
		}
		return Landing{kind: inConfig}.attribute(name)
	case inConfig:
		if n := len(l.path); name == "config" && n == 2 && l.path[0] == "containers" {
			return Landing{kind: aModule} // a system of its own
		}
		l.path = l.path.Append(name)
		return l
	case inOutputs:
		return l.output(name)
	case someValues:
		return l.of.element()
	case aPair:
		if name == "value" {
			return l.of.attribute(optiondb.AnyName)
		}
	}
	return Landing{}
}

// outputs are the ends of attribute paths below which NixOS modules stand, `*` for any name.
var outputs = paths("nixosModules.*", "nixosModule", "modules.nixos.*", "colmena.*", "colmenaHive.*", "nodes.*", "test.machine")

func (l Landing) output(name string) Landing {
	l.path = l.path.Append(name)
	if name == "modules" && len(l.path) > 1 && l.path[len(l.path)-2] == systemMaker {
		return Landing{kind: someModules}
	}
	for _, end := range outputs {
		if len(l.path) < len(end) || !l.path[len(l.path)-len(end):].Matches(end) {
			continue
		}
		if strings.HasPrefix(end[0], "colmena") && name == "meta" {
			return Landing{}
		}
		return Landing{kind: aModule}
	}
	return l
}

// systemMaker is the path of the argument of a function that makes a system of modules.
const systemMaker = "\x00system"
