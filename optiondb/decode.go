package optiondb

import (
	"regexp"
	"strconv"
	"strings"

	"atproto-ls/eval"
)

// decoder reads types as nixpkgs' lib/types.nix makes them (mkOptionType): name and description, nestedTypes, and what the functor
// carries. A value that is no type, or one that cannot be evaluated, gives a type that accepts everything. What nests without end, types that functions make anew and submodules that hold themselves, it cuts.
type decoder struct {
	session *eval.Session
	known   map[*eval.Set]*Type // those without submodules, which may come out otherwise elsewhere
	active  map[*eval.Set]bool  // the types around the current one, up to the submodule that it is in
	around  []string            // where the modules of the submodules around are written, outermost first
	depth   int                 // how many types are around
	budget  int                 // how many types are left to be read inside the option's type
	groups  int                 // how many groups were made so far
}

func newDecoder(s *eval.Session) *decoder {
	return &decoder{session: s, known: map[*eval.Set]*Type{}, active: map[*eval.Set]bool{}, budget: maxTypes}
}

const (
	maxTypes  = 5_000 // inside one option's type
	maxNested = 8     // submodules in each other
	maxWithin = 1     // one of them in itself, as a menu in a menu
)

// endless reports whether a submodule that is written at place is not to be opened once more here.
func (d *decoder) endless(place string) bool {
	within := 0
	for _, a := range d.around {
		if a == place && place != "" {
			within++
		}
	}
	return within > maxWithin || len(d.around) >= maxNested || d.groups >= maxGroups
}

// spend counts a group; it reports whether there may be one more.
func (d *decoder) spend() bool {
	d.groups++
	return d.groups <= maxGroups
}

func (d *decoder) decode(v Value) *Type {
	s := d.session
	set := s.Force(v).Set()
	if t := d.known[set]; t != nil {
		return t
	}
	name, ok := s.Force(set.Get("name")).AsString()
	if !ok {
		return Anything
	}
	t := &Type{Name: name, Description: d.description(set, name)}
	if d.active[set] || d.depth > maxOptionDepth || d.budget <= 0 { // JSON values hold JSON values
		t.Opaque = true
		return t
	}
	d.active[set] = true
	d.depth++
	d.budget--
	d.fill(t, set)
	d.depth--
	delete(d.active, set)
	if !t.mentionsSubmodule() {
		d.known[set] = t
	}
	return t
}

// fill reads what is in a type.
func (d *decoder) fill(t *Type, set *eval.Set) {
	s := d.session
	t.untold = s.Force(set.Get("description")).Kind() >= eval.UnknownKind
	nested := s.Force(set.Get("nestedTypes")).Set()
	functor := s.Force(set.Get("functor")).Set()
	inner := func(name string) *Type {
		if !nested.Has(name) {
			return nil
		}
		return d.decode(nested.Get(name))
	}
	switch base, _, _ := strings.Cut(t.Name, " "); base {
	case "either":
		t.Alternatives = []*Type{inner("left"), inner("right")}
	case "coercedTo":
		t.Elem = inner("finalType")
		t.Alternatives = []*Type{t.Elem, inner("coercedType")}
	case "enum":
		t.Values = enumValues(s, functor)
	case "strMatching":
		t.Name, t.Pattern = base, pattern(s, functor)
	case "attrTag":
		t.Sub = d.tags(nested)
	case "submodule", "submoduleWith", "deferredModule":
		t.Sub = d.submodule(set)
	default:
		t.Elem = inner("elemType")
	}
	t.Min, t.Max = bounds(t.Name, t.Description)
	t.Opaque = t.incomplete()
}

func (d *decoder) description(set *eval.Set, name string) string {
	if text, _ := d.session.Force(set.Get("description")).AsString(); text != "" {
		return text
	}
	return name
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
	case "strMatching":
		return t.Pattern == ""
	}
	return false
}

// pattern is what a strMatching matches: `functor.payload.pattern`, in older libs `functor.payload` itself. A description may be
// another's.
func pattern(s *eval.Session, functor *eval.Set) string {
	payload := s.Force(functor.Get("payload"))
	if payload.IsSet() {
		payload = s.Force(payload.Set().Get("pattern"))
	}
	text, _ := payload.AsString()
	return text
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

// submodule are the options of a submodule: what its modules declare, called with lib and the type's own specialArgs, nothing else
// being known.
func (d *decoder) submodule(set *eval.Set) *Group {
	s := d.session
	modules := s.Force(set.Get("getSubModules")).List()
	place := placeOf(modules)
	if modules == nil || modules.Open() != nil || d.endless(place) {
		return &Group{Open: true}
	}
	d.around = append(d.around, place)
	defer func() { d.around = d.around[:len(d.around)-1] }()
	args := ModuleArgs(s)
	args["name"] = eval.MakeUnknown("`name` is the attribute's name", "name")
	for _, a := range s.Force(s.Lookup(set.Get("functor"), "payload", "specialArgs")).Set().Attrs() {
		args[a.Name] = a.Value
	}
	collected := Collect(s, args, modules.Elems()...)
	root, problems := d.declared(collected.All)
	root.Open = root.Open || len(collected.Unread) > 0 || len(problems) > 0
	return root
}

// placeOf is where the last of a submodule's modules is written, "" when no text tells.
func placeOf(modules *eval.List) string {
	if modules.Len() == 0 {
		return ""
	}
	at := eval.OriginOf(modules.At(modules.Len() - 1))
	if at == nil || !at.Value().Exists() {
		return ""
	}
	return at.Position()
}

// tags are the options of an attrTag.
func (d *decoder) tags(tags *eval.Set) *Group {
	if tags.Len() == 0 {
		return &Group{Open: true}
	}
	root, problems := d.declared([]*Module{{Options: tags.With(tags.Attrs())}})
	root.Open = len(problems) > 0
	return root
}

// declared is what the modules of a submodule declare.
func (d *decoder) declared(modules []*Module) (*Group, []Problem) {
	outer := d.active
	d.active = map[*eval.Set]bool{}
	inner := &declarer{decoder: d, root: &Group{}}
	inner.modules(modules)
	d.active = outer
	return inner.root, inner.problems
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
