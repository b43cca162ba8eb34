package optiondb

import (
	"slices"

	"atproto-ls/eval"
)

// Clash reports whether values of one priority are known not to merge into one value of the option at path, under every
// surface that may be in force. The values are known and not empty.
func (st *Standing) Clash(path Path, values []Value) bool {
	return st.Certain() && !slices.ContainsFunc(st.Surfaces, func(s *Surface) bool { return !s.typeAt(path).clash(values) })
}

// typeAt is the type of what may be defined at path: of the option there, or of a key that a freeform type around it
// takes; nil where nothing is.
func (s *Surface) typeAt(path Path) *Type {
	if o := s.Option(path); o != nil {
		return o.Type
	}
	if len(path) == 0 {
		return nil
	}
	g := s.At(path[:len(path)-1])
	if g == nil || g.Children[path[len(path)-1]] != nil {
		return nil
	}
	free := g.Free
	if g.Option != nil {
		if free = g.Option.Type; free != nil && free.Sub != nil {
			free = free.Sub.Free
		}
	}
	if free == nil {
		return nil
	}
	return free.ofAttribute()
}

// clash reports whether the type refuses values together that differ from each other (the `merge` of nixpkgs'
// lib/types.nix); false for types that merge, and where it is not known.
func (t *Type) clash(values []Value) bool {
	if t == nil || t.Opaque {
		return false
	}
	switch t.Name {
	case "nullOr":
		some := slices.DeleteFunc(slices.Clone(values), func(v Value) bool { return v.Kind() == eval.NullKind })
		return len(some) > 0 && (len(some) < len(values) || t.Elem.clash(some))
	case "either":
		for _, a := range t.Alternatives {
			if !slices.ContainsFunc(values, func(v Value) bool { return !Accepts(a, v) }) {
				return a.clash(values)
			}
		}
		return true
	case "separatedString", "attrs", "boolByOr", "functionTo":
		return false
	}
	return t.Elem == nil && t.Sub == nil && scalarTypes[t.Name] != nil &&
		slices.ContainsFunc(values[1:], func(v Value) bool { return !Equal(v, values[0]) })
}
