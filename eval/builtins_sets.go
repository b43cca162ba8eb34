package eval

import "cmp"

func setBuiltins() []def {
	return []def{
		{"attrNames", args(setArg), attrNames},
		{"attrValues", args(openArg), attrValues},
		{"catAttrs", args(nameArg, someArg), catAttrs},
		{"getAttr", args(nameArg, openArg), func(s *Session, a []Value) Value { return s.selectAttr(a[1], str(a[0])) }},
		{"hasAttr", args(nameArg, openArg), hasAttribute},
		{"intersectAttrs", args(openArg, openArg), intersectAttrs},
		{"listToAttrs", args(someArg), listToAttrs},
		{"mapAttrs", args(lazily, openArg), mapAttrs},
		{"removeAttrs", args(openArg, listArg), removeAttrs},
		{"unsafeGetAttrPos", args(nameArg, openArg), getAttrPos},
	}
}

func attrNames(s *Session, a []Value) Value {
	set := a[0].Set()
	if !s.spend(1+len(set.attrs)/8) || !s.grow(40*len(set.attrs)) {
		return s.exhausted()
	}
	names := make([]Value, len(set.attrs))
	for i := range set.attrs {
		names[i] = String(set.attrs[i].Name)
	}
	return MakeList(names)
}

func attrValues(s *Session, a []Value) Value {
	set := a[0].Set()
	if !s.spend(1+len(set.attrs)/8) || !s.grow(24*len(set.attrs)) {
		return s.exhausted()
	}
	values := make([]Value, len(set.attrs))
	for i := range set.attrs {
		values[i] = set.attrs[i].Value
		if o := set.attrs[i].Origin; o != nil && values[i].Kind() != LazyKind {
			values[i] = Located(values[i], o)
		}
	}
	if set.open != nil {
		return MakeOpenList(values, set.open)
	}
	return MakeList(values)
}

func catAttrs(s *Session, a []Value) Value {
	name, _ := a[0].AsString()
	l := a[1].List()
	open := l.open
	found := []Value{}
	for _, e := range l.elems {
		set, bad := s.wantSet(s.Force(e))
		if bad.Kind() == ErrorKind {
			return bad
		}
		if bad.ref != nil {
			open = whyUnknown(bad)
			continue
		}
		if v := set.Get(name); v.ref != nil {
			found = append(found, v)
		} else if set.open != nil {
			open = set.open
		}
	}
	return Value{ref: &List{elems: found, open: open}}
}

func hasAttribute(s *Session, a []Value) Value {
	name, _ := a[0].AsString()
	set := a[1].Set()
	if !set.Has(name) && set.open != nil {
		return set.open.derived()
	}
	return Bool(set.Has(name))
}

// intersectAttrs are the attributes of the second set that the first has too.
func intersectAttrs(s *Session, a []Value) Value {
	x, y := a[0].Set(), a[1].Set()
	open := y.open
	if x.open != nil {
		open = x.open
	}
	var attrs []Attr
	if len(x.attrs) < len(y.attrs)/4 {
		for i := range x.attrs {
			if b, ok := y.Lookup(x.attrs[i].Name); ok {
				attrs = append(attrs, b)
			}
		}
	} else {
		for i := range y.attrs {
			if x.Has(y.attrs[i].Name) {
				attrs = append(attrs, y.attrs[i])
			}
		}
	}
	if !s.spend(1 + min(len(x.attrs), len(y.attrs))/8) {
		return s.exhausted()
	}
	return Value{ref: &Set{attrs: attrs, open: open}}
}

// listToAttrs makes a set of `{ name, value }` sets; of two with one name the first counts. Where a name is not known,
// it may be any, so that only what stands before it is sure.
func listToAttrs(s *Session, a []Value) Value {
	l := a[0].List()
	var open *Unknown
	if open = l.open; open != nil {
		return MakeOpenSet(nil, open)
	}
	seen := make(map[string]bool, len(l.elems))
	attrs := make([]Attr, 0, len(l.elems))
	if !s.spend(len(l.elems)) || !s.grow(64*len(l.elems)) {
		return s.exhausted()
	}
	for _, e := range l.elems {
		attr, bad := s.nameValue(s.Force(e))
		if bad.Kind() == ErrorKind {
			return bad
		}
		if bad.ref != nil {
			open = whyUnknown(bad)
			continue
		}
		if seen[attr.Name] {
			continue
		}
		seen[attr.Name] = true
		if attr.Origin.inherits() { // the value was handed on
			if made := madeFrom(e, attr.Value); made != nil {
				attr.Origin = made.insteadOf(attr.Origin)
			}
		}
		if open != nil {
			attr.Value = open.derived()
		}
		attrs = append(attrs, attr)
	}
	return Value{ref: newSet(attrs, open)}
}

