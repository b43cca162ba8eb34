package optiondb

import "atproto-ls/eval"

// frozenSize bounds how many values a frozen one holds; what is larger is not kept.
const frozenSize = 1_000

// freeze is v with everything in it evaluated, so that it can leave the session; the zero Value for what is not known in
// full or too large.
func freeze(s *eval.Session, v Value) Value {
	f := freezer{session: s}
	frozen := f.value(v, 0)
	if f.failed {
		return Value{}
	}
	return frozen
}

type freezer struct {
	session *eval.Session
	count   int
	failed  bool
}

func (f *freezer) value(v Value, depth int) Value {
	v = f.session.Force(v)
	if f.count++; f.count > frozenSize || depth > maxOptionDepth {
		f.failed = true
	}
	if f.failed {
		return Value{}
	}
	switch v.Kind() {
	case eval.SetKind:
		f.failed = f.failed || v.Set().Open() != nil
		attrs := make([]eval.Attr, 0, v.Set().Len())
		for _, a := range v.Set().Attrs() {
			attrs = append(attrs, eval.Attr{Name: a.Name, Value: f.value(a.Value, depth+1), Origin: a.Origin})
		}
		return eval.MakeSet(attrs)
	case eval.ListKind:
		f.failed = f.failed || v.List().Open() != nil
		elems := make([]Value, 0, v.List().Len())
		for _, e := range v.List().Elems() {
			elems = append(elems, f.value(e, depth+1))
		}
		return eval.MakeList(elems)
	case eval.FunctionKind, eval.UnknownKind, eval.ChoiceKind, eval.ErrorKind:
		f.failed = true
	}
	return v
}
