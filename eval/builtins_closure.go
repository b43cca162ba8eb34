package eval

// genericClosure is the transitive closure of `operator` from `startSet`, each element's `key` met once.
func genericClosure(s *Session, a []Value) Value {
	set := a[0]
	start, bad := s.wantList(s.selectAttr(set, "startSet"))
	if bad.ref != nil {
		return bad
	}
	operator := s.selectAttr(set, "operator")
	if start.Len() == 0 {
		return emptyList
	}
	if operator.bad() {
		return vague(operator)
	}
	c := &closure{s: s, seen: map[Value]bool{}}
	work := append([]Value(nil), start.elems...)
	for len(work) > 0 {
		item := work[0]
		work = work[1:]
		isNew, bad := c.add(item)
		if bad.ref != nil {
			return bad
		}
		if !isNew {
			continue
		}
		more, bad := s.wantList(s.Apply(operator, item))
		if bad.ref != nil {
			return bad
		}
		if !s.spend(1+more.Len()) || !s.grow(24*more.Len()) {
			return s.exhausted()
		}
		work = append(work, more.elems...)
	}
	return MakeList(c.result)
}

// closure collects elements with distinct keys. Integers among integers and strings among strings are found by hashing,
// other keys by search in sorted order.
type closure struct {
	s      *Session
	seen   map[Value]bool
	kind   Kind    // of the keys in seen
	keys   []Value // all keys, sorted, from the first that is no such integer or string on
	result []Value
}

func (c *closure) add(item Value) (isNew bool, bad Value) {
	key := c.s.selectAttr(c.s.Force(item), "key")
	if key.bad() {
		return false, vague(key)
	}
	if k := key.Kind(); (k == IntKind || k == StringKind) && (c.kind == NoKind || c.kind == k) && len(c.keys) == 0 {
		c.kind = k
		if key = unmarked(key); c.seen[key] {
			return false, Value{}
		}
		c.seen[key] = true
		c.result = append(c.result, item)
		return true, Value{}
	}
	if isNew, bad = c.place(key); isNew {
		c.result = append(c.result, item)
	}
	return isNew, bad
}

// place puts a key into the sorted ones, where the hashed ones go first.
func (c *closure) place(key Value) (isNew bool, bad Value) {
	for k := range c.seen {
		delete(c.seen, k)
		if _, bad := c.place(k); bad.ref != nil {
			return false, bad
		}
	}
	lo, hi := 0, len(c.keys)
	for lo < hi {
		mid := (lo + hi) / 2
		before, bad := c.s.wantBool(c.s.less(key, c.keys[mid]))
		if bad.ref != nil {
			return false, bad
		}
		if before {
			hi = mid
			continue
		}
		after, bad := c.s.wantBool(c.s.less(c.keys[mid], key))
		if bad.ref != nil || !after {
			return false, bad
		}
		lo = mid + 1
	}
	c.keys = append(c.keys, Value{})
	copy(c.keys[lo+1:], c.keys[lo:])
	c.keys[lo] = key
	return true, Value{}
}
