package optiondb

import (
	"slices"

	"atproto-ls/eval"
)

// Type is the type of an option as nixpkgs' lib/types.nix has it. It is immutable. What a Type does not know it accepts.
type Type struct {
	Name         string  // nixpkgs' name: "bool", "unsignedInt16", "nullOr", "attrsOf", "submodule"
	Description  string  // what Nix prints as the type
	Elem         *Type   // of nullOr, listOf, attrsOf, uniq, functionTo …: the type inside; of coercedTo: the final one
	Alternatives []*Type // of either and coercedTo: what is accepted
	Values       []Value // of enum: the accepted values, in order
	Min, Max     *float64
	Pattern      string // of strMatching: a POSIX extended regular expression that the whole string matches
	Sub          *Group // of submodule: its options; its Free is the freeform type
	Opaque       bool   // it could not be read in full: what it refuses is not known

	untold bool // its description depends on the configuration
}

// Anything is the type that accepts everything: of an option that declares none.
var Anything = &Type{Name: "unspecified", Description: "unspecified value", Opaque: true}

// String is what Nix prints as the type's description.
func (t *Type) String() string { return t.Description }

// hasOptions reports whether options are declared inside the type.
func (t *Type) hasOptions() bool {
	if t == nil {
		return false
	}
	if t.Sub != nil || t.Elem.hasOptions() {
		return true
	}
	for _, a := range t.Alternatives {
		if a.hasOptions() {
			return true
		}
	}
	return false
}

// openInside reports whether a submodule in the type may have options that are not known.
func (t *Type) openInside() bool {
	return t.anySubmodule(func(g *Group) bool { return g.Open || g.Free.openInside() })
}

// Free reports whether a submodule in the type takes keys that it does not declare.
func (t *Type) Free() bool { return t.anySubmodule(func(g *Group) bool { return g.Free != nil }) }

func (t *Type) anySubmodule(is func(*Group) bool) bool {
	return t != nil && (t.Sub != nil && is(t.Sub) || t.Elem.anySubmodule(is) ||
		slices.ContainsFunc(t.Alternatives, func(a *Type) bool { return a.anySubmodule(is) }))
}

// Grows reports whether an enum in t has no value: other modules that declare the option bring them.
func (t *Type) Grows() bool {
	if t == nil {
		return false
	}
	return t.Name == "enum" && len(t.Values) == 0 || t.Elem.Grows() || slices.ContainsFunc(t.Alternatives, (*Type).Grows)
}

// merge is the type of an option that is declared twice (nixpkgs' typeMerge): submodules declare their options together,
// of other types the first stands.
func (t *Type) merge(other *Type) *Type {
	if t == Anything || t == nil {
		return other
	}
	if other == nil || t.Name != other.Name {
		return t
	}
	merged := *t
	if t.Sub != nil && other.Sub != nil {
		sub := &Group{Open: t.Sub.Open || other.Sub.Open, Free: t.Sub.Free}
		if sub.Free == nil {
			sub.Free = other.Sub.Free
		}
		always := func() bool { return true } // both are counted already
		copyGroup(sub, nil, t.Sub, false, always)
		copyGroup(sub, nil, other.Sub, false, always)
		merged.Sub = sub
	}
	if t.Elem != nil && other.Elem != nil {
		merged.Elem = t.Elem.merge(other.Elem)
	}
	return &merged
}

// Submodule is the submodule inside the type that a set as value is checked against, nil when there is none.
func (t *Type) Submodule() *Type {
	if t == nil || t.Sub != nil {
		return t
	}
	if t.Name == "nullOr" || t.Name == "uniq" || t.Name == "unique" || t.Name == "coercedTo" {
		return t.Elem.Submodule()
	}
	for _, a := range t.Alternatives {
		if s := a.Submodule(); s != nil {
			return s
		}
	}
	return nil
}

// accepts says of scalar types whether a forced, known value is one of theirs; known is false where that cannot be said.
func (t *Type) accepts(v Value) (ok, known bool) {
	if t.Opaque {
		return true, false
	}
	if check := scalarTypes[t.Name]; check != nil {
		return check(t, v), true
	}
	return true, false
}

// scalarTypes are the types whose values are looked at as a whole. Those that are missing accept everything.
var scalarTypes = map[string]func(*Type, Value) bool{
	"bool":        ofKind(eval.BoolKind),
	"boolByOr":    ofKind(eval.BoolKind),
	"int":         ofKind(eval.IntKind),
	"float":       ofKind(eval.FloatKind),
	"str":         ofKind(eval.StringKind),
	"string":      ofKind(eval.StringKind),
	"attrs":       ofKind(eval.SetKind),
	"path":        isPath,
	"pathInStore": isPath,
	"package":     isPackage,
	"enum":        (*Type).listed,
	"strMatching": (*Type).matches,

	"singleLineStr":   (*Type).oneLine,
	"nonEmptyStr":     (*Type).notBlank,
	"separatedString": ofKind(eval.StringKind),

	"intBetween": (*Type).within, "unsignedInt": (*Type).within, "positiveInt": (*Type).within,
	"unsignedInt8": (*Type).within, "unsignedInt16": (*Type).within, "unsignedInt32": (*Type).within,
	"signedInt8": (*Type).within, "signedInt16": (*Type).within, "signedInt32": (*Type).within,
	"numberBetween": (*Type).within, "numberNonnegative": (*Type).within, "numberPositive": (*Type).within,

	"functionTo": func(_ *Type, v Value) bool {
		return v.Kind() == eval.FunctionKind || v.Set().Has("__functor") || v.Set().Open() != nil
	},
	"listOf":        ofKind(eval.ListKind),
	"attrsOf":       ofKind(eval.SetKind),
	"lazyAttrsOf":   ofKind(eval.SetKind),
	"attrsWith":     ofKind(eval.SetKind),
	"submodule":     isModule,
	"submoduleWith": isModule,
}

func ofKind(k eval.Kind) func(*Type, Value) bool {
	return func(_ *Type, v Value) bool { return v.Kind() == k }
}
