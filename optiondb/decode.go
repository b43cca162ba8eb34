package optiondb

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"atproto-ls/eval"
)

// DecodeType reads a type as nixpkgs' lib/types.nix makes it (mkOptionType): its name and description, its nestedTypes, and
// what its functor carries. A value that is no type, or one that cannot be evaluated, gives a type that accepts everything.
func DecodeType(s *eval.Session, v Value) *Type {
	return (&decoder{session: s, groups: new(int)}).decode(v, 0)
}

// decoder reads types, and the options of the submodules in them, which have types again.
type decoder struct {
	session *eval.Session
	around  []*eval.Set // the types of the submodules around, outermost first
	groups  *int        // how many groups were made so far, by all decoders of one surface
}

// How deep submodules may stand in each other, and one of them in itself, as a menu in a menu.
const (
	maxNested = 8
	maxWithin = 1
)

// endless reports whether a submodule is not to be opened once more here.
func (d *decoder) endless(set *eval.Set) bool {
	within := 0
	for _, a := range d.around {
		if a == set {
			within++
		}
	}
	return within > maxWithin || len(d.around) >= maxNested || *d.groups >= maxGroups
}

// spend counts a group; it reports whether there may be one more.
func (d *decoder) spend() bool {
	*d.groups++
	return *d.groups <= maxGroups
}

// decode reads the type v, which is depth types deep in another.
func (d *decoder) decode(v Value, depth int) *Type {
	s := d.session
	set := s.Force(v).Set()
	name, ok := s.Force(set.Get("name")).AsString()
	if !ok || depth > maxOptionDepth {
		return Anything
	}
	t := &Type{Name: name}
	t.Description, _ = s.Force(set.Get("description")).AsString()
	if t.Description == "" {
		t.Description = name
	}
	nested := s.Force(set.Get("nestedTypes")).Set()
	functor := s.Force(set.Get("functor")).Set()
	inner := func(name string) *Type {
		if !nested.Has(name) {
			return nil
		}
		return d.decode(nested.Get(name), depth+1)
	}
	switch base, _, _ := strings.Cut(name, " "); base {
	case "either":
		t.Alternatives = []*Type{inner("left"), inner("right")}
	case "coercedTo":
		t.Elem = inner("finalType")
		t.Alternatives = []*Type{t.Elem, inner("coercedType")}
	case "enum":
		t.Values = enumValues(s, functor)
	case "strMatching":
		t.Name, t.Pattern = base, strings.TrimPrefix(t.Description, "string matching the pattern ")
	case "submodule", "submoduleWith", "deferredModule":
		t.Sub = d.submodule(set)
	default:
		t.Elem = inner("elemType")
	}
	t.Min, t.Max = bounds(t.Name, t.Description)
	t.Opaque = t.incomplete()
	return t
}

// incomplete reports whether something that the type needs could not be read.
func (t *Type) incomplete() bool {
	switch t.Name {
	case "either", "coercedTo":
		return t.Alternatives[0] == nil || t.Alternatives[1] == nil
	case "enum":
		return t.Values == nil
	case "nullOr", "listOf", "attrsOf", "lazyAttrsOf", "uniq", "unique":
		return t.Elem == nil
	}
	return false
}

// enumValues are the values of an enum: `functor.payload.values`, in older libs `functor.payload` itself.
func enumValues(s *eval.Session, functor *eval.Set) (values []Value) {
	payload := s.Force(functor.Get("payload"))
	if payload.IsSet() {
		payload = s.Force(payload.Set().Get("values"))
	}
	if payload.List() == nil || payload.List().Open() != nil {
		return nil
	}
	values = []Value{}
	for _, e := range payload.List().Elems() {
		frozen := freeze(s, e)
		if !frozen.Exists() {
			return nil
		}
		values = append(values, frozen)
	}
	return values
}

// submodule are the options of a submodule: what its modules declare, called with nothing but lib known.
func (d *decoder) submodule(set *eval.Set) *Group {
	s := d.session
	modules := s.Force(set.Get("getSubModules"))
	if modules.List() == nil || modules.List().Open() != nil || d.endless(set) {
		return &Group{Open: true}
	}
	args := ModuleArgs(s)
	args["name"] = eval.MakeUnknown("`name` is the attribute's name", "name")
	collected := Collect(s, args, modules.List().Elems()...)
	inside := &declarer{decoder: &decoder{session: s, around: append(slices.Clip(d.around), set), groups: d.groups}, root: &Group{}}
	inside.modules(collected.All)
	inside.root.Open = inside.root.Open || len(collected.Unread) > 0 || len(inside.problems) > 0
	return inside.root
}

var betweenBounds = regexp.MustCompile(`between (-?[0-9.e+]+) and (-?[0-9.e+]+) \(both inclusive\)`)

// bounds are the limits of a number type, as its description words them.
func bounds(name, description string) (least, most *float64) {
	limit := func(f float64) *float64 { return &f }
	if m := betweenBounds.FindStringSubmatch(description); m != nil {
		low, err := strconv.ParseFloat(m[1], 64)
		high, err2 := strconv.ParseFloat(m[2], 64)
		if err == nil && err2 == nil {
			return &low, &high
		}
	}
	switch name {
	case "unsignedInt", "numberNonnegative":
		return limit(0), nil
	case "positiveInt":
		return limit(1), nil
	}
	return nil, nil
}

// Equal reports whether two values that hold nothing unevaluated are equal as Nix compares them. What is not known equals
// nothing.
func Equal(a, b Value) bool {
	switch {
	case !a.Known() || !b.Known() || a.Kind() != b.Kind():
		return false
	case a.IsList():
		return equalLists(a.List(), b.List())
	case a.IsSet():
		return equalSets(a.Set(), b.Set())
	case a.Kind() == eval.FunctionKind:
		return false
	}
	return sameScalar(a, b)
}

func equalLists(a, b *eval.List) bool {
	if a.Len() != b.Len() || a.Open() != nil || b.Open() != nil {
		return false
	}
	for i, e := range a.Elems() {
		if !Equal(e, b.At(i)) {
			return false
		}
	}
	return true
}

func equalSets(a, b *eval.Set) bool {
	if a.Len() != b.Len() || a.Open() != nil || b.Open() != nil {
		return false
	}
	for i, x := range a.Attrs() {
		if y := b.Attrs()[i]; x.Name != y.Name || !Equal(x.Value, y.Value) {
			return false
		}
	}
	return true
}
