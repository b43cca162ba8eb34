package eval

// Thunk is a value that is computed when it is first needed, once. It belongs to one [Session].
//
// Its state is told by env: forced when value is the result, running while it is being computed, any other value
// (nil included) before that.
type Thunk struct {
	value Value // the result; before that, the argument of a lazyCall
	code  code  // kept after forcing: it says where the value was written
	env   *env
}

func (*Thunk) kind() Kind { return LazyKind }

var (
	forced  = &env{}
	running = &env{}
)

// code is what computes a value: a compiled expression, a closure in Go, a call.
type code interface {
	eval(s *Session, e *env) Value // never Lazy
	origin() *Origin
}

func newThunk(c code, e *env) Value { return Value{ref: &Thunk{code: c, env: e}} }

// ready is a thunk that holds v already and only says where it was written.
func ready(v Value, c code) Value { return Value{ref: &Thunk{value: v, code: c, env: forced}} }

func (t *Thunk) origin() *Origin {
	if t.code == nil {
		return nil
	}
	return t.code.origin()
}

// NewLazy is a value that f computes when it is first forced. at says where it was written, and may be nil.
func NewLazy(at *Origin, f func(*Session) Value) Value {
	if at == nil {
		return newThunk(goFunc(f), nil)
	}
	return newThunk(&goCode{f, at}, nil)
}

// Lazily is [NewLazy] for what needs no Session and was written nowhere.
func Lazily(f func() Value) Value { return newThunk(goThunk(f), nil) }

// LazyAttrs are attributes with names, each of a value that f computes for its index when it is first forced.
func LazyAttrs(f func(i int) Value, names ...string) []Attr {
	attrs, calls, thunks := make([]Attr, len(names)), make([]goCall, len(names)), make([]Thunk, len(names))
	for i, name := range names {
		calls[i] = goCall{f, i}
		thunks[i].code = &calls[i]
		attrs[i] = Attr{Name: name, Value: Value{ref: &thunks[i]}}
	}
	return attrs
}

// LazyApply is the value of function applied to argument, computed when it is first forced.
func LazyApply(function, argument Value) Value {
	return Value{ref: &Thunk{value: argument, code: &lazyCall{function}}}
}

// Located is v, remembering that it was written at o: what [OriginOf] answers.
func Located(v Value, o *Origin) Value {
	if _, lazy := v.ref.(*Thunk); lazy || o == nil {
		return v
	}
	return ready(v, &goCode{at: o})
}

// goCode is a thunk's body in Go.
type goCode struct {
	f  func(*Session) Value
	at *Origin
}

func (g *goCode) eval(s *Session, _ *env) Value { return s.Force(g.f(s)) }
func (g *goCode) origin() *Origin               { return g.at }

// The forms of goCode without a place.
type (
	goFunc  func(*Session) Value
	goThunk func() Value
	goCall  struct {
		f func(int) Value
		i int
	}
)

func (f goFunc) eval(s *Session, _ *env) Value  { return s.Force(f(s)) }
func (f goThunk) eval(s *Session, _ *env) Value { return s.Force(f()) }
func (c *goCall) eval(s *Session, _ *env) Value { return s.Force(c.f(c.i)) }
func (goFunc) origin() *Origin                  { return nil }
func (goThunk) origin() *Origin                 { return nil }
func (*goCall) origin() *Origin                 { return nil }

// lazyCall is a thunk's body that applies a function to the argument which the thunk holds in place of its value: so
// that an element of `map f list` is one object, not two.
type lazyCall struct{ function Value }

func (*lazyCall) eval(*Session, *env) Value { panic("eval: a lazyCall is run by its thunk") }
func (*lazyCall) origin() *Origin           { return nil }

// Force is v itself when it is not Lazy, and else its value, computed at most once. The result is never Lazy; it may be
// Unknown, a Choice or an Error.
func (s *Session) Force(v Value) Value {
	t, lazy := v.ref.(*Thunk)
	if !lazy {
		return v
	}
	if t.env == forced {
		return t.value
	}
	return s.run(t)
}

// run computes t. What is unknown only on this way to it is not remembered: t can be tried again.
func (s *Session) run(t *Thunk) Value {
	if t.env == running {
		return s.recursion(t)
	}
	if s.fuel <= 0 || s.depth >= MaxDepth {
		return s.exhausted()
	}
	s.fuel -= 1 + s.depth>>10
	s.depth++
	e := t.env
	t.env = running
	var v Value
	if c, ok := t.code.(*lazyCall); ok {
		v = s.apply1(c.function, t.value)
	} else {
		v = t.code.eval(s, e)
	}
	s.depth--
	if u, ok := v.ref.(*Unknown); ok && u.passing {
		t.env = e
		return v
	}
	t.value, t.env = v, forced
	t.forget()
	return v
}

// forget lets go of what only computing t needed.
func (t *Thunk) forget() {
	switch g := t.code.(type) {
	case goFunc, goThunk, *goCall:
		t.code = nil
	case *goCode:
		if g.f != nil {
			t.code = &goCode{at: g.at}
		}
	}
}

const recursionReason = "a recursion through an unknown condition"

// recursion is what a thunk that needs itself gives. In a branch that Nix may never take it proves nothing.
func (s *Session) recursion(t *Thunk) Value {
	if s.speculation > 0 {
		return s.passing(recursionReason)
	}
	return Value{ref: &Error{Message: "infinite recursion encountered", Origin: t.origin()}}
}
