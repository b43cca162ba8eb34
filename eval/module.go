package eval

// What a module system needs of the evaluator; package optiondb/modules is one.

// SetModuleSystem installs the functions of nixpkgs' lib/modules.nix that our own lib leaves to a module system:
// `evalModules`, `mergeDefinitions` and so on, by name. Without it those are Unknown. It must come before [Session.Lib] is
// first forced.
func (s *Session) SetModuleSystem(functions map[string]Value) { s.modules = functions }

// moduleHooks are the functions of the module system by name, and Unknown for what it lacks.
func (s *Session) moduleHooks() Value {
	attrs := make([]Attr, 0, len(s.modules))
	for name, v := range s.modules {
		attrs = append(attrs, Attr{Name: name, Value: hook(name, v)})
	}
	why := &Unknown{Reason: "modules are not evaluated here"}
	return MakeOpenSet(attrs, why)
}

// hook is a function of whatever module system the Session has that calls it: the lib that holds it may be used by several.
func hook(name string, v Value) Value {
	b, ok := v.ref.(*Builtin)
	if !ok {
		return v
	}
	return NewBuiltin(name, b.arity, func(s *Session, args []Value) Value { return s.modules[name].ref.(*Builtin).f(s, args) })
}

// AddContext is v, which must be forced, with a line of context when it is an error, as builtins.addErrorContext adds it.
func AddContext(v Value, text string) Value {
	e, ok := v.ref.(*Error)
	if !ok {
		return v
	}
	c := *e
	c.Context = append(c.Context[:len(c.Context):len(c.Context)], text)
	return Value{ref: &c}
}

// Join is the value that is one of the n values that f gives; which one depends on why. Nix would compute one of them
// only, so an error or a limit in one is an alternative among others.
func (s *Session) Join(why *Unknown, n int, f func(i int) Value) Value {
	results := make([]Value, 0, n)
	for i := range n {
		v := s.maybe(func() Value { return s.Force(f(i)) })
		if v.Kind() == UnknownKind {
			return v
		}
		results = append(results, v)
	}
	return choose(why, results)
}

// Why is why v, which is Unknown or a Choice, is not known.
func Why(v Value) *Unknown { return whyUnknown(v) }

// AttrPosition is the file, line and column of o as builtins.unsafeGetAttrPos gives them, null when Nix has none.
func AttrPosition(o *Origin) Value { return position(o) }

// Spend takes n steps of the Session's for work that was done outside of it; false when there are not so many.
func (s *Session) Spend(n int) bool { return s.spend(n) }

// Exhausted is the Unknown of the limit that was reached. It is not remembered: with more steps the value can be asked
// again.
func (s *Session) Exhausted() Value { return s.exhausted() }
