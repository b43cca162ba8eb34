package eval

import "atproto-ls/syntax"

// filterAttrs keeps the attributes for which the function holds; one for which that is not known opens the result.
func filterAttrs(s *Session, a []Value) Value {
	f, set := a[0], a[1].Set()
	attrs := make([]Attr, 0, len(set.attrs))
	open := set.open
	for i := range set.attrs {
		at := &set.attrs[i]
		yes, bad := s.wantBool(s.apply2(f, String(at.Name), at.Value))
		switch {
		case bad.Kind() == ErrorKind:
			return bad
		case bad.ref != nil && s.fuel <= 0:
			return bad
		case bad.ref != nil:
			open = whyUnknown(bad)
		case yes:
			attrs = append(attrs, *at)
		}
	}
	return Value{ref: &Set{attrs: attrs, open: open, at: set.at}}
}

func mapAttrsToList(s *Session, a []Value) Value {
	f, set := a[0], a[1].Set()
	if !s.spend(len(set.attrs)) || !s.grow(160*len(set.attrs)) {
		return s.exhausted()
	}
	elems := make([]Value, len(set.attrs))
	for i := range set.attrs {
		at := &set.attrs[i]
		elems[i] = newThunk(&namedCall{f, at.Name, at.Value, at.Where()}, nil)
	}
	return Value{ref: &List{elems: elems, open: set.open}}
}

// genAttrs makes a set of names, each with the function's value for it.
func genAttrs(s *Session, a []Value) Value {
	names, bad := s.stringsOf(a[0].List())
	if bad.ref != nil {
		return bad
	}
	f := a[1]
	if !s.spend(len(names)) || !s.grow(100*len(names)) {
		return s.exhausted()
	}
	attrs := make([]Attr, len(names))
	for i, n := range names {
		attrs[i] = Attr{Name: n, Value: LazyApply(f, String(n))}
		if at := OriginOf(a[0].List().elems[i]); at != nil { // where its name stands
			attrs[i].Origin = NewOrigin(at.Path(), at.Value(), syntax.Node{}).asComputed()
		} else {
			attrs[i].Origin = written(OriginOf(f), OriginOf(f))
		}
	}
	return MakeSet(attrs)
}

// recursiveUpdate is `//` that also updates, lazily, the sets that both sides have under one name.
func recursiveUpdate(s *Session, a []Value) Value {
	x, y := s.Force(a[0]), s.Force(a[1])
	if !x.IsSet() || !y.IsSet() {
		return s.update(x, y)
	}
	return s.deepUpdate(x.Set(), y.Set())
}

func (s *Session) deepUpdate(x, y *Set) Value {
	merged := update(x, y)
	if !s.spend(1+len(merged.attrs)) || !s.grow(120*len(merged.attrs)) {
		return s.exhausted()
	}
	for i := range merged.attrs {
		at := &merged.attrs[i]
		left, right := x.Get(at.Name), y.Get(at.Name)
		at.Origin = at.Origin.asComputed()
		if left.ref == nil || right.ref == nil {
			continue
		}
		at.Value = NewLazy(at.Origin, func(s *Session) Value {
			l, r := s.Force(left), s.Force(right)
			if l.IsSet() && r.IsSet() {
				return s.deepUpdate(l.Set(), r.Set())
			}
			if l.bad() && (r.IsSet() || r.bad()) {
				return vague(worse(r, l))
			}
			return r
		})
	}
	return Value{ref: merged}
}

// worse is the first of two values that exists and is not Known.
func worse(v, w Value) Value {
	if v.Exists() && v.bad() {
		return v
	}
	return w
}
