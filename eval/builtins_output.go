package eval

// derivation is what `derivation args` gives: the arguments, the outputs, and paths in the store that are not known.
func derivation(s *Session, a []Value) Value {
	given, bad := s.wantSet(s.Force(a[0]))
	if bad.ref != nil {
		return bad
	}
	names := []string{"out"}
	if o := given.Get("outputs"); o.ref != nil {
		l, bad := s.wantList(s.Force(o))
		if bad.ref != nil {
			return bad
		}
		names = names[:0]
		for _, e := range l.elems {
			n, bad := s.wantString(s.Force(e))
			if bad.ref != nil {
				return bad
			}
			names = append(names, n)
		}
	}
	if len(names) == 0 {
		return MakeError("'builtins.head' called on an empty list")
	}
	return outputsOf(given, names)[0]
}

// outputsOf makes the sets of a derivation's outputs, each of which has all of them as attributes.
func outputsOf(given *Set, names []string) []Value {
	strict := NewLazy(nil, func(s *Session) Value {
		if given.open != nil {
			return given.open.derived()
		}
		return derivationStrict(s, []Value{{ref: given}})
	})
	outputs := make([]Value, len(names))
	all := make([]Value, len(names))
	own := []Attr{{Name: "drvAttrs", Value: Value{ref: given}}}
	for i, n := range names {
		all[i] = NewLazy(nil, func(*Session) Value { return outputs[i] })
		own = append(own, Attr{Name: n, Value: all[i]})
	}
	own = append(own, Attr{Name: "all", Value: MakeList(all)})
	common := update(given, newSet(own, nil))
	of := func(name string) Value {
		return NewLazy(nil, func(s *Session) Value { return s.selectAttr(s.Force(strict), name) })
	}
	for i, n := range names {
		outputs[i] = Value{ref: update(common, newSet([]Attr{
			{Name: "drvPath", Value: of("drvPath")}, {Name: "outPath", Value: of(n)},
			{Name: "outputName", Value: String(n)}, {Name: "type", Value: String("derivation")},
		}, nil))}
	}
	return outputs
}
