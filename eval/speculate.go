package eval

// each applies f to every alternative of c and joins the results. Nix would apply it to one of them only, so what f
// runs into — an error, a recursion, a limit — is one alternative among others.
func (s *Session) each(c *choice, f func(Value) Value) Value {
	results := make([]Value, 0, len(c.alternatives))
	for _, a := range c.alternatives {
		if a.Kind() == ErrorKind {
			results = append(results, a)
			continue
		}
		v := s.maybe(func() Value { return f(a) })
		if v.Kind() == UnknownKind {
			return v
		}
		results = append(results, v)
	}
	return choose(c.why, results)
}

// maybe evaluates what Nix may never evaluate, within its own limits.
func (s *Session) maybe(f func() Value) Value {
	if s.speculation >= MaxSpeculation {
		return s.passing("more nested unknown conditions than the limit")
	}
	s.speculation++
	v := s.Limit(SpeculationFuel>>(4*(s.speculation-1)), f)
	s.speculation--
	return v
}

// vague is bad, which is not Known, as the result of an operation that does not tell alternatives apart.
func vague(bad Value) Value {
	switch r := bad.ref.(type) {
	case *choice:
		return r.why.derived()
	case *Unknown:
		return r.derived()
	}
	return bad
}

// whyUnknown is why v, which is Unknown or a Choice, is not known.
func whyUnknown(v Value) *Unknown {
	switch r := v.ref.(type) {
	case *Unknown:
		return r
	case *choice:
		return r.why
	}
	return &Unknown{Reason: "an error in a part that may not be needed"}
}

// unary is f of v when v is known; else what v's kind makes of it: an error stays, Unknown stays Unknown, a Choice gives
// f of each alternative.
func (s *Session) unary(v Value, f func(Value) Value) Value {
	switch r := v.ref.(type) {
	case *Error:
		return v
	case *Unknown:
		return r.derived()
	case *choice:
		return s.each(r, f)
	}
	return f(v)
}

// pair is f of a and b, evaluated in this order, when both are known, and else what unary says of each.
func (s *Session) pair(a, b Value, f func(a, b Value) Value) Value {
	if a.Kind() == ErrorKind {
		return a
	}
	if b.Kind() == UnknownKind {
		return vague(b)
	}
	return s.unary(a, func(a Value) Value {
		return s.unary(b, func(b Value) Value { return f(a, b) })
	})
}
