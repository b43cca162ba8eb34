package eval

func groupBuiltins() []def {
	return []def{
		{"groupBy", args(lazily, listArg), groupBy},
		{"zipAttrsWith", args(lazily, someArg), zipAttrsWith},
	}
}

// groups are lists of values by name, in the order of their first value.
type groups struct {
	index map[string]int
	attrs []Attr
	lists [][]Value
}

func (g *groups) add(name string, v Value, o *Origin) {
	i, ok := g.index[name]
	if !ok {
		i = len(g.lists)
		g.index[name] = i
		g.attrs = append(g.attrs, Attr{Name: name, Origin: o})
		g.lists = append(g.lists, nil)
	}
	g.lists[i] = append(g.lists[i], v)
}

func groupBy(s *Session, a []Value) Value {
	f := a[0]
	g := &groups{index: map[string]int{}}
	if bad := s.wantFunction(s.Force(f)); bad.ref != nil {
		return bad
	}
	for _, e := range a[1].List().elems {
		name, bad := s.wantName(s.apply1(f, e))
		if bad.ref != nil {
			return bad
		}
		g.add(name, e, nil)
	}
	for i := range g.attrs {
		g.attrs[i].Value = MakeList(g.lists[i])
	}
	return MakeSet(g.attrs)
}

// zipAttrsWith collects the values of each name over a list of sets. A set that is not known opens the result and all
// the lists in it.
func zipAttrsWith(s *Session, a []Value) Value {
	f, l := a[0], a[1].List()
	open := l.open
	g := &groups{index: map[string]int{}}
	if bad := s.wantFunction(s.Force(f)); bad.ref != nil {
		return bad
	}
	for _, e := range l.elems {
		set, bad := s.wantSet(s.Force(e))
		switch {
		case bad.Kind() == ErrorKind:
			return bad
		case bad.ref != nil:
			open = whyUnknown(bad)
			continue
		case set.open != nil:
			open = set.open
		}
		if !s.spend(1+len(set.attrs)) || !s.grow(64*len(set.attrs)) {
			return s.exhausted()
		}
		for i := range set.attrs {
			g.add(set.attrs[i].Name, set.attrs[i].Value, set.attrs[i].Where())
		}
	}
	for i := range g.attrs {
		at := &g.attrs[i]
		values := Value{ref: &List{elems: g.lists[i], open: open}}
		at.Value = newThunk(&namedCall{f, at.Name, values, at.Origin}, nil)
		at.Origin = nil
	}
	return Value{ref: newSet(g.attrs, open)}
}
