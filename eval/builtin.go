package eval

// Builtin is a function in Go, possibly with some of its arguments given already. It is immutable and has no state, so
// that all Sessions share the builtins.
type Builtin struct {
	Name  string
	arity int
	wants []want // of the first arguments; the others are passed as they are
	f     func(s *Session, args []Value) Value
	held  []Value
}

func (*Builtin) kind() Kind { return FunctionKind }

// isDerivation reports whether b is `derivation`, which is a function of the language in Nix: `drvAttrs @ { outputs ? …, ... }:`.
func (b *Builtin) isDerivation() bool { return b.Name == "derivation" }

// NewBuiltin makes a function of arity arguments, at least one. f gets them unforced, must not keep the slice, and
// gives a result that may be Lazy.
func NewBuiltin(name string, arity int, f func(s *Session, args []Value) Value) Value {
	return Value{ref: &Builtin{Name: name, arity: arity, f: f}}
}

// want says what an argument of a builtin must be. The builtin is called with the argument forced and of that kind; any
// other value is dealt with before: Nix's error, Unknown, each alternative of a Choice.
type want uint8

const (
	lazily    want = iota // as it is
	forcedArg             // forced, of any kind that is Known
	boolArg               // a Boolean
	intArg                // an integer
	numberArg             // an integer or a float
	stringArg             // a string
	nameArg               // a string that refers to no store path
	textArg               // anything that coerces to a string as in an interpolation; passed as a string
	pathArg               // a path, or a string that is one; passed as a path
	listArg               // a list that is not open
	someArg               // a list, maybe open
	setArg                // a set that is not open
	openArg               // a set, maybe open
	funcArg               // something that can be called
)

// meet is v, forced, as w wants it.
func (w want) meet(s *Session, v Value) Value {
	var bad Value
	switch w {
	case boolArg:
		_, bad = s.wantBool(v)
	case intArg:
		_, bad = s.wantInt(v)
	case numberArg:
		_, bad = s.wantNumber(v)
	case stringArg:
		_, bad = s.wantString(v)
	case nameArg:
		_, bad = s.wantName(v)
	case textArg:
		return s.asText(v)
	case pathArg:
		return s.asPath(v)
	case listArg:
		_, bad = s.wantList(v)
	case someArg:
		_, bad = s.wantSome(v)
	case setArg:
		bad = s.wantClosed(v)
	case openArg:
		_, bad = s.wantSet(v)
	case funcArg:
		bad = s.wantFunction(v)
	}
	if bad.ref != nil {
		return bad
	}
	return v
}

func (s *Session) asText(v Value) Value {
	if v.Kind() == StringKind {
		return v
	}
	var c contexts
	text, bad := s.coerce(v, interpolated, &c)
	if bad.ref != nil {
		return bad
	}
	return c.marked(text)
}

func (s *Session) wantClosed(v Value) Value {
	set, bad := s.wantSet(v)
	if bad.ref == nil && set.open != nil {
		return set.open.derived()
	}
	return bad
}

// callBuiltin applies b to as many of args as it takes.
func (s *Session) callBuiltin(b *Builtin, args []Value) (result Value, rest []Value) {
	if n := b.arity - len(b.held); len(args) < n {
		held := append(b.held[:len(b.held):len(b.held)], args...)
		return Value{ref: &Builtin{b.Name, b.arity, b.wants, b.f, held}}, nil
	} else {
		rest, args = args[n:], args[:n]
	}
	if s.fuel <= 0 || s.depth >= MaxDepth {
		return s.exhausted(), nil
	}
	s.fuel--
	s.depth++
	if len(b.held) == 0 {
		result = s.runBuiltin(b, args, 0)
	} else {
		mark := len(s.args)
		s.args = append(append(s.args, b.held...), args...)
		result = s.runBuiltin(b, s.args[mark:len(s.args):len(s.args)], 0)
		clear(s.args[mark:])
		s.args = s.args[:mark]
	}
	s.depth--
	return result, rest
}

// runBuiltin forces and checks the arguments from index i on and runs b.
func (s *Session) runBuiltin(b *Builtin, args []Value, i int) Value {
	for ; i < len(b.wants); i++ {
		w := b.wants[i]
		if w == lazily {
			continue
		}
		v := s.Force(args[i])
		if v.bad() {
			return s.runBad(b, args, i, v)
		}
		if w != forcedArg {
			if v = w.meet(s, v); v.bad() {
				return v
			}
		}
		args[i] = v
	}
	return s.Force(b.f(s, args))
}

// runBad runs b with an argument i that is an error, not known or one of several.
func (s *Session) runBad(b *Builtin, args []Value, i int, v Value) Value {
	c, ok := v.ref.(*choice)
	if !ok {
		return vague(v)
	}
	return s.each(c, func(a Value) Value {
		if a.Kind() == ErrorKind {
			return a
		}
		if a = b.wants[i].meet(s, a); a.bad() {
			return a
		}
		alternative := append([]Value(nil), args...)
		alternative[i] = a
		return s.runBuiltin(b, alternative, i+1)
	})
}
