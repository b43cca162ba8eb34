package eval

import (
	"sort"
	"sync/atomic"

	"atproto-ls/syntax"
)

// Function is a lambda with the variables that it sees.
type Function struct {
	code *lambda
	env  *env
}

func (*Function) kind() Kind { return FunctionKind }

// Origin is where the function was written.
func (f *Function) Origin() *Origin { return f.code.origin() }

// Formal is a formal argument of a function that takes a pattern.
type Formal struct {
	Name     string
	Optional bool // it has a default
	Origin   *Origin
}

// Formals are the names of the function's pattern, sorted; nil for `x: …`. open reports an ellipsis.
func (f *Function) Formals() (formals []Formal, open bool) {
	for i := range f.code.prepare().formals {
		fm := &f.code.formals[i]
		formals = append(formals, Formal{fm.name, fm.otherwise != nil, fm.origin})
	}
	return formals, f.code.ellipsis
}

// HasPattern reports whether the function takes a pattern (`{ … }: …`), be it empty.
func (f *Function) HasPattern() bool { return f.code.prepare().pattern }

// lambda is a compiled function. Its frame has the formals' slots, sorted by name, then that of the whole argument.
type lambda struct {
	place
	name     string // what it is bound to, "" for an anonymous one
	pattern  bool
	ellipsis bool
	formals  []formal
	param    int // slot of the whole argument, -1 without
	slots    int
	body     expr
	ready    atomic.Bool // compiled: everything above but name
	spine    bool        // it is what the whole file is, see [Pending]
	applied  bool        // and was applied
	scope    *scope
}

type formal struct {
	name      string
	otherwise expr // nil when the argument is required
	origin    *Origin
}

func (sc *scope) lambda(n syntax.Lambda, at place, name string) expr {
	return &lambda{place: at, name: name, scope: sc}
}

func (l *lambda) eval(_ *Session, e *env) Value { return Value{ref: &Function{l, e}} }

// prepare compiles the pattern when the function is first used.
func (l *lambda) prepare() *lambda {
	if !l.ready.Load() {
		l.compile()
	}
	return l
}

func (l *lambda) compile() {
	l.unit.compiling.Lock()
	defer l.unit.compiling.Unlock()
	if l.ready.Load() {
		return
	}
	n := syntax.AsLambda(l.node())
	fs := n.Formals()
	l.pattern, l.ellipsis, l.param = fs.Exists(), fs.Ellipsis(), -1
	var names []string
	var nodes []syntax.Formal
	for f := range fs.All() {
		names = append(names, f.Name().Text())
		nodes = append(nodes, f)
	}
	sort.Sort(&byName{names, nodes})
	if p := n.Param(); p.Exists() {
		l.param = len(names)
		names = append(names, p.Text())
	}
	in := l.scope.inner(names)
	l.spine = l.scope.once && onSpine(n.Node)
	in.once = l.spine
	l.slots = len(names)
	for i, f := range nodes {
		o := in.unit.source.origin(f.Name(), f.Default())
		fm := formal{name: names[i], origin: &o}
		if f.Default().Exists() {
			fm.otherwise = in.later(f.Default(), names[i])
		}
		l.formals = append(l.formals, fm)
	}
	l.body = in.body(n.Body())
	l.scope = nil
	l.ready.Store(true)
}

type byName struct {
	names []string
	nodes []syntax.Formal
}

func (b *byName) Len() int           { return len(b.names) }
func (b *byName) Less(i, j int) bool { return b.names[i] < b.names[j] }
func (b *byName) Swap(i, j int) {
	b.names[i], b.names[j] = b.names[j], b.names[i]
	b.nodes[i], b.nodes[j] = b.nodes[j], b.nodes[i]
}

// bind is the frame in which the body of l, which sees the variables of up, runs when it is applied to arg.
func (s *Session) bind(l *lambda, up *env, arg Value) (e *env, bad Value) {
	l.prepare()
	if l.spine && !l.unit.twice {
		l.unit.twice, l.applied = l.applied, true
	}
	if !l.pattern {
		return newEnv1(up, arg), Value{}
	}
	v := s.Force(arg)
	set, ok := v.ref.(*Set)
	if !ok {
		if _, bad = s.wantSet(v); bad.Kind() == ErrorKind {
			return nil, bad
		}
		return l.bindUnknown(s, up, arg, whyUnknown(v)), Value{}
	}
	e = newEnv(up, l.slots)
	if l.param >= 0 {
		e.slots[l.param] = arg
	}
	return e, l.match(s, set, e)
}

// match fills e with the attributes of set that the pattern names.
func (l *lambda) match(s *Session, set *Set, e *env) (bad Value) {
	used := 0
	for i := range l.formals {
		fm := &l.formals[i]
		if j := set.index(fm.name); j >= 0 {
			e.slots[i] = set.attrs[j].Value
			used++
			continue
		}
		switch {
		case set.open != nil:
			e.slots[i] = s.attrOf(set.open, fm.name)
		case fm.otherwise == nil:
			return MakeError("function '" + l.title() + "' called without required argument '" + fm.name + "'")
		}
	}
	if !l.ellipsis && used < len(set.attrs) {
		return MakeError("function '" + l.title() + "' called with unexpected argument '" + l.unexpected(set) + "'")
	}
	for i := range l.formals {
		if e.slots[i].ref == nil {
			e.slots[i] = delayDefault(l.formals[i].otherwise, s, e)
		}
	}
	return Value{}
}

// delayDefault is delay for the default of a formal, which may name a formal whose slot is not filled yet.
func delayDefault(x expr, s *Session, e *env) Value {
	if c, ok := x.(*constant); ok {
		return c.value
	}
	return newThunk(x, e)
}

// bindUnknown binds the formals to the attributes of an argument that is not known.
func (l *lambda) bindUnknown(s *Session, up *env, arg Value, u *Unknown) *env {
	e := newEnv(up, l.slots)
	for i := range l.formals {
		e.slots[i] = s.attrOf(u, l.formals[i].name)
	}
	if l.param >= 0 {
		e.slots[l.param] = arg
	}
	return e
}

func (l *lambda) title() string {
	if l.name == "" {
		return "anonymous lambda"
	}
	return l.name
}

// unexpected is the first attribute of set that the pattern does not name.
func (l *lambda) unexpected(set *Set) string {
	i := 0
	for _, a := range set.attrs {
		for i < len(l.formals) && l.formals[i].name < a.Name {
			i++
		}
		if i == len(l.formals) || l.formals[i].name != a.Name {
			return a.Name
		}
	}
	return ""
}

// paramName is the name of the whole argument, "" when it has none.
func (l *lambda) paramName() string { return syntax.AsLambda(l.node()).Param().Text() }
