package optiondb

import (
	"regexp"
	"strings"

	"atproto-ls/eval"
)

// This file holds what single types of nixpkgs' lib/types.nix accept.

// isPath accepts a path: a path, a string, a package. The description says which strings (lib.types.pathWith): those that begin with a
// slash, the others, or, where it is "path" alone, maybe all.
func isPath(t *Type, v Value) bool {
	relative := strings.HasPrefix(t.Description, "relative path")
	if s, ok := v.AsString(); ok {
		return t.Description == "path" || strings.HasPrefix(s, "/") != relative
	}
	return !relative && v.Kind() == eval.PathKind || couldBePackage(v)
}

// isPackage accepts a derivation or a store path.
func isPackage(_ *Type, v Value) bool {
	if s, ok := v.AsString(); ok {
		return strings.HasPrefix(s, "/")
	}
	return v.Kind() == eval.PathKind || couldBePackage(v)
}

func couldBePackage(v Value) bool {
	set := v.Set()
	return set != nil && (set.Open() != nil || set.Has("type") || set.Has("outPath") || set.Has("__toString"))
}

// isModule accepts what may stand for a module: a set, a function, a path.
func isModule(_ *Type, v Value) bool {
	switch v.Kind() {
	case eval.SetKind, eval.FunctionKind, eval.PathKind:
		return true
	}
	return false
}

func (t *Type) listed(v Value) bool {
	for _, want := range t.Values {
		if sameScalar(want, v) {
			return true
		}
	}
	return false
}

// sameScalar reports whether two values are equal as Nix compares them; sets and lists count as equal, for enums of them
// are not looked into.
func sameScalar(a, b Value) bool {
	if a.Kind() != b.Kind() {
		return false
	}
	switch a.Kind() {
	case eval.StringKind:
		x, _ := a.AsString()
		y, _ := b.AsString()
		return x == y
	case eval.IntKind:
		x, _ := a.AsInt()
		y, _ := b.AsInt()
		return x == y
	case eval.FloatKind:
		x, _ := a.AsFloat()
		y, _ := b.AsFloat()
		return x == y
	case eval.BoolKind:
		return a.IsTrue() == b.IsTrue()
	case eval.PathKind:
		x, _ := a.AsPath()
		y, _ := b.AsPath()
		return x == y
	}
	return true
}

// within accepts the integers, of a number type also the floats, from Min to Max.
func (t *Type) within(v Value) bool {
	x, ok := v.AsFloat()
	if i, isInt := v.AsInt(); isInt {
		x, ok = float64(i), true
	} else if !strings.HasPrefix(t.Name, "number") {
		return false
	}
	return ok && (t.Min == nil || x >= *t.Min) && (t.Max == nil || x <= *t.Max)
}

func (t *Type) oneLine(v Value) bool {
	s, ok := v.AsString()
	return ok && !strings.Contains(strings.TrimSuffix(s, "\n"), "\n")
}

func (t *Type) notBlank(v Value) bool {
	s, ok := v.AsString()
	return ok && strings.TrimSpace(s) != ""
}

// matches accepts a string that the pattern matches as a whole; a pattern that Go does not know accepts every string.
func (t *Type) matches(v Value) bool {
	s, ok := v.AsString()
	if !ok || t.Pattern == "" {
		return ok
	}
	re, err := regexp.CompilePOSIX("^(" + t.Pattern + ")$")
	return err != nil || re.MatchString(s)
}
