package eval

import (
	"strconv"
	"strings"
	"sync/atomic"

	"atproto-ls/syntax"
)

// expr is a compiled expression: the tree of a text with its names resolved. It is made when it is first evaluated, so
// that what nobody needs costs nothing, and never changes then: several Sessions may share it, see [Code].
type expr = code

// compile compiles n, which stands in sc.
func (sc *scope) compile(n syntax.Node) expr {
	n = n.Unparen()
	if !n.Exists() {
		return &constant{place{sc.unit, 0}, MakeUnknown("an expression is missing in the text", "")}
	}
	at := sc.unit.at(n)
	switch n.Kind() {
	case syntax.IdentNode:
		return sc.ident(n.Text(), at)
	case syntax.IntNode, syntax.FloatNode, syntax.URINode:
		return at.constant(literal(n))
	case syntax.StringNode, syntax.IndStringNode:
		return sc.str(n, at)
	case syntax.PathNode:
		return sc.path(n, at)
	case syntax.SearchPathNode:
		return sc.searchPath(n, at)
	case syntax.ListNode:
		return sc.list(n, at)
	case syntax.AttrSetNode:
		return sc.set(syntax.AsAttrSet(n), at)
	case syntax.LetNode:
		return sc.let(syntax.AsLetIn(n), at)
	case syntax.LegacyLetNode:
		return sc.legacyLet(syntax.AsLegacyLet(n), at)
	case syntax.LambdaNode:
		return sc.lambda(syntax.AsLambda(n), at, "")
	case syntax.ApplyNode:
		return sc.apply(n, at)
	default:
		return sc.compileOperator(n, at)
	}
}

// compileOperator compiles the expressions that are made of others by keywords and operators.
func (sc *scope) compileOperator(n syntax.Node, at place) expr {
	var x expr
	switch n.Kind() {
	case syntax.WithNode:
		x = sc.withExpr(syntax.AsWith(n), at)
	case syntax.AssertNode:
		a := syntax.AsAssert(n)
		x = &assert{at, sc.compile(a.Subject()), sc.compile(a.Body())}
	case syntax.IfNode:
		i := syntax.AsIf(n)
		x = &ifElse{at, sc.compile(i.Condition()), sc.compile(i.Then()), sc.compile(i.Else())}
	case syntax.SelectNode:
		x = sc.selection(syntax.AsSelect(n), at)
	case syntax.HasAttrNode:
		h := syntax.AsHasAttr(n)
		x = &hasAttr{at, sc.compile(h.Subject()), sc.attrPath(h.Path())}
	case syntax.BinaryNode:
		x = sc.binary(syntax.AsBinary(n), at)
	case syntax.UnaryNode:
		x = sc.unary(syntax.AsUnary(n), at)
	default:
		return &constant{at, MakeUnknown("a syntax error in the text", "")}
	}
	return guard(x, n)
}

// guard makes deeply nested text count as depth: one expression in 32, by a hash of where it stands, so that no text
// nests regularly past them.
func guard(x expr, n syntax.Node) expr {
	const golden = 0x9e3779b9
	if uint32(n.Index())*golden>>27 == 0 {
		return &guarded{x}
	}
	return x
}

// later compiles n when it is first evaluated; names and literals, which cost nothing, at once. name is what a function
// is bound to, for messages.
func (sc *scope) later(n syntax.Node, name string) expr {
	n = n.Unparen()
	switch n.Kind() {
	case syntax.NoNode, syntax.IdentNode, syntax.IntNode, syntax.FloatNode, syntax.URINode:
		return sc.compile(n)
	case syntax.LambdaNode:
		return sc.lambda(syntax.AsLambda(n), sc.unit.at(n), name)
	case syntax.StringNode, syntax.IndStringNode, syntax.PathNode:
		if n.IsLiteral() {
			return sc.compile(n)
		}
	case syntax.ListNode:
		if !n.FirstChild().Exists() {
			return sc.compile(n)
		}
	}
	return sc.lazy(n)
}

