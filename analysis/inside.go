package analysis

import (
	"path"
	"slices"
	"strings"

	"atproto-ls/eval"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// Inside is a module that stands inside a file which is something else: in a flake, a hive, a test, or, for a container, in
// another configuration.
type Inside struct {
	World string      // which configuration it belongs to: see [Occurrence]
	Test  bool        // it is a machine of a test
	Node  syntax.Node // the module's expression
	Roots []*optiondb.Definition
	Index *optiondb.Index // of Roots
}

// insideWords are words of which a text has at least one that has such modules.
var insideWords = []string{"nixosModule", "nixosSystem", "eval-config.nix", "modules.nixos", "colmena", "makeHive", "testScript", "runTest",
	"runNixOSTest", "nixosTest", "make-test-python.nix"}

// worldWords are those for a file that is a module itself.
var worldWords = []string{"containers", "specialisation", "vmVariant", "microvm"}

// inside finds the modules inside f, a file of the kind, and what they define.
func (s *Snapshot) inside(f *File, kind FileKind, session *eval.Session) (all []Inside) {
	words := insideWords
	if kind == ModuleFile {
		words = worldWords
	}
	if !isHive(f) && !f.MentionsAny(words...) {
		return nil
	}
	t := &tracer{snapshot: s, file: f, placed: map[syntax.Node][]Place{}, bounds: map[syntax.Node]map[string]syntax.Node{}, fuel: 20 * traceFuel}
	switch {
	case kind == ModuleFile:
		t.root = []Place{{Kind: ModulePlace}}
	case kind == OtherFile:
		t.root = t.outerPlaces()
	}
	c := insideFinder{tracer: t, snapshot: s, kind: kind, session: session, around: map[int]string{}}
	for n := range f.Tree.Root().Descendants() {
		switch n.Kind() {
		case syntax.AttrSetNode, syntax.LambdaNode, syntax.LetNode, syntax.WithNode:
			c.add(n, syntax.AttrPath{}, t.places(n))
		case syntax.BindingNode:
			path := syntax.AsBinding(n).Path()
			for segment := range path.Segments() { // `containers.x.config.services.y = …`: a module that only a path implies
				if segment != last(path) {
					c.add(n, path, t.bindingTo(n, segment))
				}
			}
		}
	}
	return c.found
}

// insideFinder collects the modules inside a file.
type insideFinder struct {
	tracer   *tracer
	snapshot *Snapshot
	kind     FileKind
	session  *eval.Session
	around   map[int]string // the worlds of the modules found, by the node's index
	found    []Inside
}

// add adds the module n, where one of its places is that of a module; of a binding the module that its path implies.
func (c *insideFinder) add(n syntax.Node, path syntax.AttrPath, places []Place) {
	for _, p := range places {
		if p.Kind != ModulePlace || len(p.Path) > 0 || len(p.pending) > 0 || len(c.found) == maxInside || within(n, p.World, c.kind, c.around) {
			continue
		}
		c.around[n.Index()] = p.World
		roots, index := c.definitions(n, path)
		c.found = append(c.found, Inside{World: p.World, Test: p.test, Node: n, Roots: roots, Index: index})
	}
}

// maxInside is how many modules are looked for in one file.
const maxInside = 500

// within reports whether n is a part of a module of the world that was found already.
func within(n syntax.Node, world string, kind FileKind, around map[int]string) bool {
	if w, found := around[n.Index()]; found && w == world {
		return true
	}
	for p := range n.Ancestors() {
		if w, found := around[p.Index()]; found {
			return w == world
		}
	}
	return kind == ModuleFile && world == ""
}

// definitions evaluates the module n, or of a binding the value and what of its path lies in the module.
func (c *insideFinder) definitions(n syntax.Node, whole syntax.AttrPath) (roots []*optiondb.Definition, index *optiondb.Index) {
	f := c.tracer.file
	around := surroundings{session: c.session, file: f}
	value := n
	if b := syntax.AsBinding(n); b.Exists() {
		value = b.Value()
	}
	v := c.session.EvalNode(value, f.Path, path.Dir(f.Path), around.names(value, eval.MakeSet(nil)))
	v = c.wrapped(v, n, whole)
	module, why := asModule(c.session, optiondb.ModuleArgs(c.session), v)
	if why == "" {
		return nil, nil
	}
	modules := optiondb.CollectOne(c.session, optiondb.ModuleArgs(c.session), f.Path, module)
	walk := optiondb.NewWalk(c.session, c.snapshot.interesting)
	for _, m := range modules.All {
		roots = append(roots, walk.Add(m)...)
	}
	return roots, walk.Index()
}

// wrapped is the value of a binding in the sets that the end of its path implies: what lies in the module.
func (c *insideFinder) wrapped(v optiondb.Value, b syntax.Node, path syntax.AttrPath) optiondb.Value {
	segments := slices.Collect(path.Segments())
	for i, segment := range slices.Backward(segments) {
		inModule := slices.ContainsFunc(c.tracer.bindingTo(b, segment), func(p Place) bool { return p.Kind == ModulePlace && len(p.Path) == 0 })
		if inModule {
			break
		}
		written := syntax.Node{}
		if i == len(segments)-1 {
			written = syntax.AsBinding(b).Value()
		}
		origin := eval.NewOrigin(c.tracer.file.Path, segment, written)
		v = eval.MakeSet([]eval.Attr{{Name: c.tracer.name(segment), Value: v, Origin: origin}})
	}
	return v
}

// surroundings evaluates the names that are in scope at a node: variables of `let`s by their text, arguments as unknown,
// but for `lib`, which is what it is called.
type surroundings struct {
	session *eval.Session
	file    *File
}

// names are the variables around n, those of the innermost scope winning, beside outer ones.
func (s surroundings) names(n syntax.Node, vars optiondb.Value) optiondb.Value {
	chain := slices.Collect(n.Ancestors())
	child := syntax.Node{}
	for i, p := range slices.Backward(chain) {
		if child = n; i > 0 {
			child = chain[i-1]
		}
		switch p.Kind() {
		case syntax.LambdaNode:
			vars = s.with(vars, s.parameters(syntax.AsLambda(p)))
		case syntax.LetNode, syntax.LegacyLetNode:
			vars = s.recursive(vars, p)
		case syntax.AttrSetNode:
			if syntax.AsAttrSet(p).Recursive() {
				vars = s.recursive(vars, p)
			}
		case syntax.WithNode:
			if subject := syntax.AsWith(p).Subject(); subject != child {
				vars = s.opened(vars, subject)
			}
		}
	}
	return vars
}

// with is a set of variables with more, which win.
func (s surroundings) with(vars optiondb.Value, more []eval.Attr) optiondb.Value {
	return eval.MakeSet(append(slices.Clone(vars.Set().Attrs()), more...))
}

func (s surroundings) parameters(l syntax.Lambda) (all []eval.Attr) {
	add := func(name string) {
		if name != "" {
			all = append(all, eval.Attr{Name: name, Value: s.unknown(name)})
		}
	}
	add(l.Param().Text())
	for f := range l.Formals().All() {
		add(f.Name().Text())
	}
	return all
}

func (s surroundings) unknown(name string) optiondb.Value {
	if name == "lib" {
		return s.session.Lib()
	}
	return eval.MakeUnknown("`"+name+"` is an argument", name)
}

// recursive are the variables of a scope whose bindings see one another.
func (s surroundings) recursive(outer optiondb.Value, scope syntax.Node) optiondb.Value {
	var all optiondb.Value
	var attrs []eval.Attr
	for e := range scope.Children() {
		if b := syntax.AsBinding(e); b.Exists() {
			name, known := syntax.AttrName(b.Path().Child(0))
			if !known {
				continue
			}
			v := s.unknown(name)
			if !b.Path().Child(1).Exists() && name != "lib" {
				v = eval.NewLazy(eval.NewOrigin(s.file.Path, b.Path().Child(0), b.Value()), func(session *eval.Session) optiondb.Value {
					return session.EvalNode(b.Value(), s.file.Path, path.Dir(s.file.Path), all)
				})
			}
			attrs = append(attrs, eval.Attr{Name: name, Value: v})
		}
		for a := range syntax.AsInherit(e).Attrs() {
			if name, known := syntax.AttrName(a); known && (syntax.AsInherit(e).HasSource() || !outer.Set().Has(name)) {
				attrs = append(attrs, eval.Attr{Name: name, Value: s.unknown(name)})
			}
		}
	}
	all = s.with(outer, attrs)
	return all
}

// opened are the variables with those of a `with`, as far as it is known to be lib; others win over them.
func (s surroundings) opened(vars optiondb.Value, subject syntax.Node) optiondb.Value {
	if text := subject.Text(); text != "lib" && !strings.HasSuffix(text, ".lib") {
		return vars
	}
	lib := s.session.Force(s.session.Lib()).Set()
	return eval.MakeSet(append(slices.Clone(lib.Attrs()), vars.Set().Attrs()...))
}
