package eval

import (
	"slices"
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
	index   map[string]*protoAttr // of the attributes by name, when there are many
	dynamic []*protoAttr
	from    []syntax.Node // the sources of `inherit (source)`, which are evaluated once each
	room    []protoAttr   // memory for attributes, made at once
}

// newProto is an empty proto in memory of the unit's, until it is released.
func (u *unit) newProto() *proto {
	if n := len(u.protos); n > 0 {
		p := u.protos[n-1]
		u.protos = u.protos[:n-1]
		return p
	}
	return &proto{}
}

// release ends the use of p, when it is compiled, and of the protos in it.
func (u *unit) release(p *proto) {
	for _, list := range [2][]*protoAttr{p.attrs, p.dynamic} {
		for _, a := range list {
			if a.nested != nil {
				u.release(a.nested)
			}
		}
	}
	clear(p.attrs)
	clear(p.dynamic)
	clear(p.from)
	clear(p.room)
	*p = proto{attrs: p.attrs[:0], dynamic: p.dynamic[:0], from: p.from[:0], room: p.room[:0]}
	u.protos = append(u.protos, p)
}

// protoAttr is an attribute of a proto: one of an expression, a nested proto, an inherited name.
type protoAttr struct {
	name     string
	static   bool        // its name is known from the text
	nameNode syntax.Node // for a dynamic attribute the interpolation or string that names it
	value    syntax.Node
	nested   *proto
	from     int // inherited: -1 from the scope around, else index into proto.from
	inherits bool
}

// find is the attribute of the name, nil when there is none.
func (p *proto) find(name string) *protoAttr {
	if p.index != nil {
		return p.index[name]
	}
	for _, a := range p.attrs {
		if a.name == name {
			return a
		}
	}
	return nil
}

// append adds an attribute of a new name.
func (p *proto) append(a *protoAttr) {
	p.attrs = append(p.attrs, a)
	switch {
	case p.index != nil:
		p.index[a.name] = a
	case len(p.attrs) >= manyNames:
		p.index = make(map[string]*protoAttr, 2*manyNames)
		for _, a := range p.attrs {
			p.index[a.name] = a
		}
	}
}

// keep is a in memory of p's.
func (p *proto) keep(a protoAttr) *protoAttr {
	if len(p.room) == cap(p.room) {
		p.room = make([]protoAttr, 0, max(4, 2*cap(p.room)))
	}
	p.room = append(p.room, a)
	return &p.room[len(p.room)-1]
}

func (u *unit) add(p *proto, a *protoAttr) {
	if !a.static {
		p.dynamic = append(p.dynamic, a)
		return
	}
	old := p.find(a.name)
	if old == nil {
		p.append(a)
		return
	}
	if into := u.asSet(old); into != nil {
		if other := u.asSet(a); other != nil {
			u.merge(into, other)
			return
		}
	}
	*old = *a // a duplicate, which syntax.Validate reports; the last counts
}

// asSet is the attribute's value as a proto, nil when it is not a set literal.
func (u *unit) asSet(a *protoAttr) *proto {
	if a.nested == nil && !a.inherits {
		if set := syntax.AsAttrSet(a.value.Unparen()); set.Exists() {
			a.nested = u.protoOf(set.Node, set.Recursive())
		}
	}
	return a.nested
}

// merge adds the attributes of q to p. They then stand in p's scope, also when q was not `rec` or p is.
func (u *unit) merge(p, q *proto) {
	shift := len(p.from)
	p.from = append(p.from, q.from...)
	for _, a := range q.attrs {
		if a.inherits && a.from >= 0 {
			a.from += shift
		}
		u.add(p, a)
	}
	p.dynamic = append(p.dynamic, q.dynamic...)
}

