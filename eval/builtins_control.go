package eval

func controlBuiltins() []def {
	return []def{
		{"abort", args(lazily), abort},
		{"throw", args(lazily), throw},
		{"tryEval", args(lazily), tryEval},
		{"addErrorContext", args(lazily, lazily), addErrorContext},
		{"seq", args(lazily, lazily), seq},
		{"deepSeq", args(lazily, lazily), deepSeq},
		{"trace", args(lazily, lazily), trace},
		{"traceVerbose", args(lazily, lazily), second},
		{"warn", args(stringArg, lazily), warn},
		{"break", args(lazily), first},
		{"genericClosure", args(openArg), genericClosure},
		{"functionArgs", args(forcedArg), functionArgs},
		{"derivation", args(lazily), derivation},
	}
}

func first(_ *Session, a []Value) Value  { return a[0] }
func second(_ *Session, a []Value) Value { return a[1] }

func abort(s *Session, a []Value) Value {
	text, bad := s.coerce(s.Force(a[0]), interpolated, nil)
	if bad.ref != nil {
		return bad
	}
	return Value{ref: &Error{Class: AbortError, Message: "evaluation aborted with the following error message: '" + text + "'"}}
}

// throw fails with a text. Where the text is not known, that it fails is still known.
func throw(s *Session, a []Value) Value {
	text, bad := s.coerce(s.Force(a[0]), interpolated, nil)
	if bad.Kind() == ErrorKind || bad.ref != nil && s.fuel <= 0 {
		return bad
	}
	if bad.ref != nil {
		return vague(bad)
	}
	return MakeThrow(text)
}

func tryEval(s *Session, a []Value) Value {
	v := s.Force(a[0])
	switch r := v.ref.(type) {
	case *Error:
		if !r.Caught() {
			return v
		}
		return tried(false, Bool(false))
	case *Unknown:
		return r.derived()
	case *choice:
		results := make([]Value, len(r.alternatives))
		for i, alternative := range r.alternatives {
			results[i] = tryEval(s, []Value{alternative})
		}
		return choose(r.why, results)
	}
	return tried(true, v)
}

func tried(success bool, v Value) Value {
	return MakeSet([]Attr{{Name: "success", Value: Bool(success)}, {Name: "value", Value: v}})
}

func addErrorContext(s *Session, a []Value) Value {
	context, v := a[0], s.Force(a[1])
	e, ok := v.ref.(*Error)
	if !ok {
		return v
	}
	text, bad := s.coerce(s.Force(context), interpolated, nil)
	if bad.ref != nil {
		return v
	}
	c := *e
	c.Context = append(c.Context[:len(c.Context):len(c.Context)], text)
	return Value{ref: &c}
}

// seq gives its second argument unless the first is an error. A first that is not known is taken to be a value: an
// Unknown may fail, but then nothing else of this evaluation holds either.
func seq(s *Session, a []Value) Value {
	if v := s.Force(a[0]); v.bad() {
		return s.unary(v, func(Value) Value { return s.Force(a[1]) })
	}
	return a[1]
}

func deepSeq(s *Session, a []Value) Value {
	then := a[1]
	if v := s.Deep(a[0]); v.bad() {
		return vague(v)
	}
	return then
}

func trace(s *Session, a []Value) Value {
	v, then := s.Force(a[0]), a[1]
	if v.bad() {
		return vague(v)
	}
	if s.options.Trace != nil {
		text, ok := v.AsString()
		if !ok {
			text = s.traced(v)
		}
		s.options.Trace("trace: " + text)
	}
	return then
}

// traced is a value that is no string as builtins.trace prints it.
func (s *Session) traced(v Value) string {
	p := &printer{s: s, lazy: "«thunk»", maxItems: 1 << 30, maxString: 1 << 30, maxDepth: MaxDepth}
	p.print(v, 0)
	return p.b.String()
}

func warn(s *Session, a []Value) Value {
	text, _ := a[0].AsString()
	if s.options.Trace != nil {
		s.options.Trace("evaluation warning: " + text)
	}
	if s.options.AbortOnWarn {
		return Value{ref: &Error{Class: AbortError, Message: "aborting to reveal stack trace of warning, as abort-on-warn is set"}}
	}
	return a[1]
}

func functionArgs(s *Session, a []Value) Value {
	f := a[0].Function()
	if f == nil {
		if b, ok := a[0].ref.(*Builtin); ok {
			if b.isDerivation() {
				return MakeSet([]Attr{{Name: "outputs", Value: Bool(true)}})
			}
			return emptySet
		}
		return MakeError("'functionArgs' requires a function")
	}
	var attrs []Attr
	for i := range f.code.prepare().formals {
		fm := &f.code.formals[i]
		attrs = append(attrs, Attr{fm.name, Bool(fm.otherwise != nil), fm.origin})
	}
	return MakeSet(attrs)
}
