package optiondb

import "slices"

// This file says what the surfaces that may be in force for a prefix agree on.

// Judge compares the definition d at the standing's prefix, and all below it, with every surface that may be in force.
// A verdict counts only if each of them has one of its kind about the same definition, or does not declare what is around it
// either; it is the first surface's that has it.
func (st *Standing) Judge(d *Definition) (agreed []Verdict) {
	of := make([][]Verdict, len(st.Surfaces))
	for i, s := range st.Surfaces {
		g := s.At(st.Prefix)
		if g == nil {
			return nil
		}
		of[i] = Judge(g, d)
	}
	for i, verdicts := range of {
		for _, v := range verdicts {
			if i > 0 && (v.Kind != Undeclared || slices.ContainsFunc(agreed, v.like)) {
				continue
			}
			if !slices.ContainsFunc(of, func(others []Verdict) bool { return !slices.ContainsFunc(others, v.holdsBy) }) {
				agreed = append(agreed, v)
			}
		}
	}
	return agreed
}

// like reports whether two verdicts are of one kind and about one definition.
func (v Verdict) like(w Verdict) bool {
	return w.At == v.At && (w.Kind == FreeKey) == (v.Kind == FreeKey)
}

// holdsBy reports whether v follows from what another surface says: what stands in an undeclared group is not declared.
func (v Verdict) holdsBy(w Verdict) bool {
	return v.like(w) || v.Kind == Undeclared && w.Kind == Undeclared && w.At.holds(v.At)
}

// holds reports whether other is below d.
func (d *Definition) holds(other *Definition) bool {
	return len(other.Path) > len(d.Path) && other.Path.HasPrefix(d.Path) &&
		slices.ContainsFunc(d.Children, func(c *Definition) bool { return c == other || c.holds(other) })
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
		if o.Required && o.Type.mustBeDefined() && !slices.Contains(o.Path, AnyName) && !slices.Contains(o.Path, AnyElement) && !s.defines(o.Path) {
			all = append(all, o)
		}
	})
	return all
}

// mustBeDefined reports whether an option of the type without default has no value at all: sets, lists and what may be
// null have an empty one (nixpkgs' emptyValue).
func (t *Type) mustBeDefined() bool {
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
