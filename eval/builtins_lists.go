package eval

import "strconv"

func listBuiltins() []def {
	return []def{
		{"all", args(funcArg, someArg), func(s *Session, a []Value) Value { return s.quantify(a, false) }},
		{"any", args(funcArg, someArg), func(s *Session, a []Value) Value { return s.quantify(a, true) }},
		{"concatLists", args(someArg), concatLists},
		{"concatMap", args(funcArg, someArg), concatMap},
		{"elem", args(lazily, someArg), elem},
		{"elemAt", args(listArg, intArg), elemAt},
		{"filter", args(lazily, someArg), filter},
		{"foldl'", args(lazily, lazily, listArg), foldl},
		{"genList", args(lazily, intArg), genList},
		{"head", args(listArg), head},
		{"length", args(listArg), func(_ *Session, a []Value) Value { return Int(int64(a[0].List().Len())) }},
		{"map", args(lazily, someArg), mapList},
		{"partition", args(lazily, listArg), partition},
		{"tail", args(listArg), tail},
	}
}

func head(_ *Session, a []Value) Value {
	if l := a[0].List(); l.Len() > 0 {
		return l.elems[0]
	}
	return MakeError("'builtins.head' called on an empty list")
}

func tail(s *Session, a []Value) Value {
	l := a[0].List()
	if l.Len() == 0 {
		return MakeError("'builtins.tail' called on an empty list")
	}
	if !s.spend(1 + l.Len()/64) {
		return s.exhausted()
	}
	return MakeList(l.elems[1:])
}

func elemAt(_ *Session, a []Value) Value {
	l := a[0].List()
	i, _ := a[1].AsInt()
	if i < 0 || i >= int64(l.Len()) {
		return MakeError("'builtins.elemAt' called with index " + strconv.FormatInt(i, 10) + " on a list of size " + strconv.Itoa(l.Len()))
	}
	return l.elems[i]
}

func mapList(s *Session, a []Value) Value {
	l := a[1].List()
	if l.Len() == 0 && l.open == nil {
		return a[1]
	}
	if bad := s.wantFunction(s.Force(a[0])); bad.Kind() == ErrorKind {
		return bad
	}
	if !s.spend(l.Len()) || !s.grow(80*l.Len()) {
		return s.exhausted()
	}
	call := &lazyCall{a[0]}
	elems := make([]Value, len(l.elems))
	for i, e := range l.elems {
		elems[i] = Value{ref: &Thunk{value: e, code: call}}
	}
	return Value{ref: &List{elems: elems, open: l.open}}
}

func genList(s *Session, a []Value) Value {
	n, _ := a[1].AsInt()
	if n < 0 {
		return MakeError("cannot create list of size " + strconv.FormatInt(n, 10))
	}
	if n > MaxBytes/80 || !s.spend(int(n)) || !s.grow(80*int(n)) {
		return s.exhausted()
	}
	if bad := s.wantFunction(s.Force(a[0])); bad.Kind() == ErrorKind {
		return bad
	}
	call := &lazyCall{a[0]}
	elems := make([]Value, n)
	for i := range elems {
		elems[i] = Value{ref: &Thunk{value: Int(int64(i)), code: call}}
	}
	return MakeList(elems)
}

// filter keeps the elements for which the function holds; of those for which that is not known the result says that
// there may be more.
func filter(s *Session, a []Value) Value {
	f, l := a[0], a[1].List()
	if l.Len() == 0 && l.open == nil {
		return a[1]
	}
	if bad := s.wantFunction(s.Force(f)); bad.ref != nil {
		return bad
	}
	open := l.open
	kept := []Value{}
	for _, e := range l.elems {
		yes, bad := s.wantBool(s.apply1(f, e))
		if bad.Kind() == ErrorKind {
			return bad
		}
		if bad.ref != nil {
			open = whyUnknown(bad)
			if s.fuel <= 0 {
				return bad
			}
		} else if yes {
			kept = append(kept, e)
		}
	}
	if len(kept) == len(l.elems) {
		return a[1]
	}
	return Value{ref: &List{elems: kept, open: open}}
}

// quantify is any (found is true) or all (false): the first element whose result is found decides.
func (s *Session) quantify(a []Value, found bool) Value {
	f, l := a[0], a[1].List()
	unknown := Value{}
	if l.open != nil {
		unknown = l.open.derived()
	}
	for _, e := range l.elems {
		v, bad := s.wantBool(s.apply1(f, e))
		switch {
		case bad.Kind() == ErrorKind && unknown.ref != nil:
			return unknown
		case bad.Kind() == ErrorKind:
			return bad
		case bad.ref != nil:
			unknown = bad
		case v == found:
			return Bool(found)
		}
	}
	if unknown.ref != nil {
		return unknown
	}
	return Bool(!found)
}

func elem(s *Session, a []Value) Value {
	l := a[1].List()
	unknown := Value{}
	if l.open != nil {
		unknown = l.open.derived()
	}
	for _, e := range l.elems {
		v := s.equalElems(a[0], e)
		switch {
		case v.Kind() == ErrorKind && unknown.ref == nil:
			return v
		case v.bad():
			unknown = vague(v)
		case v.IsTrue():
			return v
		}
	}
	if unknown.ref != nil {
		return vague(unknown)
	}
	return Bool(false)
}

func foldl(s *Session, a []Value) Value {
	f, acc, l := a[0], a[1], a[2].List()
	if bad := s.wantFunction(s.Force(f)); bad.ref != nil {
		return bad
	}
	for _, e := range l.elems {
		acc = s.apply2(f, acc, e)
		if e, ok := acc.ref.(*Error); ok {
			return Value{ref: e}
		}
	}
	return acc
}

func concatLists(s *Session, a []Value) Value {
	return s.flatten(a[0].List(), func(v Value) Value { return s.Force(v) })
}

func concatMap(s *Session, a []Value) Value {
	f := a[0]
	return s.flatten(a[1].List(), func(v Value) Value { return s.apply1(f, v) })
}

// flatten joins the lists that f makes of l's elements; one that is not known leaves the result open.
func (s *Session) flatten(l *List, f func(Value) Value) Value {
	lists := make([]*List, 0, len(l.elems)+1)
	for _, e := range l.elems {
		v := f(e)
		inner, bad := s.wantSome(v)
		switch {
		case bad.Kind() == ErrorKind:
			return bad
		case bad.ref != nil:
			inner = &List{open: whyUnknown(bad)}
		}
		lists = append(lists, inner)
	}
	if s.fuel <= 0 {
		return s.exhausted()
	}
	if l.open != nil {
		lists = append(lists, &List{open: l.open})
	}
	return s.concatLists(lists)
}

func partition(s *Session, a []Value) Value {
	f := a[0]
	var right, wrong []Value
	if bad := s.wantFunction(s.Force(f)); bad.ref != nil {
		return bad
	}
	for _, e := range a[1].List().elems {
		if v := s.Force(e); v.Kind() == ErrorKind {
			return v
		}
		yes, bad := s.wantBool(s.apply1(f, e))
		if bad.ref != nil {
			return bad
		}
		if yes {
			right = append(right, e)
		} else {
			wrong = append(wrong, e)
		}
	}
	return MakeSet([]Attr{{Name: "right", Value: MakeList(right)}, {Name: "wrong", Value: MakeList(wrong)}})
}
