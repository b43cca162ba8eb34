package eval

import "atproto-ls/syntax"

// binary is an operator whose operands are both always evaluated, left first.
type binary struct {
	place
	left, right expr
	f           func(s *Session, a, b Value) Value
	cheap       bool // arithmetic: with both numbers at hand it is done at once
}

func (x *binary) eval(s *Session, e *env) Value {
	a := x.left.eval(s, e)
	b := x.right.eval(s, e)
	v := x.f(s, a, b)
	if e, ok := v.ref.(*Error); ok {
		return e.within(x.origin())
	}
	return v
}

// atOnce is the value of an arithmetic expression whose operands are integers at hand, else nothing.
func (x *binary) atOnce(s *Session, e *env) Value {
	a, b := atHand(x.left, e), atHand(x.right, e)
	if a.ref == nil || b.ref == nil {
		return Value{}
	}
	v := x.f(s, a, b)
	if v.Kind() != IntKind {
		return Value{}
	}
	return v
}

// atHand is the integer that x is, known without evaluating anything; else nothing.
func atHand(x expr, e *env) Value {
	var v Value
	switch x := x.(type) {
	case *constant:
		v = x.value
	case *variable:
		v = x.peek(e)
		if t, ok := v.ref.(*Thunk); ok && t.env == forced {
			v = t.value
		}
	}
	if _, ok := v.ref.(intRef); ok {
		return v
	}
	return Value{}
}

// operator is what an operator that always evaluates both operands does; nil for any other.
func operator(op syntax.TokenKind) func(s *Session, a, b Value) Value {
	switch op {
	case syntax.Equal:
		return (*Session).equal
	case syntax.NotEqual:
		return (*Session).unequal
	case syntax.Plus:
		return (*Session).plus
	case syntax.Minus:
		return (*Session).minus
	case syntax.Star:
		return (*Session).times
	case syntax.Slash:
		return (*Session).divide
	case syntax.Less:
		return (*Session).less
	case syntax.LessEqual:
		return (*Session).lessEqual
	case syntax.Greater:
		return (*Session).greater
	case syntax.GreaterEqual:
		return (*Session).greaterEqual
	case syntax.Update:
		return (*Session).update
	case syntax.Concat:
		return (*Session).concat
	}
	return nil
}

// operatorGlobals are the operators that are, in Nix, calls of globals which a text may redefine.
var operatorGlobals = map[syntax.TokenKind]string{
	syntax.Minus: "__sub", syntax.Star: "__mul", syntax.Slash: "__div", syntax.Less: "__lessThan",
	syntax.LessEqual: "__lessThan", syntax.Greater: "__lessThan", syntax.GreaterEqual: "__lessThan",
}

func (sc *scope) binary(n syntax.Binary, at place) expr {
	op := n.Op().Kind
	switch op {
	case syntax.And, syntax.OrOp, syntax.Implies:
		return &logic{at, op, sc.compile(n.Left()), sc.compile(n.Right())}
	case syntax.PipeInto:
		return &apply{at, sc.compile(n.Right()), []expr{sc.later(n.Left(), "")}}
	case syntax.PipeFrom:
		return &apply{at, sc.compile(n.Left()), []expr{sc.later(n.Right(), "")}}
	}
	if g := operatorGlobals[op]; g != "" && !sc.isGlobal(g) {
		return sc.redefined(op, g, n.Left(), n.Right(), at)
	}
	f := operator(op)
	if f == nil {
		return &constant{at, MakeUnknown("an operator that is not known", "")}
	}
	cheap := op == syntax.Plus || op == syntax.Minus || op == syntax.Star
	return &binary{at, sc.compile(n.Left()), sc.compile(n.Right()), f, cheap}
}

// redefined compiles an operator whose global the text redefines.
func (sc *scope) redefined(op syntax.TokenKind, global string, left, right syntax.Node, at place) expr {
	swap := op == syntax.Greater || op == syntax.LessEqual
	if swap {
		left, right = right, left
	}
	call := &apply{at, sc.variable(global, at), []expr{sc.later(left, ""), sc.later(right, "")}}
	if op == syntax.LessEqual || op == syntax.GreaterEqual {
		return &not{at, call}
	}
	return call
}

func (sc *scope) unary(n syntax.Unary, at place) expr {
	operand := n.Operand()
	if n.FirstToken().Kind == syntax.Not {
		return &not{at, sc.compile(operand)}
	}
	zero := &constant{at, Int(0)}
	if !sc.isGlobal("__sub") {
		return &apply{at, sc.variable("__sub", at), []expr{zero, sc.later(operand, "")}}
	}
	return &binary{at, zero, sc.compile(operand), (*Session).minus, true}
}

// not is `!operand`.
type not struct {
	place
	operand expr
}

func (x *not) eval(s *Session, e *env) Value {
	return x.traced(s.unary(x.operand.eval(s, e), func(v Value) Value {
		b, bad := s.wantBool(v)
		if bad.ref != nil {
			return bad
		}
		return Bool(!b)
	}))
}

// logic is `&&`, `||` or `->`: the right operand is evaluated only when the left does not decide.
type logic struct {
	place
	op          syntax.TokenKind
	left, right expr
}

func (x *logic) eval(s *Session, e *env) Value {
	return x.traced(s.unary(x.left.eval(s, e), func(v Value) Value {
		b, bad := s.wantBool(v)
		if bad.ref != nil {
			return bad
		}
		switch {
		case x.op == syntax.And && !b, x.op == syntax.OrOp && b:
			return v
		case x.op == syntax.Implies && !b:
			return Bool(true)
		}
		return s.unary(x.right.eval(s, e), func(w Value) Value {
			if _, bad := s.wantBool(w); bad.ref != nil {
				return bad
			}
			return w
		})
	}))
}