// madeFrom is where a value was written that an element of a list hands on: the attribute that a function made the element
// of, else the element and the value's own expression. It is nil where none is written.
func madeFrom(element, value Value) *Origin {
	if t, ok := element.ref.(*Thunk); ok {
		if c, ok := t.code.(*namedCall); ok {
			return c.at.asComputed()
		}
	}
	at := OriginOf(value)
	around := cmp.Or(OriginOf(element), at)
	if at == nil || at.Path() != around.Path() {
		at = around
	}
	return written(around, at)
}

// written is where something is written that stands for an attribute: name and value are expressions, nil where there are none.
func written(name, value *Origin) *Origin {
	if name == nil {
		return nil
	}
	return NewOrigin(name.Path(), name.Value(), value.Value()).asComputed()
}

func (s *Session) nameValue(v Value) (a Attr, bad Value) {
	if v.bad() {
		return a, vague(v)
	}
	if _, bad = s.wantSet(v); bad.ref != nil {
		return a, bad
	}
	if a.Name, bad = s.wantName(s.selectAttr(v, "name")); bad.ref != nil {
		return a, bad
	}
	if at, ok := v.Set().Lookup("value"); ok {
		a.Value = at.Value
		a.Origin = at.Origin
		return a, Value{}
	}
	if v.Set().open == nil {
		return a, MakeError("attribute 'value' missing")
	}
	a.Value = v.Set().open.derived()
	return a, Value{}
}

// namedCall is a thunk's body that applies a function to an attribute's name and value. To Nix the attribute that it
// makes has no position; here the thunk tells where the attribute was written that it is made from.
type namedCall struct {
	function Value
	name     string
	value    Value
	at       *Origin
}

func (c *namedCall) eval(s *Session, _ *env) Value {
	return s.apply2(c.function, String(c.name), c.value)
}
func (c *namedCall) origin() *Origin { return c.at }

func mapAttrs(s *Session, a []Value) Value {
	f, set := a[0], a[1].Set()
	if !s.spend(len(set.attrs)) || !s.grow(160*len(set.attrs)) {
		return s.exhausted()
	}
	attrs := make([]Attr, len(set.attrs))
	for i := range set.attrs {
		b := &set.attrs[i]
		attrs[i] = Attr{Name: b.Name, Value: newThunk(&namedCall{f, b.Name, b.Value, b.Where()}, nil)}
	}
	return Value{ref: &Set{attrs: attrs, open: set.open}}
}

func removeAttrs(s *Session, a []Value) Value {
	set := a[0].Set()
	l := a[1].List()
	gone := make(map[string]bool, l.Len())
	for _, e := range l.elems {
		name, bad := s.wantName(s.Force(e))
		if bad.ref != nil {
			return bad
		}
		gone[name] = true
	}
	if !s.spend(1 + len(set.attrs)/8) {
		return s.exhausted()
	}
	attrs := make([]Attr, 0, len(set.attrs))
	for i := range set.attrs {
		if !gone[set.attrs[i].Name] {
			attrs = append(attrs, set.attrs[i])
		}
	}
	if len(attrs) == len(set.attrs) && (set.open == nil || len(gone) == 0) {
		return a[0]
	}
	return Value{ref: &Set{attrs: attrs, open: set.open, at: set.at}}
}

func getAttrPos(s *Session, a []Value) Value {
	name, _ := a[0].AsString()
	at, ok := a[1].Set().Lookup(name)
	switch {
	case !ok && a[1].Set().open != nil:
		return a[1].Set().open.derived()
	case !ok:
		return Null
	}
	s.positions = true
	return position(at.Origin)
}
