package analysis

import (
	"slices"

	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// tracer follows names and values through the text of one file, without evaluating it: upwards, from an expression to
// where its value lands (places), and downwards, from a variable to the option that it stands for (reads). It belongs to
// one goroutine, and one question at a time. What it cannot follow lands nowhere and stands for nothing.
type tracer struct {
	snapshot *Snapshot
	file     *File
	root     []Place // where the file's own value lands

	placed   map[syntax.Node][]Place
	known    map[syntax.Node][]read                 // what variables stand for, by what binds them
	elements map[syntax.Node][]read                 // what parameters stand for of functions that are called for elements, by function
	usedAt   map[syntax.Node][]syntax.Node          // where functions are used
	imports  []importCall                           // see importers; nil where it was not asked for
	used     map[string][]syntax.Node               // the places where variables are mentioned, by name; made at the first use
	bounds   map[syntax.Node]map[string]syntax.Node // what scopes and sets bind, by name
	asks     bool                                   // where the text does not tell, the evaluated configurations are asked
	strict   bool                                   // what makes another set or list of a value leads nowhere
	fuel     int
	depth    int

	limited bool // a step was refused since somebody looked

	reading   map[syntax.Node]int // the variables that are being read, and how many were before
	outermost int                 // of these the first that was met again
}

const (
	traceFuel  = 200_000 // steps of one question
	traceDepth = 400     // how deep steps nest; texts nest as deep as that only to break programs
	maxPlaces  = 16      // of one value: a variable that lands at more places is followed to these

	maxPathNames = 64 // of a path that may be an option's: beyond, every step would copy them all
)

// tracer starts a question about f.
func (s *Snapshot) tracer(f *File) *tracer { return s.tracerOf(f, true) }

// textTracer is a tracer that knows the text alone.
func (s *Snapshot) textTracer(f *File) *tracer { return s.tracerOf(f, false) }

func (s *Snapshot) tracerOf(f *File, asks bool) *tracer {
	kind, _ := s.KindOf(f)
	switch {
	case kind == OtherFile && s.IsModule(f): // by who imports it
		kind = ModuleFile
	case kind == ModuleFile && s.isValue(f):
		if t := s.newTracer(f, OtherFile, 0, asks); len(t.root) > 0 {
			return t
		}
	}
	return s.newTracer(f, kind, 0, asks)
}

// isValue reports whether f is nothing but what modules read with `import`, whatever it looks like.
func (s *Snapshot) isValue(f *File) bool {
	of := s.ConfigurationsOf(f)
	return len(of) > 0 && !slices.ContainsFunc(of, func(c *Configuration) bool { return !c.sources[f] })
}

func (s *Snapshot) newTracer(f *File, kind FileKind, depth int, asks bool) *tracer {
	t := &tracer{snapshot: s, file: f, placed: map[syntax.Node][]Place{}, known: map[syntax.Node][]read{}, reading: map[syntax.Node]int{}, elements: map[syntax.Node][]read{}, usedAt: map[syntax.Node][]syntax.Node{}, bounds: map[syntax.Node]map[string]syntax.Node{}, fuel: traceFuel, depth: depth, asks: asks}
	t.root = t.rootPlaces(kind)
	return t
}

// spend takes a step; false when the question has become too big.
func (t *tracer) spend() bool {
	t.fuel--
	more := t.fuel > 0 && t.depth < traceDepth
	t.limited = t.limited || !more
	return more
}

// variable is what a name in an expression is bound by.
type variable struct {
	name  string
	at    syntax.Node // the binding, the name in an inherit, the formal, the parameter; absent for a free name
	scope syntax.Node // the let, the set or the lambda
}

// lookup finds what binds the variable name at n. Names that a `with` may bring are free.
func (t *tracer) lookup(n syntax.Node, name string) variable {
	child := n
	for p := range n.Ancestors() {
		switch p.Kind() {
		case syntax.LetNode, syntax.LegacyLetNode:
			if at := t.boundIn(p, name, child); at.Exists() {
				return variable{name, at, p}
			}
		case syntax.AttrSetNode:
			if syntax.AsAttrSet(p).Recursive() {
				if at := t.boundIn(p, name, child); at.Exists() {
					return variable{name, at, p}
				}
			}
		case syntax.LambdaNode:
			if at := parameter(syntax.AsLambda(p), name); at.Exists() {
				return variable{name, at, p}
			}
		}
		child = p
	}
	return variable{name: name}
}

// boundIn is what binds name among the entries of a scope. A plain `inherit` does not see the names of its own scope: child
// is the entry that asks.
func (t *tracer) boundIn(scope syntax.Node, name string, child syntax.Node) syntax.Node {
	if i := syntax.AsInherit(child); i.Exists() && !i.HasSource() {
		return syntax.Node{}
	}
	return t.entries(scope)[name]
}

// entries are the bindings and inherited names of a set or a scope, by name; of two the first.
func (t *tracer) entries(scope syntax.Node) map[string]syntax.Node {
	if all := t.bounds[scope]; all != nil {
		return all
	}
	all := map[string]syntax.Node{}
	add := func(name, at syntax.Node) {
		if text, known := syntax.AttrName(name); known && !all[text].Exists() {
			all[text] = at
		}
	}
	for e := range scope.Children() {
		switch e.Kind() {
		case syntax.BindingNode:
			add(syntax.AsBinding(e).Path().Child(0), e)
		case syntax.InheritNode:
			for a := range syntax.AsInherit(e).Attrs() {
				add(a, a)
			}
		}
	}
	t.bounds[scope] = all
	return all
}

func parameter(l syntax.Lambda, name string) syntax.Node {
	if p := l.Param(); p.Text() == name && p.Exists() {
		return p
	}
	for f := range l.Formals().All() {
		if f.Name().Text() == name {
			return f.Node
		}
	}
	return syntax.Node{}
}

// mentions are the nodes that use the variable: identifiers, and names of plain inherits.
func (t *tracer) mentions(v variable) (all []syntax.Node) {
	if t.used == nil {
		t.used = map[string][]syntax.Node{}
		for n := range t.file.Tree.Root().Descendants() {
			if n.Is(syntax.IdentNode) {
				t.used[n.Text()] = append(t.used[n.Text()], n)
			}
		}
	}
	for _, n := range t.used[v.name] {
		if len(all) == maxPlaces || !t.spend() {
			break
		}
		if n.Start() < v.scope.Start() || n.End() > v.scope.End() || !isUse(n) {
			continue
		}
		if found := t.lookup(n, v.name); found.at == v.at {
			all = append(all, n)
		}
	}
	return all
}

// isUse reports whether an identifier is the use of a variable, no name in a path or a pattern.
func isUse(n syntax.Node) bool {
	switch p := n.Parent(); p.Kind() {
	case syntax.AttrPathNode, syntax.FormalsNode:
		return false
	case syntax.FormalNode:
		return n != syntax.AsFormal(p).Name()
	case syntax.LambdaNode:
		return n == syntax.AsLambda(p).Body()
	case syntax.InheritNode:
		return !syntax.AsInherit(p).HasSource()
	}
	return true
}

// name is the name of a segment: computed ones too where they are a string or a variable of one; [optiondb.AnyName] for
// others.
func (t *tracer) name(segment syntax.Node) string {
	if name, known := syntax.AttrName(segment); known {
		return name
	}
	if segment.Is(syntax.InterpolationNode) {
		segment = segment.Inner()
	}
	if text, known := t.text(segment); known {
		return text
	}
	return optiondb.AnyName
}

// text is the string that an expression is, where it is written out, of such strings as well, or a variable of one.
func (t *tracer) text(n syntax.Node) (string, bool) {
	for range 8 {
		n = n.Unparen()
		if s := syntax.AsString(n); s.Exists() {
			return t.joined(s)
		}
		if !n.Is(syntax.IdentNode) {
			break
		}
		b := syntax.AsBinding(t.lookup(n, n.Text()).at)
		if !b.Exists() || b.Path().Child(1).Exists() {
			break
		}
		n = b.Value()
	}
	return "", false
}

// joined is a string whose parts are known.
func (t *tracer) joined(s syntax.String) (whole string, known bool) {
	if whole, known = s.Value(); known || !t.spend() {
		return whole, known
	}
	t.depth++ // a string may hold itself
	defer func() { t.depth-- }()
	for part := range s.Parts() {
		text := part.Text
		if part.Expr.Exists() {
			if text, known = t.text(part.Expr.Inner()); !known {
				return "", false
			}
		}
		if whole += text; len(whole) > maxText {
			return "", false
		}
	}
	return whole, true
}

// maxText is how long a name may be that is put together.
const maxText = 4096

// namesTo are the names of a path up to its segment n.
func (t *tracer) namesTo(path syntax.AttrPath, n syntax.Node) (names []string) {
	for s := range path.Segments() {
		names = append(names, t.name(s))
		if s == n {
			break
		}
	}
	return names
}
