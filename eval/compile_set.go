package eval

import (
	"sort"

	"atproto-ls/syntax"
)

// A set literal is compiled in two steps. First its bindings are put together into a proto, as Nix's parser does: `a.b =
// 1; a.c = 2;` and `a = { b = 1; }; a.c = 2;` are one set `a`. Then the proto is compiled in the scope that it turns out
// to have.

// proto is a set that is being put together.
type proto struct {
	rec     bool
	attrs   []*protoAttr
	index   map[string]*protoAttr
	dynamic []*protoAttr
	from    []syntax.Node // the sources of `inherit (source)`, which are evaluated once each
}

// protoAttr is an attribute of a proto: one of an expression, a nested proto, an inherited name.
type protoAttr struct {
	name     string
	nameNode syntax.Node // for a dynamic attribute the interpolation or string that names it
	value    syntax.Node
	nested   *proto
	from     int // inherited: -1 from the scope around, else index into proto.from
	inherits bool
}

func newProto() *proto { return &proto{index: map[string]*protoAttr{}} }

func (p *proto) add(a *protoAttr) {
	if a.name == "" && !a.isStatic() {
		p.dynamic = append(p.dynamic, a)
		return
	}
	old := p.index[a.name]
	if old == nil {
		p.index[a.name] = a
		p.attrs = append(p.attrs, a)
		return
	}
	if into := old.asSet(); into != nil {
		if other := a.asSet(); other != nil {
			into.merge(other)
			return
		}
	}
	*old = *a // a duplicate, which syntax.Validate reports; the last counts
}

func (a *protoAttr) isStatic() bool {
	_, known := syntax.AttrName(a.nameNode)
	return known
}

// asSet is the attribute's value as a proto, nil when it is not a set literal.
func (a *protoAttr) asSet() *proto {
	if a.nested == nil && !a.inherits {
		if set := syntax.AsAttrSet(a.value.Unparen()); set.Exists() {
			a.nested = protoOf(set.Entries(), set.Recursive())
		}
	}
	return a.nested
}

// merge adds the attributes of q to p. They then stand in p's scope, also when q was not `rec` or p is.
func (p *proto) merge(q *proto) {
	shift := len(p.from)
	p.from = append(p.from, q.from...)
	for _, a := range q.attrs {
		if a.inherits && a.from >= 0 {
			a.from += shift
		}
		p.add(a)
	}
	p.dynamic = append(p.dynamic, q.dynamic...)
}

func protoOf(entries func(func(syntax.Node) bool), rec bool) *proto {
	p := newProto()
	p.rec = rec
	for n := range entries {
		if n.Is(syntax.InheritNode) {
			p.inherit(syntax.AsInherit(n))
		} else {
			p.bind(syntax.AsBinding(n))
		}
	}
	return p
}

func (p *proto) inherit(i syntax.InheritStmt) {
	from := -1
	if i.HasSource() {
		from = len(p.from)
		p.from = append(p.from, i.Source())
	}
	for n := range i.Attrs() {
		if name, known := syntax.AttrName(n); known {
			p.add(&protoAttr{name: name, nameNode: n, value: n, from: from, inherits: true})
		}
	}
}

func (p *proto) bind(b syntax.Binding) {
	var segments []syntax.Node
	for n := range b.Path().Segments() {
		segments = append(segments, n)
	}
	if len(segments) == 0 {
		return
	}
	for _, n := range segments[:len(segments)-1] {
		p = p.step(n)
	}
	last := segments[len(segments)-1]
	if last.Is(syntax.MissingNode) {
		return
	}
	name, _ := syntax.AttrName(last)
	p.add(&protoAttr{name: name, nameNode: last, value: b.Value()})
}

// step is the nested set that an inner segment of an attribute path leads to.
func (p *proto) step(segment syntax.Node) *proto {
	name, known := syntax.AttrName(segment)
	if old := p.index[name]; known && old != nil {
		if set := old.asSet(); set != nil {
			return set
		}
	}
	a := &protoAttr{name: name, nameNode: segment, nested: newProto()}
	p.add(a)
	return a.nested
}

// setAttr is a compiled attribute.
type setAttr struct {
	name   string
	value  expr
	outer  bool // value stands in the scope around the set, not in the set's own
	origin *Origin
}

