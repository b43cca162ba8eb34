package eval

// FormalsOf are the names of the pattern of the function v, sorted; pattern is false for a function of one variable, a
// builtin, and whatever is no function.
func (s *Session) FormalsOf(v Value) (formals []Formal, pattern bool) {
	f := v.Function()
	if f == nil {
		return nil, false
	}
	f.code.prepare()
	formals, _ = f.Formals()
	return formals, f.HasPattern()
}

// With is a set with attrs, sorted by name, in place of those of s: as open as s, and from the same place.
func (s *Set) With(attrs []Attr) Value { return Value{ref: &Set{attrs: attrs, open: s.open, at: s.at}} }
