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
}

// refusal is how nixpkgs' lib says that a value is not of an option's type.
var refusal = regexp.MustCompile("(?s)^A definition for option `([^']*)' is not of type `(.*?)'\\. (?:Definition|TypeError)")

// rivalry is how it says that several do not go together.
var rivalry = regexp.MustCompile("^The option `([^']*)' ()")

// entryOf is the name that nixpkgs' lib gives to an element of a list.
var entryOf = regexp.MustCompile(`^\[definition (\d+)-entry (\d+)\]$`)

// misplaced is how nixpkgs' lib begins an error about the definitions of an option, which it names.
var misplaced = regexp.MustCompile("^(?:A definition for|The) option `([^']*)'")

// typedElsewhere reports whether a fault lies in a part of an option that a freeform type of the modules at hand takes, while NixOS
// may declare it: they declare no `enable` around the option, and add to NixOS' own.
func typedElsewhere(c *Configuration, f modules.Fault) bool {
	m := misplaced.FindStringSubmatch(f.Error.Plain())
	if m == nil || modules.OutsideNixOS(f.Path[0]) {
		return false
	}
	path, free := optiondb.ParsePath(m[1]), false
	for _, s := range c.Surfaces() {
		for n := 2; n < len(f.Path); n++ {
			if s.Option(append(f.Path[:n:n], "enable")) != nil {
				return false
			}
		}
		if s.Option(path) != nil {
			return false
		}
		o := s.Option(f.Path)
		free = free || o != nil && o.Type.Free()
	}
	return free && len(path) > len(f.Path)
}

// ofDefault reports whether a fault is that of an option inside which nobody defines: a default that its type refuses, which may
// never be read.
func ofDefault(whole *modules.Configuration, f modules.Fault) bool {
	m := misplaced.FindStringSubmatch(f.Error.Plain())
	if m == nil {
		return false
	}
	path := optiondb.ParsePath(m[1])
	o := whole.Find(path)
	if o == nil || len(path) <= len(f.Path) || !slices.Equal(o.Path, path) {
		return false
	}
	defs, _ := o.Definitions()
	return !slices.ContainsFunc(defs, func(d modules.Definition) bool { return d.Priority != modules.PriorityDefault })
}

// refused is what the error of a fault says of a value that is not of its type, nil where it says something else; blamed are the
// definitions to blame, narrowed to the part of them that it means.
func (run *composing) refused(f modules.Fault) (r *Refused, blamed []Made) {
	blamed = made(f.Definitions)
	says := map[modules.FaultKind]*regexp.Regexp{modules.Wrong: refusal, modules.Conflicting: rivalry}[f.Kind]
	if says == nil || f.Kind == modules.Conflicting && f.Refused == nil {
		return nil, blamed
	}
	m := says.FindStringSubmatch(f.Error.Plain())
	if m == nil {
		return nil, blamed
	}
	path := optiondb.ParsePath(m[1])
	r = &Refused{Path: slices.Clone(path), Takes: m[2]}
	for i, name := range path {
		if entryOf.MatchString(name) {
			r.Path[i] = optiondb.AnyElement
		}
	}
	below := path[min(len(path), len(f.Path)):]
	if f.Refused != nil {
		if parts := run.refusedParts(f, blamed, below); len(parts) > 0 {
			blamed = parts
		}
		f.Definitions = nil
	}
	for i, d := range f.Definitions {
		at, v := run.partAt(d, below)
		if part := originRange(at); part.File != "" {
			blamed[i].Part = part
		}
		blamed[i].Given = hollow(v)
	}
	return r, blamed
}

// hollow is a value without what is in it, which may be lazy.
func hollow(v eval.Value) eval.Value {
	switch v.Kind() {
	case eval.ListKind:
		return eval.MakeList(nil)
	case eval.SetKind:
		return eval.MakeSet(nil)
	case eval.FunctionKind:
		return eval.Value{}
	}
	return v
}

// part is one of a definition's value, and where that was written.
type part struct {
	of int // the definition's index
	at *eval.Origin
	v  eval.Value
}

// refusedParts are those of the definitions of a fault in which a path leads to one of the values that are refused, narrowed to that.
func (run *composing) refusedParts(f modules.Fault, made []Made, path optiondb.Path) (parts []Made) {
	var all []part
	for i, d := range f.Definitions {
		all = run.spread(all, part{i, d.Origin, d.Value}, 0)
	}
	for _, name := range path {
		all = run.below(all, name)
	}
	for _, p := range all {
		if slices.Contains(f.Refused, p.v) {
			m := made[p.of]
			m.Given = hollow(p.v)
			if m.Part = originRange(p.at); m.Part.File == "" {
				m.Part = m.Value
			}
			parts = append(parts, m)
		}
	}
	return parts
}

// below are the parts at a name in others: nixpkgs' lib counts the lists at one path, and the elements in each.
func (run *composing) below(all []part, name string) (inner []part) {
	entry := entryOf.FindStringSubmatch(name)
	list := 0
	for _, p := range all {
		switch a, found := p.v.Set().Lookup(name); {
		case entry != nil && p.v.IsList():
			list++
			i, _ := strconv.Atoi(entry[2])
			if number, _ := strconv.Atoi(entry[1]); number == list && i > 0 && i <= p.v.List().Len() {
				inner = run.spread(inner, part{p.of, run.elementOrigin(p.v, i-1), p.v.List().At(i - 1)}, 0)
			}
		case found:
			inner = run.spread(inner, part{p.of, a.Where(), a.Value}, 0)
		}
	}
	return inner
}

// spread appends p, or what is in it that counts where it is a property of the module system.
func (run *composing) spread(all []part, p part, depth int) []part {
	p.v = run.session.Force(p.v)
	kind, _ := run.session.Lookup(p.v, "_type").AsString()
	switch {
	case depth > 16 || kind == "if" && run.isFalse(p.v):
		return all
	case kind == "merge":
		list := run.session.Lookup(p.v, "contents")
		for i, e := range list.List().Elems() {
			all = run.spread(all, part{p.of, run.elementOrigin(list, i), e}, depth+1)
		}
		return all
	case kind != "" && p.v.Set().Has("content"):
		return run.spread(all, part{p.of, p.at, p.v.Set().Get("content")}, depth+1)
	}
	return append(all, p)
}

func (run *composing) isFalse(condition eval.Value) bool {
	b, known := run.session.Lookup(condition, "condition").AsBool()
	return known && !b
}

// partAt is what a path leads to in the value of d, and where that was written; the zero Value where it leads to nothing that is
// known, or where that is not written anywhere.
func (run *composing) partAt(d modules.Definition, path optiondb.Path) (at *eval.Origin, v eval.Value) {
	at, v = d.Origin, d.Value
	for _, name := range path {
		v = run.plain(v)
		if m := entryOf.FindStringSubmatch(name); m != nil {
			i, _ := strconv.Atoi(m[2])
			if !v.IsList() || i < 1 || i > v.List().Len() {
				return nil, eval.Value{}
			}
			at, v = run.elementOrigin(v, i-1), v.List().At(i-1)
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
func (run *composing) elementOrigin(list eval.Value, i int) *eval.Origin {
	at := eval.OriginOf(list)
	written, known := run.elements[at.Value()]
	if !known { // a list may have thousands of wrong ones
		written = slices.Collect(at.Value().Elements())
		run.elements[at.Value()] = written
	}
	if at.Value().Is(syntax.ListNode) && len(written) == list.List().Len() {
		return eval.NewOrigin(at.Path(), syntax.Node{}, written[i])
	}
	return eval.OriginOf(list.List().At(i))
}
