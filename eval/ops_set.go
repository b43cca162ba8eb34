package eval

// update is the operator `//`.
func (s *Session) update(a, b Value) Value {
	x, ok1 := a.ref.(*Set)
	y, ok2 := b.ref.(*Set)
	if ok1 && ok2 {
		return s.updated(x, y)
	}
	_, bad1 := s.wantSet(a)
	_, bad2 := s.wantSet(b)
	switch {
	case bad1.Kind() == ErrorKind:
		return bad1
	case bad2.Kind() == ErrorKind && ok1:
		return bad2
	case bad2.Kind() == ErrorKind:
		return bad1
	case a.Kind() == ChoiceKind || b.Kind() == ChoiceKind:
		return s.pair(choiceOrOpen(a), choiceOrOpen(b), s.update)
	case ok1:
		return s.updated(x, &Set{open: b.Unknown()})
	case ok2:
		return s.updated(&Set{open: a.Unknown()}, y)
	}
	return a.Unknown().derived()
}

// choiceOrOpen is an Unknown as the open set that it is if it is a set.
func choiceOrOpen(v Value) Value {
	if u := v.Unknown(); u != nil {
		return Value{ref: &Set{open: u}}
	}
	return v
}

func (s *Session) updated(a, b *Set) Value {
	switch {
	case len(a.attrs) == 0 && a.open == nil:
		return Value{ref: b}
	case len(b.attrs) == 0 && b.open == nil:
		return Value{ref: a}
	}
	n := len(a.attrs) + len(b.attrs)
	if !s.spend(1+n/16) || !s.grow(48*n) {
		return s.exhausted()
	}
	return Value{ref: update(a, b)}
}

// update merges two sorted sets, b's attributes winning. Where b is open, an attribute of a alone is there for sure,
// but b may replace its value.
func update(a, b *Set) *Set {
	x, y := a.attrs, b.attrs
	attrs := make([]Attr, 0, len(x)+len(y))
	for len(x) > 0 && len(y) > 0 {
		switch {
		case x[0].Name < y[0].Name:
			attrs = append(attrs, shadowed(x[0], b.open))
			x = x[1:]
		case x[0].Name > y[0].Name:
			attrs = append(attrs, y[0])
			y = y[1:]
		default:
			attrs = append(attrs, y[0])
			x, y = x[1:], y[1:]
		}
	}
	for _, a := range x {
		attrs = append(attrs, shadowed(a, b.open))
	}
	attrs = append(attrs, y...)
	open := a.open
	if open == nil {
		open = b.open
	}
	return &Set{attrs: attrs, open: open, at: a.at}
}

// shadowed is a as it is below an open set.
func shadowed(a Attr, open *Unknown) Attr {
	if open != nil {
		a.Value = open.derived()
	}
	return a
}

// concat is the operator `++`.
func (s *Session) concat(a, b Value) Value {
	x, ok1 := a.ref.(*List)
	y, ok2 := b.ref.(*List)
	if ok1 && ok2 {
		return s.concatLists([]*List{x, y})
	}
	_, bad1 := s.wantSome(a)
	_, bad2 := s.wantSome(b)
	switch {
	case bad1.Kind() == ErrorKind:
		return bad1
	case bad2.Kind() == ErrorKind && ok1:
		return bad2
	case bad2.Kind() == ErrorKind:
		return bad1
	case a.Kind() == ChoiceKind || b.Kind() == ChoiceKind:
		return s.pair(listOrOpen(a), listOrOpen(b), s.concat)
	case ok1:
		return s.concatLists([]*List{x, {open: b.Unknown()}})
	case ok2:
		return s.concatLists([]*List{{open: a.Unknown()}, y})
	}
	return a.Unknown().derived()
}

// listOrOpen is an Unknown as the open list that it is if it is a list.
func listOrOpen(v Value) Value {
	if u := v.Unknown(); u != nil {
		return Value{ref: &List{open: u}}
	}
	return v
}

// concatLists joins lists; one of them being open makes the whole open.
func (s *Session) concatLists(lists []*List) Value {
	n := 0
	var open *Unknown
	var only *List
	count := 0
	for _, l := range lists {
		n += len(l.elems)
		if l.open != nil {
			open = l.open
		}
		if len(l.elems) > 0 || l.open != nil {
			only = l
			count++
		}
	}
	if count == 0 {
		return emptyList
	}
	if count == 1 {
		return Value{ref: only}
	}
	if !s.spend(1+n/16) || !s.grow(24*n) {
		return s.exhausted()
	}
	elems := make([]Value, 0, n)
	for _, l := range lists {
		elems = append(elems, l.elems...)
	}
	return Value{ref: &List{elems: elems, open: open}}
}
