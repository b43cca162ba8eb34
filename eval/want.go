package eval

// The want functions unpack a forced value of one kind. For any other they give bad: Nix's error for a value of another
// kind, the error or the Unknown that v is, Unknown for a Choice.

func (s *Session) wantBool(v Value) (b bool, bad Value) {
	if b, ok := v.AsBool(); ok {
		return b, Value{}
	}
	return false, s.unexpected(v, "a Boolean")
}

func (s *Session) wantInt(v Value) (i int64, bad Value) {
	if i, ok := v.AsInt(); ok {
		return i, Value{}
	}
	return 0, s.unexpected(v, "an integer")
}

func (s *Session) wantNumber(v Value) (f float64, bad Value) {
	if i, ok := v.AsInt(); ok {
		return float64(i), Value{}
	}
	if f, ok := v.AsFloat(); ok {
		return f, Value{}
	}
	return 0, s.unexpected(v, "a float")
}

func (s *Session) wantString(v Value) (text string, bad Value) {
	if t, ok := v.AsString(); ok {
		return t, Value{}
	}
	return "", s.unexpected(v, "a string")
}

func (s *Session) wantSet(v Value) (set *Set, bad Value) {
	if set, ok := v.ref.(*Set); ok {
		return set, Value{}
	}
	return nil, s.unexpected(v, "a set")
}

// wantList wants a list that is not open.
func (s *Session) wantList(v Value) (list *List, bad Value) {
	list, bad = s.wantSome(v)
	if bad.ref == nil && list.open != nil {
		return nil, list.open.derived()
	}
	return list, bad
}

// wantSome wants a list, open or not.
func (s *Session) wantSome(v Value) (list *List, bad Value) {
	if list, ok := v.ref.(*List); ok {
		return list, Value{}
	}
	return nil, s.unexpected(v, "a list")
}

func (s *Session) wantFunction(v Value) (bad Value) {
	switch r := v.ref.(type) {
	case *Function, *Builtin:
		return Value{}
	case *Set:
		if r.Has("__functor") {
			return Value{}
		}
		if r.open != nil {
			return r.open.derived()
		}
	}
	return s.unexpected(v, "a function")
}

// unexpected is what a value of a kind that is not wanted gives.
func (s *Session) unexpected(v Value, wanted string) Value {
	if v.bad() {
		return vague(v)
	}
	return MakeError("expected " + wanted + " but found " + s.described(v))
}

// article names the kind of a forced value as Nix's messages do.
func article(v Value) string {
	switch v.Kind() {
	case BoolKind:
		return "a Boolean"
	case IntKind:
		return "an integer"
	case FloatKind:
		return "a float"
	case StringKind:
		return "a string"
	case PathKind:
		return "a path"
	case ListKind:
		return "a list"
	case SetKind:
		return "a set"
	case FunctionKind:
		return functionArticle(v)
	}
	return v.Kind().String()
}

func functionArticle(v Value) string {
	b, ok := v.ref.(*Builtin)
	switch {
	case !ok:
		return "a function"
	case b.held != nil:
		return "the partially applied built-in function '" + b.Name + "'"
	}
	return "the built-in function '" + b.Name + "'"
}

// described is a value in a message: "an integer: 1".
func (s *Session) described(v Value) string {
	return article(v) + ": " + s.brief(v)
}
