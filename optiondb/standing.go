package optiondb

import "slices"

// This file says what the surfaces that may be in force for a prefix agree on.

// Judge compares the definition d at the standing's prefix, and all below it, with every surface that may be in force.
// A verdict counts only if each of them has one of its kind about the same definition, or does not declare what is around it
// at all; it is the first surface's that has it.
func (st *Standing) Judge(d *Definition) (agreed []Verdict) {
	of := make([][]Verdict, len(st.Surfaces))
	for i, s := range st.Surfaces {
		g := s.At(st.Prefix)
		if g == nil {
			return nil
		}
		of[i] = Judge(g, d)
	}
	if len(of) == 1 {
		return of[0]
	}
	said := make([]sayings, len(of))
	for i, verdicts := range of {
		said[i] = sayingsOf(verdicts)
	}
	told := map[saying]bool{}
	for i, verdicts := range of {
		for _, v := range verdicts {
			if i > 0 && (v.Kind != Undeclared && v.Kind != Mismatched || told[v.saying()]) {
				continue
			}
			if !slices.ContainsFunc(said, func(s sayings) bool { return !s.imply(v) }) {
				told[v.saying()] = true
				agreed = append(agreed, v)
			}
		}
	}
	return agreed
}

// saying is what verdicts of one kind about one definition have in common.
type saying struct {
	at   *Definition
	free bool
}

func (v Verdict) saying() saying { return saying{v.At, v.Kind == FreeKey} }

// sayings are what follows from the verdicts of one surface.
type sayings struct {
	said       map[saying]bool
	undeclared map[*Definition]bool // what stands in an undeclared group
}

func sayingsOf(verdicts []Verdict) sayings {
	s := sayings{map[saying]bool{}, map[*Definition]bool{}}
	for _, v := range verdicts {
		s.said[v.saying()] = true
		if v.Kind == Undeclared {
			s.within(v.At)
		}
	}
	return s
}

func (s sayings) within(d *Definition) {
	for _, c := range d.Children {
		s.undeclared[c] = true
		s.within(c)
	}
}

// imply reports whether v follows.
func (s sayings) imply(v Verdict) bool {
	return s.said[v.saying()] || (v.Kind == Undeclared || v.Kind == Mismatched) && s.undeclared[v.At]
}

// Set is the shipped set that all surfaces in force are of, nil where that is not settled.
func (st *Standing) Set() *Set {
	if !st.Certain() {
		return nil
	}
	set := st.Surfaces[0].Set
	for _, s := range st.Surfaces {
		if s.Set != set {
			return nil
		}
	}
	return set
}

// Required are the options that every surface in force wants defined and that no shipped module defines itself, those
// inside the elements of sets and lists left out.
func (st *Standing) Required() []*Option {
	var all []*Option
	for i, s := range st.Surfaces {
		required := s.required(st.Prefix)
		if i == 0 {
			all = required
			continue
		}
		all = slices.DeleteFunc(all, func(o *Option) bool {
			return !slices.ContainsFunc(required, func(other *Option) bool { return other.Path.String() == o.Path.String() })
		})
	}
	return all
}

func (s *Surface) required(prefix Path) (all []*Option) {
	g := s.At(prefix)
	if g == nil || s.Set != nil && s.Set.Bare() {
		return nil
	}
	g.walk(func(o *Option) {
		if o.Required && o.Type.MustBeDefined() && !slices.Contains(o.Path, AnyName) && !slices.Contains(o.Path, AnyElement) && !s.defines(o.Path) {
			all = append(all, o)
		}
	})
	return all
}

// MustBeDefined reports whether an option of the type without default has no value at all: sets, lists and what may be
// null have an empty one (nixpkgs' emptyValue).
func (t *Type) MustBeDefined() bool {
	switch t.Name {
	case "attrsOf", "lazyAttrsOf", "listOf", "nullOr", "submodule", "attrs", "unspecified":
		return false
	}
	return !t.Opaque && t.Sub == nil
}

// SecretVariables are the names of settings that hold secrets themselves, in every surface in force.
func (st *Standing) SecretVariables() []string {
	set := st.Set()
	if set == nil {
		return nil
	}
	for _, c := range set.Implied(st.Prefix.Append("enable")) {
		if c.Secrets != nil {
			return c.Secrets.Variables
		}
	}
	return nil
}
