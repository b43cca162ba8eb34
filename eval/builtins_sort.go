package eval

func sortBuiltins() []def {
	return []def{{"sort", args(lazily, listArg), sortList}}
}

// sortList sorts stably by merging, with a comparison that may fail: the first error or Unknown is the result.
func sortList(s *Session, a []Value) Value {
	l := a[1].List()
	if l.Len() == 0 {
		return a[1]
	}
	f := s.Force(a[0])
	if bad := s.wantFunction(f); bad.ref != nil {
		return bad
	}
	for _, e := range l.elems {
		if v := s.Force(e); v.Kind() == ErrorKind {
			return v
		}
	}
	m := &merger{s: s, before: func(x, y Value) Value { return s.apply2(f, x, y) }}
	if b, ok := f.ref.(*Builtin); ok && b.Name == "lessThan" && b.held == nil {
		m.before = func(x, y Value) Value { return s.less(s.Force(x), s.Force(y)) }
	}
	if !s.grow(24 * l.Len()) {
		return s.exhausted()
	}
	elems := append([]Value(nil), l.elems...)
	m.sort(elems, make([]Value, len(elems)))
	if m.bad.ref != nil {
		return m.bad
	}
	return MakeList(elems)
}

type merger struct {
	s      *Session
	before func(x, y Value) Value
	bad    Value
}

// less reports whether x must stand before y.
func (m *merger) less(x, y Value) bool {
	if m.bad.ref != nil {
		return false
	}
	m.s.fuel--
	yes, bad := m.s.wantBool(m.before(x, y))
	m.bad = bad
	return yes
}

func (m *merger) sort(a, spare []Value) {
	if len(a) <= 8 {
		m.insert(a)
		return
	}
	mid := len(a) / 2
	m.sort(a[:mid], spare[:mid])
	m.sort(a[mid:], spare[mid:])
	if m.bad.ref != nil || !m.less(a[mid], a[mid-1]) {
		return
	}
	copy(spare, a)
	left, right := spare[:mid], spare[mid:]
	for i := range a {
		if len(right) == 0 || len(left) > 0 && !m.less(right[0], left[0]) {
			a[i], left = left[0], left[1:]
		} else {
			a[i], right = right[0], right[1:]
		}
	}
}

func (m *merger) insert(a []Value) {
	for i := 1; i < len(a); i++ {
		for j := i; j > 0 && m.less(a[j], a[j-1]); j-- {
			a[j], a[j-1] = a[j-1], a[j]
		}
	}
}
