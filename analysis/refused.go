package analysis

import (
	"regexp"
	"slices"
	"strconv"

	"atproto-ls/eval"
	"atproto-ls/optiondb"
	"atproto-ls/optiondb/modules"
	"atproto-ls/syntax"
)

// Refused is what of an option's definitions its type does not take: the option's value as a rule, or what a path below it
// leads to.
type Refused struct {
	Path  optiondb.Path // elements of lists are [optiondb.AnyElement]
	Takes string        // what is accepted there
	Given eval.Value    // what stands there, a list or a set without what is in it; the zero Value where it is not known
}

// refusal is how nixpkgs' lib says that a value is not of an option's type.
var refusal = regexp.MustCompile("(?s)^A definition for option `([^']*)' is not of type `(.*?)'\\. (?:Definition|TypeError)")

// entryOf is the name that nixpkgs' lib gives to an element of a list.
var entryOf = regexp.MustCompile(`^\[definition \d+-entry (\d+)\]$`)

// refused is what the error of a fault says of a value that is not of its type, nil where it says something else. Those that are
// made are narrowed to the part of them that it means.
func (run *composing) refused(f modules.Fault, made []Made) *Refused {
	m := refusal.FindStringSubmatch(f.Error.Plain())
	if f.Kind != modules.Wrong || m == nil {
		return nil
	}
	path := optiondb.ParsePath(m[1])
	r := &Refused{Path: slices.Clone(path), Takes: m[2]}
	for i, name := range path {
		if entryOf.MatchString(name) {
			r.Path[i] = optiondb.AnyElement
		}
	}
	for i, d := range f.Definitions {
		at, v := run.part(d, path[min(len(path), len(f.Path)):])
		if part := originRange(at); part.File != "" {
			made[i].Part = part
		}
		if !r.Given.Exists() && v.Exists() {
			r.Given = run.session.Force(v)
		}
	}
	switch r.Given.Kind() { // what holds more may be lazy in it
	case eval.ListKind:
		r.Given = eval.MakeList(nil)
	case eval.SetKind:
		r.Given = eval.MakeSet(nil)
	case eval.FunctionKind:
		r.Given = eval.Value{}
	}
	return r
}

// part is what a path leads to in the value of d, and where that was written; the zero Value where it leads to nothing that is
// known, or where that is not written anywhere.
func (run *composing) part(d modules.Definition, path optiondb.Path) (at *eval.Origin, v eval.Value) {
	at, v = d.Origin, d.Value
	for _, name := range path {
		v = run.plain(v)
		if m := entryOf.FindStringSubmatch(name); m != nil {
			i, _ := strconv.Atoi(m[1])
			if !v.IsList() || i < 1 || i > v.List().Len() {
				return nil, eval.Value{}
			}
			at, v = elementOrigin(v, i-1), v.List().At(i-1)
			continue
		}
		a, found := v.Set().Lookup(name)
		if !v.IsSet() || !found {
			return nil, eval.Value{}
		}
		at, v = a.Where(), a.Value
	}
	return at, run.plain(v)
}

// plain is v without the properties of the module system around it.
func (run *composing) plain(v eval.Value) eval.Value {
	for range 16 {
		v = run.session.Force(v)
		if !v.IsSet() || !v.Set().Has("_type") || !v.Set().Has("content") {
			return v
		}
		v = v.Set().Get("content")
	}
	return v
}

// elementOrigin is where an element of a list was written, nil where that is not known: in a list that is written out there.
func elementOrigin(list eval.Value, i int) *eval.Origin {
	at := eval.OriginOf(list)
	written := slices.Collect(at.Value().Elements())
	if at.Value().Is(syntax.ListNode) && len(written) == list.List().Len() {
		return eval.NewOrigin(at.Path(), syntax.Node{}, written[i])
	}
	return eval.OriginOf(list.List().At(i))
}
