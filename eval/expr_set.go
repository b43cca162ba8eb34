package eval

// set is a set literal that is not recursive.
type set struct {
	place
	bindings
}

func (x *set) origin() *Origin { return x.place.origin() }

func (x *set) eval(s *Session, e *env) Value {
	in := e
	if len(x.from) > 0 {
		in = newEnv(e, len(x.from))
		x.fillFrom(s, in.slots, e)
	}
	attrs := make([]Attr, len(x.attrs), len(x.attrs)+len(x.dynamic))
	var thunks []Thunk // those of the attributes, which live as long as the set
	for i := range x.attrs {
		a := &x.attrs[i]
		at := e
		if _, ok := a.value.(*fromAttr); ok {
			at = in
		}
		attrs[i].Name, attrs[i].Origin = a.name, a.origin
		if v := atOnce(a.value, at); v.ref != nil {
			attrs[i].Value = v
			continue
		}
		if thunks == nil {
			thunks = make([]Thunk, 0, len(x.attrs)-i)
		}
		thunks = append(thunks, Thunk{code: a.value, env: at})
		attrs[i].Value = Value{ref: &thunks[len(thunks)-1]}
	}
	if len(x.dynamic) > 0 {
		return x.addDynamic(s, e, attrs)
	}
	return Value{ref: &Set{attrs: attrs, at: x.at}}
}

func (b *bindings) fillFrom(s *Session, slots []Value, e *env) {
	for i, f := range b.from {
		slots[i] = delay(f, s, e)
	}
}

// recSet is `rec { … }`.
type recSet struct {
	place
	bindings
	overrides bool
}

func (x *recSet) origin() *Origin { return x.place.origin() }

func (x *recSet) eval(s *Session, e *env) Value {
	in := x.frame(s, e)
	attrs := make([]Attr, len(x.attrs), len(x.attrs)+len(x.dynamic))
	for i := range x.attrs {
		attrs[i] = Attr{x.attrs[i].name, in.slots[i], x.attrs[i].origin}
	}
	if x.overrides {
		var bad Value
		if attrs, bad = x.override(s, in, attrs); bad.ref != nil {
			return bad
		}
	}
	if len(x.dynamic) > 0 {
		return x.addDynamic(s, in, attrs)
	}
	return Value{ref: &Set{attrs: attrs, at: x.at}}
}

// frame is the frame of a recursive set or let: its attributes, then the sources of its inherits.
func (b *bindings) frame(s *Session, e *env) *env {
	in := newEnv(e, len(b.attrs)+len(b.from))
	for i := range b.attrs {
		a := &b.attrs[i]
		at := in
		if a.outer {
			at = e
		}
		in.slots[i] = delay(a.value, s, at)
	}
	b.fillFrom(s, in.slots[len(b.attrs):], in)
	return in
}

// override replaces attributes, for the set's own expressions too, by those of `__overrides`: an old form that Nix
// still evaluates.
func (x *recSet) override(s *Session, in *env, attrs []Attr) ([]Attr, Value) {
	over, bad := s.wantSet(s.Force((&Set{attrs: attrs}).Get("__overrides")))
	if bad.ref != nil {
		return nil, bad
	}
	for i := range attrs {
		if a, ok := over.Lookup(attrs[i].Name); ok {
			attrs[i], in.slots[i] = a, a.Value
		}
	}
	return update(&Set{attrs: attrs}, over).attrs, Value{}
}

// addDynamic adds the dynamic attributes. A name that is null leaves the attribute out; one that is not known opens the
// set.
func (b *bindings) addDynamic(s *Session, e *env, attrs []Attr) Value {
	var open *Unknown
	static := &Set{attrs: attrs}
	var added []Attr
	for i := range b.dynamic {
		d := &b.dynamic[i]
		v := d.name.eval(s, e)
		if v.Kind() == NullKind {
			continue
		}
		name, bad := s.wantName(v)
		if bad.ref != nil {
			if bad.Kind() == ErrorKind {
				return bad
			}
			open = whyUnknown(bad)
			continue
		}
		if static.Has(name) || has(added, name) {
			return MakeError("dynamic attribute '" + name + "' already defined at " + originText(b.originOf(name, d.origin)))
		}
		added = append(added, Attr{name, delay(d.value, s, e), d.origin})
	}
	set := newSet(append(attrs, added...), open)
	set.at = b.at
	return Value{ref: set}
}

func has(attrs []Attr, name string) bool {
	for _, a := range attrs {
		if a.Name == name {
			return true
		}
	}
	return false
}

func (b *bindings) originOf(name string, otherwise *Origin) *Origin {
	for i := range b.attrs {
		if b.attrs[i].name == name {
			return b.attrs[i].origin
		}
	}
	return otherwise
}

// let is `let … in body`.
type let struct {
	place
	bindings
	body expr
}

func (x *let) origin() *Origin { return x.place.origin() }

func (x *let) eval(s *Session, e *env) Value { return x.body.eval(s, x.frame(s, e)) }

// fromAttr is a name of `inherit (source) name;`: an attribute of what a slot of the innermost frame holds.
type fromAttr struct {
	place
	slot int
	name string
}

func (x *fromAttr) eval(s *Session, e *env) Value {
	return x.traced(s.selectAttr(s.Force(e.slots[x.slot]), x.name))
}