// protoOf is what the entries of n are put together to, a set or a let.
func (u *unit) protoOf(n syntax.Node, rec bool) *proto {
	p := u.newProto()
	p.rec = rec
	for entry := range n.Children() {
		switch entry.Kind() {
		case syntax.InheritNode:
			u.inherit(p, syntax.AsInherit(entry))
		case syntax.BindingNode:
			u.bind(p, syntax.AsBinding(entry))
		}
	}
	return p
}

func (u *unit) inherit(p *proto, i syntax.InheritStmt) {
	from := -1
	if i.HasSource() {
		from = len(p.from)
		p.from = append(p.from, i.Source())
	}
	for n := range i.Attrs() {
		if name, known := syntax.AttrName(n); known {
			u.add(p, p.keep(protoAttr{name: name, static: true, nameNode: n, value: n, from: from, inherits: true}))
		}
	}
}

func (u *unit) bind(p *proto, b syntax.Binding) {
	var last syntax.Node
	for n := range b.Path().Segments() {
		if last.Exists() {
			p = u.step(p, last)
		}
		last = n
	}
	if !last.Exists() || last.Is(syntax.MissingNode) {
		return
	}
	name, known := syntax.AttrName(last)
	u.add(p, p.keep(protoAttr{name: name, static: known, nameNode: last, value: b.Value()}))
}

// step is the nested set that an inner segment of an attribute path leads to.
func (u *unit) step(p *proto, segment syntax.Node) *proto {
	name, known := syntax.AttrName(segment)
	if known {
		if old := p.find(name); old != nil {
			if set := u.asSet(old); set != nil {
				return set
			}
		}
	}
	nested := u.newProto()
	u.add(p, p.keep(protoAttr{name: name, static: known, nameNode: segment, nested: nested}))
	return nested
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
func (p *proto) compile(outer, in *scope, at *Origin) bindings {
	b := bindings{at: at}
	base := 0
	if in != outer {
		base = len(p.attrs)
	}
	for _, n := range p.from {
		b.from = append(b.from, in.later(n, ""))
	}
	b.attrs = make([]setAttr, len(p.attrs))
	origins := make([]Origin, len(p.attrs))
	for i, a := range p.attrs {
		o := &origins[i]
		*o = outer.unit.source.origin(a.nameNode, a.value)
		sa := &b.attrs[i]
		sa.name, sa.origin = a.name, o
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
	}
	sort.Stable(settersByName(b.attrs))
	for _, a := range p.dynamic {
		b.dynamic = append(b.dynamic, a.compileDynamic(in))
	}
	return b
}

type settersByName []setAttr

func (a settersByName) Len() int           { return len(a) }
func (a settersByName) Less(i, j int) bool { return a[i].name < a[j].name }
func (a settersByName) Swap(i, j int)      { a[i], a[j] = a[j], a[i] }

func (a *protoAttr) compileDynamic(in *scope) dynamicAttr {
	o := in.unit.source.origin(a.nameNode, a.value)
	d := dynamicAttr{name: in.attrName(a.nameNode), origin: &o}
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
	slices.Sort(names)
	return names
}

// expr is p as an expression that stands in sc.
func (p *proto) expr(sc *scope, at place, o *Origin) expr {
	if p.rec {
		in := sc.inner(p.names())
		b := p.compile(sc, in, o)
		overrides := p.find("__overrides") != nil
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
	p := sc.unit.protoOf(n.Node, n.Recursive())
	defer sc.unit.release(p)
	return p.expr(sc, at, at.origin())
}

func (sc *scope) let(n syntax.LetIn, at place) expr {
	p := sc.unit.protoOf(n.Node, true)
	defer sc.unit.release(p)
	in := sc.inner(p.names())
	return &let{at, p.compile(sc, in, at.origin()), in.body(n.Body())}
}

// legacyLet compiles `let { …; body = x; }`, which is `rec { … }.body`.
func (sc *scope) legacyLet(n syntax.LegacyLet, at place) expr {
	p := sc.unit.protoOf(n.Node, true)
	defer sc.unit.release(p)
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
	return sc.lazy(n)
}
