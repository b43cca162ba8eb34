package eval

import (
	"iter"
	"sort"
)

// Attr is an attribute: a name, a value that may be Lazy, and where it was written.
type Attr struct {
	Name   string
	Value  Value
	Origin *Origin // the binding; nil for an attribute that a function made
}

// Where is where the attribute was written: its Origin, or for one that a function made of another (mapAttrs), as far as
// its Value tells, that other's.
func (a *Attr) Where() *Origin {
	if a.Origin != nil {
		return a.Origin
	}
	if t, ok := a.Value.ref.(*Thunk); ok {
		return t.origin()
	}
	return nil
}

// Set is an attribute set. It is immutable; its attributes are sorted by name, byte by byte, as Nix prints them.
//
// An open set has these attributes, and maybe more: what `u // { a = 1; }` is when u is not known. That an attribute
// is not among those of an open set says nothing.
type Set struct {
	attrs []Attr
	open  *Unknown
	at    *Origin // the literal, or the attribute path that implies the set; nil for a computed one
}

func (*Set) kind() Kind { return SetKind }

var emptySet = Value{ref: &Set{}}

// MakeSet makes a set of attrs and keeps the slice, which it sorts. Of two attributes with one name the last counts.
func MakeSet(attrs []Attr) Value { return Value{ref: newSet(attrs, nil)} }

// MakeOpenSet makes a set that may have more attributes than attrs; why says what hides them.
func MakeOpenSet(attrs []Attr, why *Unknown) Value { return Value{ref: newSet(attrs, why)} }

// Updated is a set with attrs in place of or besides those of s, nil for none; as open as s, and from no place.
func (s *Set) Updated(attrs ...Attr) Value {
	if s == nil {
		return MakeSet(attrs)
	}
	u := update(s, newSet(attrs, nil))
	u.at = nil
	return Value{ref: u}
}

func newSet(attrs []Attr, open *Unknown) *Set {
	if !sorted(attrs) {
		sort.Stable(attrsByName(attrs))
		attrs = lastOfEach(attrs)
	}
	return &Set{attrs: attrs, open: open}
}

// attrsByName sorts attributes; slices has functions for it that are made anew for each type, 10 KB for this one.
type attrsByName []Attr

func (a attrsByName) Len() int           { return len(a) }
func (a attrsByName) Less(i, j int) bool { return a[i].Name < a[j].Name }
func (a attrsByName) Swap(i, j int)      { a[i], a[j] = a[j], a[i] }

func sorted(attrs []Attr) bool {
	for i := 1; i < len(attrs); i++ {
		if attrs[i-1].Name >= attrs[i].Name {
			return false
		}
	}
	return true
}

func lastOfEach(attrs []Attr) []Attr {
	kept := attrs[:0]
	for i, a := range attrs {
		if i+1 == len(attrs) || attrs[i+1].Name != a.Name {
			kept = append(kept, a)
		}
	}
	return kept
}

// Len is the number of known attributes; 0 for nil.
func (s *Set) Len() int {
	if s == nil {
		return 0
	}
	return len(s.attrs)
}

// Attrs are the known attributes, sorted by name; the slice must not be changed.
func (s *Set) Attrs() []Attr {
	if s == nil {
		return nil
	}
	return s.attrs
}

// All are the known attributes' names and values, which may be Lazy, sorted by name.
func (s *Set) All() iter.Seq2[string, Value] {
	return func(yield func(string, Value) bool) {
		for i := range s.Attrs() {
			if !yield(s.attrs[i].Name, s.attrs[i].Value) {
				return
			}
		}
	}
}

// Open is nil when the attributes are all there are, else why there may be more.
func (s *Set) Open() *Unknown {
	if s == nil {
		return nil
	}
	return s.open
}

// Lookup finds the attribute name; ok is false when it is not among the known ones.
func (s *Set) Lookup(name string) (a Attr, ok bool) {
	if i := s.index(name); i >= 0 {
		return s.attrs[i], true
	}
	return Attr{}, false
}

// Get is the value of the attribute name, possibly Lazy; the zero Value when it is not among the known ones.
func (s *Set) Get(name string) Value {
	if i := s.index(name); i >= 0 {
		return s.attrs[i].Value
	}
	return Value{}
}

// Has reports whether name is among the known attributes.
func (s *Set) Has(name string) bool { return s.index(name) >= 0 }

// Origin is where the set was written: its literal, or the attribute path that implies it (`a` in `a.b = 1;`);
// nil for a computed set.
func (s *Set) Origin() *Origin {
	if s == nil {
		return nil
	}
	return s.at
}

// index is the position of name, -1 when absent. Short sets are searched in order, which is faster than halving.
func (s *Set) index(name string) int {
	if s == nil {
		return -1
	}
	lo, hi := 0, len(s.attrs)
	for hi-lo > 8 {
		mid := int(uint(lo+hi) >> 1)
		if s.attrs[mid].Name <= name {
			lo = mid
		} else {
			hi = mid
		}
	}
	for i := lo; i < hi; i++ {
		if s.attrs[i].Name == name {
			return i
		}
	}
	return -1
}
