package eval

func (s *Session) equal(a, b Value) Value {
	if x, ok := a.AsInt(); ok {
		if y, ok := b.AsInt(); ok {
			return Bool(x == y)
		}
	}
	return s.pair(a, b, s.equalKnown)
}

func (s *Session) unequal(a, b Value) Value {
	v := s.equal(a, b)
	return s.unary(v, func(v Value) Value { return Bool(!v.IsTrue()) })
}

// equalKnown compares two forced values deeply (Nix manual, "Equality"): functions are never equal.
func (s *Session) equalKnown(a, b Value) Value {
	if s.depth >= MaxDepth || s.fuel <= 0 {
		return s.exhausted()
	}
	ka, kb := a.Kind(), b.Kind()
	if ka != kb {
		if x, ok := number(a); ok {
			if y, ok := number(b); ok {
				return Bool(x == y)
			}
		}
		return Bool(false)
	}
	switch ka {
	case FloatKind:
		x, _ := a.AsFloat()
		y, _ := b.AsFloat()
		return Bool(x == y)
	case StringKind:
		return Bool(str(a) == str(b))
	case ListKind:
		return s.equalLists(a.List(), b.List())
	case SetKind:
		return s.equalSets(a.Set(), b.Set())
	case FunctionKind:
		return Bool(false)
	}
	return Bool(a == b)
}

func number(v Value) (float64, bool) {
	if i, ok := v.AsInt(); ok {
		return float64(i), true
	}
	return v.AsFloat()
}

// equalElems compares two elements or attributes: once forced, one and the same is equal to itself, be it a function.
func (s *Session) equalElems(a, b Value) Value {
	s.fuel--
	s.depth++
	x, y := s.Force(a), s.Force(b)
	v := Bool(true)
	if a != b || x.bad() {
		v = s.equal(x, y)
	}
	s.depth--
	return v
}

func (s *Session) equalLists(a, b *List) Value {
	if a.open != nil {
		return a.open.derived()
	}
	if b.open != nil {
		return b.open.derived()
	}
	if len(a.elems) != len(b.elems) {
		return Bool(false)
	}
	return s.all(len(a.elems), func(i int) Value { return s.equalElems(a.elems[i], b.elems[i]) })
}

// all is whether f holds for each i below n: false at the first that does not, a Choice or Unknown when one is.
func (s *Session) all(n int, f func(i int) Value) Value {
	result := Bool(true)
	for i := range n {
		v := f(i)
		switch {
		case v.Kind() == ErrorKind && result.IsTrue():
			return v
		case v.bad():
			result = vague(v)
		case !v.IsTrue():
			if result.Kind() == UnknownKind {
				return result
			}
			return v
		}
	}
	return result
}

func (s *Session) equalSets(a, b *Set) Value {
	if s.isDerivation(a) && s.isDerivation(b) {
		x, y := a.Get("outPath"), b.Get("outPath")
		if x.ref != nil && y.ref != nil {
			return s.equalElems(x, y)
		}
	}
	if a.open != nil {
		return a.open.derived()
	}
	if b.open != nil {
		return b.open.derived()
	}
	if len(a.attrs) != len(b.attrs) {
		return Bool(false)
	}
	return s.equalAttrs(a, b)
}

// equalAttrs compares sets of equal size. Nix compares the attributes in the order in which it met their names first, which
// is not known here: when one attribute differs and another cannot be compared, either may decide.
func (s *Session) equalAttrs(a, b *Set) Value {
	differs := false
	for i := range a.attrs {
		differs = differs || a.attrs[i].Name != b.attrs[i].Name
	}
	var failure, unknown Value
	for i := range a.attrs {
		other := b.Get(a.attrs[i].Name)
		if other.ref == nil {
			continue
		}
		eq := func() Value { return s.equalElems(a.attrs[i].Value, other) }
		v := Value{}
		if differs || failure.ref != nil {
			v = s.Limit(compareFuel, func() Value { return s.maybe(eq) })
		} else {
			v = eq()
		}
		switch {
		case v.Kind() == ErrorKind:
			failure = worse(failure, v)
		case v.bad():
			unknown = vague(v)
		default:
			differs = differs || !v.IsTrue()
		}
	}
	switch {
	case differs && failure.Exists():
		return MakeChoice(Bool(false), failure)
	case differs && unknown.Exists() && unknown.Unknown().Reason == recursionReason:
		return unknown
	case differs:
		return Bool(false)
	case unknown.Exists():
		return unknown
	case failure.Exists():
		return failure
	}
	return Bool(true)
}

// compareFuel is how many steps the attributes get that are compared only to see whether they fail.
const compareFuel = 2000

// isDerivation reports whether set has the attribute `type = "derivation"`.
func (s *Session) isDerivation(set *Set) bool {
	t := set.Get("type")
	if t.ref == nil {
		return false
	}
	text, _ := s.Force(t).AsString()
	return text == "derivation"
}

func (s *Session) less(a, b Value) Value {
	if x, ok := a.AsInt(); ok {
		if y, ok := b.AsInt(); ok {
			return Bool(x < y)
		}
	}
	return s.pair(a, b, s.lessKnown)
}

func (s *Session) greater(a, b Value) Value      { return s.less2(a, b, true, false) }
func (s *Session) lessEqual(a, b Value) Value    { return s.less2(a, b, true, true) }
func (s *Session) greaterEqual(a, b Value) Value { return s.less2(a, b, false, true) }

// less2 is less with the operands swapped or the result negated.
func (s *Session) less2(a, b Value, swap, negate bool) Value {
	if a.Kind() == ErrorKind {
		return a
	}
	if swap {
		a, b = b, a
	}
	v := s.less(a, b)
	if !negate {
		return v
	}
	return s.unary(v, func(v Value) Value { return Bool(!v.IsTrue()) })
}

func (s *Session) lessKnown(a, b Value) Value {
	if x, ok := number(a); ok {
		if y, ok := number(b); ok {
			return Bool(x < y)
		}
	}
	if a.Kind() != b.Kind() {
		return cannotCompare(a, b)
	}
	switch a.Kind() {
	case StringKind:
		x, _ := a.AsString()
		y, _ := b.AsString()
		return Bool(x < y)
	case PathKind:
		x, _ := a.AsPath()
		y, _ := b.AsPath()
		return Bool(x < y)
	case ListKind:
		return s.lessLists(a.List(), b.List())
	}
	return cannotCompare(a, b)
}

func cannotCompare(a, b Value) Value {
	message := "cannot compare " + article(a) + " with " + article(b)
	if a.Kind() == b.Kind() {
		message += "; values of that type are incomparable"
	}
	return MakeError(message)
}

// lessLists compares by the first elements that differ.
func (s *Session) lessLists(a, b *List) Value {
	if s.depth >= MaxDepth || s.fuel <= 0 {
		return s.exhausted()
	}
	for i := 0; ; i++ {
		if i >= len(b.elems) && b.open == nil {
			return Bool(false)
		}
		if a.open != nil {
			return a.open.derived()
		}
		if b.open != nil {
			return b.open.derived()
		}
		if i >= len(a.elems) {
			return Bool(true)
		}
		eq := s.equalElems(a.elems[i], b.elems[i])
		if eq.bad() {
			return vague(eq)
		}
		if !eq.IsTrue() {
			s.depth++
			v := s.less(s.Force(a.elems[i]), s.Force(b.elems[i]))
			s.depth--
			return v
		}
	}
}
