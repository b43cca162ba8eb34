package eval

// variable is a name that a frame binds: the frame depth levels up, in its slot.
type variable struct {
	place
	depth, slot int
}

// peek is what the slot holds, unforced; nothing while the frame is being filled.
func (v *variable) peek(e *env) Value {
	for d := v.depth; d > 0; d-- {
		e = e.up
	}
	return e.slots[v.slot]
}

func (v *variable) eval(s *Session, e *env) Value {
	for d := v.depth; d > 0; d-- {
		e = e.up
	}
	x := e.slots[v.slot]
	t, lazy := x.ref.(*Thunk)
	if !lazy {
		return x
	}
	if t.env == forced {
		return t.value
	}
	return s.run(t)
}

// withVariable is a name that only the sets of `with`s can bind: in the frames withs levels up, innermost first.
type withVariable struct {
	place
	name  string
	withs []int
}

func (w *withVariable) eval(s *Session, e *env) Value {
	for _, depth := range w.withs {
		frame := e
		for range depth {
			frame = frame.up
		}
		if v, found := s.lookupWith(frame.slots[0], w.name); found {
			return v
		}
	}
	return w.fail("undefined variable '" + w.name + "'")
}

// lookupWith looks name up in the set of a `with`. Where it is not known what the set holds, that is the answer: a
// set further out must not be asked.
func (s *Session) lookupWith(set Value, name string) (v Value, found bool) {
	set = s.Force(set)
	switch r := set.ref.(type) {
	case *Set:
		if i := r.index(name); i >= 0 {
			return s.Force(r.attrs[i].Value), true
		}
		if r.open == nil || !r.open.mayHave(name) {
			return Value{}, false
		}
		return s.Force(s.attrOf(r.open, name)), true
	case *Unknown:
		return s.Force(s.attrOf(r, name)), true
	case *choice:
		return r.why.derived(), true
	}
	_, bad := s.wantSet(set)
	return bad, true
}

// undefined is a name that nothing binds. Nix refuses the whole text; in one that is being typed it is only not known.
type undefined struct {
	place
	name string
}

func (u *undefined) eval(*Session, *env) Value {
	return Value{ref: &Unknown{Reason: "`" + u.name + "` is not defined", Origin: u.origin()}}
}

// fail is an error at p.
func (p place) fail(message string) Value {
	return Value{ref: &Error{Message: message, Origin: p.origin()}}
}

// traced adds p to an error that leaves the expression there; other values pass.
func (p place) traced(v Value) Value {
	if e, ok := v.ref.(*Error); ok {
		return e.within(p.origin())
	}
	return v
}