// lazy is an expression that is not compiled yet, or is now.
type lazy struct {
	index    int32 // of its node
	ready    atomic.Bool
	scope    *scope
	compiled expr // when it is ready
}

func (l *lazy) eval(s *Session, e *env) Value {
	if !l.ready.Load() {
		l.compile()
	}
	return l.compiled.eval(s, e)
}

func (l *lazy) compile() {
	u := l.scope.unit
	u.compiling.Lock()
	defer u.compiling.Unlock()
	if !l.ready.Load() {
		l.compiled = l.scope.compile(l.node())
		l.ready.Store(true)
	}
}

// now is what l is compiled to, l itself while it is not.
func (l *lazy) now() expr {
	if l.ready.Load() {
		return l.compiled
	}
	return l
}

func (l *lazy) node() syntax.Node { return l.scope.unit.file.Node(int(l.index)) }
func (l *lazy) origin() *Origin   { return place{l.scope.unit, l.index}.origin() }

// guarded counts one level of depth.
type guarded struct{ expr }

func (g *guarded) eval(s *Session, e *env) Value {
	if s.depth >= MaxDepth {
		return s.exhausted()
	}
	s.depth++
	v := g.expr.eval(s, e)
	s.depth--
	return v
}

// delay is the value of x in e, without evaluating what takes work: constants, functions and variables as they are,
// arithmetic on numbers that are at hand at once, everything else as a thunk.
func delay(x expr, s *Session, e *env) Value {
	if v := atOnce(x, e); v.ref != nil {
		return v
	}
	return newThunk(x, e)
}

// atOnce is the value of x in e where that takes no work; the zero Value where it does.
func atOnce(x expr, e *env) Value {
	switch x := x.(type) {
	case *constant:
		return x.value
	case *variable:
		return x.peek(e)
	case *lambda:
		return Value{ref: &Function{x, e}}
	}
	return Value{}
}

// delayArg is delay for the argument of a call, where arithmetic on ready integers is cheaper done than put off.
func delayArg(x expr, s *Session, e *env) Value {
	if l, ok := x.(*lazy); ok {
		x = l.now()
	}
	if b, ok := x.(*binary); ok && b.cheap {
		if v := b.atOnce(s, e); v.ref != nil {
			return v
		}
	}
	return delay(x, s, e)
}

// delayElem is delay for the element of a list, where a constant keeps its place.
func delayElem(x expr, s *Session, e *env) Value {
	if c, ok := x.(*constant); ok && c.value.Kind() != LazyKind && c.value.Kind() != FunctionKind {
		return ready(c.value, c)
	}
	return delay(x, s, e)
}

// constant is an expression whose value is known from the text.
type constant struct {
	place
	value Value
}

func (c *constant) eval(s *Session, _ *env) Value { return s.Force(c.value) }

// literal is the value of a number or URL.
func literal(n syntax.Node) Value {
	text := n.Text()
	switch n.Kind() {
	case syntax.IntNode:
		if i, err := strconv.ParseInt(text, 10, 64); err == nil {
			return Int(i)
		}
		return MakeError("invalid integer '" + text + "'")
	case syntax.FloatNode:
		if f, err := strconv.ParseFloat(text, 64); err == nil {
			return Float(f)
		}
		return MakeError("invalid float '" + text + "'")
	}
	return String(text)
}

func (sc *scope) ident(name string, at place) expr {
	if name == "__curPos" {
		sc.unit.positions = true
		return &constant{at, position(at.origin())}
	}
	return sc.variable(strings.Clone(name), at)
}

func (sc *scope) list(n syntax.Node, at place) expr {
	l := &list{place: at}
	for c := range n.Elements() {
		l.elems = append(l.elems, sc.later(c, ""))
	}
	if len(l.elems) == 0 {
		return &constant{at, emptyList}
	}
	l.at = at.origin()
	return l
}

type list struct {
	place
	elems []expr
	at    *Origin
}

func (l *list) eval(s *Session, e *env) Value {
	elems := make([]Value, len(l.elems))
	for i, x := range l.elems {
		elems[i] = delayElem(x, s, e)
	}
	return Value{ref: &List{elems: elems, at: l.at}}
}