// dynamicAttr is a compiled `${name} = value;`.
type dynamicAttr struct {
	name   expr
	value  expr
	origin *Origin
}

// bindings are the compiled contents of a set or let.
type bindings struct {
	attrs   []setAttr // sorted by name; slot i of a recursive frame is attrs[i]
	dynamic []dynamicAttr
	from    []expr // slots behind the attributes' in a recursive frame, the only ones otherwise
	at      *Origin
}

// compile compiles p, which stands in outer; in is the scope of its values, outer itself when the set is not recursive.
func (p *proto) compile(outer, in *scope, at *Origin) *bindings {
	b := &bindings{at: at}
	base := 0
	if in != outer {
		base = len(p.attrs)
	}
	for _, n := range p.from {
		b.from = append(b.from, in.later(n, ""))
	}
	for _, a := range p.attrs {
		o := &Origin{path: outer.unit.path, name: a.nameNode, value: a.value}
		sa := setAttr{name: a.name, origin: o}
		switch {
		case a.nested != nil:
			sa.value = a.nested.expr(in, in.unit.at(a.nameNode), o)
		case a.inherits && a.from >= 0:
			sa.value = &fromAttr{in.unit.at(a.nameNode), base + a.from, a.name}
		case a.inherits:
			sa.value, sa.outer = outer.variable(a.name, outer.unit.at(a.nameNode)), true
		default:
			sa.value = in.later(a.value, a.name)
		}
		b.attrs = append(b.attrs, sa)
	}
	sort.Slice(b.attrs, func(i, j int) bool { return b.attrs[i].name < b.attrs[j].name })
	for _, a := range p.dynamic {
		b.dynamic = append(b.dynamic, a.compileDynamic(in))
	}
	return b
}

func (a *protoAttr) compileDynamic(in *scope) dynamicAttr {
	d := dynamicAttr{name: in.attrName(a.nameNode), origin: &Origin{path: in.unit.path, name: a.nameNode, value: a.value}}
	if a.nested != nil {
		d.value = a.nested.expr(in, in.unit.at(a.nameNode), d.origin)
	} else {
		d.value = in.later(a.value, "")
	}
	return d
}

// names are p's static names, sorted: the slots of a recursive frame.
func (p *proto) names() []string {
	names := make([]string, len(p.attrs))
	for i, a := range p.attrs {
		names[i] = a.name
	}
	sort.Strings(names)
	return names
}

// expr is p as an expression that stands in sc.
func (p *proto) expr(sc *scope, at place, o *Origin) expr {
	if p.rec {
		in := sc.inner(p.names())
		b := p.compile(sc, in, o)
		_, overrides := p.index["__overrides"]
		for i := range b.attrs {
			if overrides {
				b.attrs[i].value = &guarded{b.attrs[i].value} // what it names may be overridden: it must stay lazy
			}
		}
		return &recSet{at, b, overrides}
	}
	if len(p.attrs)+len(p.dynamic) == 0 {
		return &constant{at, Value{ref: &Set{at: o}}}
	}
	return &set{at, p.compile(sc, sc, o)}
}

func (sc *scope) set(n syntax.AttrSet, at place) expr {
	return protoOf(n.Entries(), n.Recursive()).expr(sc, at, at.origin())
}

func (sc *scope) let(n syntax.LetIn, at place) expr {
	p := protoOf(n.Entries(), true)
	in := sc.inner(p.names())
	return &let{at, p.compile(sc, in, at.origin()), in.body(n.Body())}
}

// legacyLet compiles `let { …; body = x; }`, which is `rec { … }.body`.
func (sc *scope) legacyLet(n syntax.LegacyLet, at place) expr {
	p := protoOf(n.Entries(), true)
	in := sc.inner(p.names())
	set := &recSet{at, p.compile(sc, in, at.origin()), false}
	return &selection{place: at, subject: set, path: []attrName{{at: at, name: "body"}}}
}

// body compiles the body of a let or function when it is first evaluated.
func (sc *scope) body(n syntax.Node) expr {
	n = n.Unparen()
	if !n.Exists() {
		return sc.compile(n)
	}
	return &lazy{place: sc.unit.at(n), scope: sc}
}
