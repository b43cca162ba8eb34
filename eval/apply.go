package eval

import (
	"strings"

	"atproto-ls/syntax"
)

// apply is a function applied to one or more arguments: `f a b` is one apply.
type apply struct {
	place
	function expr
	args     []expr
}

func (sc *scope) apply(n syntax.Node, at place) expr {
	x := &apply{place: at}
	for n.Is(syntax.ApplyNode) {
		a := syntax.AsApply(n)
		x.args = append(x.args, sc.later(a.Argument(), ""))
		n = a.Function().Unparen()
	}
	for i, j := 0, len(x.args)-1; i < j; i, j = i+1, j-1 {
		x.args[i], x.args[j] = x.args[j], x.args[i]
	}
	x.function = sc.compile(n)
	return guard(x, at.node())
}

func (x *apply) eval(s *Session, e *env) Value {
	f := x.function.eval(s, e)
	mark := len(s.args)
	for _, a := range x.args {
		s.args = append(s.args, delayArg(a, s, e))
	}
	v := s.call(f, s.args[mark:len(s.args):len(s.args)])
	clear(s.args[mark:])
	s.args = s.args[:mark]
	if e, ok := v.ref.(*Error); ok {
		return e.within(x.origin())
	}
	return v
}

// Apply applies function to arguments in turn and gives the forced result. Arguments may be Lazy.
func (s *Session) Apply(function Value, args ...Value) Value {
	f := s.Force(function)
	mark := len(s.args)
	s.args = append(s.args, args...)
	v := s.call(f, s.args[mark:len(s.args):len(s.args)])
	clear(s.args[mark:])
	s.args = s.args[:mark]
	return v
}

func (s *Session) apply1(function, arg Value) Value {
	if f, ok := function.ref.(*Function); ok {
		return s.call1(f, arg)
	}
	return s.Apply(function, arg)
}

// call1 is Apply of a lambda to one argument.
func (s *Session) call1(f *Function, arg Value) Value {
	mark := len(s.args)
	s.args = append(s.args, arg)
	v, _ := s.callFunction(f, s.args[mark:])
	clear(s.args[mark:])
	s.args = s.args[:mark]
	return v
}

func (s *Session) apply2(function, arg1, arg2 Value) Value {
	f := s.Force(function)
	mark := len(s.args)
	s.args = append(s.args, arg1, arg2)
	v := s.call(f, s.args[mark:len(s.args):len(s.args)])
	clear(s.args[mark:])
	s.args = s.args[:mark]
	return v
}

// call applies f, which is forced, to args, which it does not keep but may replace by their forced values.
func (s *Session) call(f Value, args []Value) Value {
	for len(args) > 0 {
		switch r := f.ref.(type) {
		case *Function:
			f, args = s.callFunction(r, args)
		case *Builtin:
			f, args = s.callBuiltin(r, args)
		case *Set:
			functor, ok := r.Lookup("__functor")
			if !ok {
				return s.callOther(f, args)
			}
			if s.fuel <= 0 {
				return s.exhausted()
			}
			s.fuel--
			f = s.apply1(functor.Value, f)
		default:
			return s.callOther(f, args)
		}
	}
	return f
}

// callFunction applies r to as many of args as it has parameters in a row (`a: b: …`) and evaluates its body.
func (s *Session) callFunction(r *Function, args []Value) (result Value, rest []Value) {
	if s.fuel <= 0 || s.depth >= MaxDepth {
		return s.exhausted(), nil
	}
	if s.calls >= MaxCallDepth {
		return MakeError("stack overflow; max-call-depth exceeded"), nil
	}
	s.fuel -= 1 + s.depth>>10
	s.calls++
	s.depth++
	e, bad := s.bind(r.code, r.env, args[0])
	body, args := r.code.body, args[1:]
	for bad.ref == nil && len(args) > 0 {
		next := body
		if l, ok := next.(*lazy); ok {
			next = l.now()
		}
		inner, ok := next.(*lambda)
		if !ok {
			break
		}
		s.fuel--
		e, bad = s.bind(inner, e, args[0])
		body, args = inner.body, args[1:]
	}
	if bad.ref == nil {
		bad = body.eval(s, e)
	}
	s.depth--
	s.calls--
	return bad, args
}

// callOther applies what is no function: not known, one of several, or an error.
func (s *Session) callOther(f Value, args []Value) Value {
	switch r := f.ref.(type) {
	case *Unknown:
		if v := s.callPackage(r, args); v.ref != nil {
			return v
		}
		if s.options.Fetch != nil && strings.HasSuffix(r.Reason, fetchReason) {
			if v := s.Force(s.options.Fetch(s, s.Force(args[0]))); v.ref != nil {
				return v
			}
		}
		s.note(r, args)
		return r.derived()
	case *choice:
		kept := append([]Value(nil), args...)
		return s.each(r, func(a Value) Value { return s.call(a, kept) })
	case *Error:
		return f
	case *Set:
		if r.open != nil {
			return r.open.derived()
		}
	}
	return MakeError("attempt to call something which is not a function but " + s.described(f))
}
