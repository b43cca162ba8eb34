package modules

import (
	"slices"
	"sort"
	"strings"

	"atproto-ls/eval"
)

// Definition is one definition of an option, without the properties around its value.
type Definition struct {
	File     string
	Origin   *eval.Origin // the value's binding or expression; nil when a function made it
	Value    Value        // possibly Lazy
	Priority int64        // 100 for a plain one; lower is stronger
	Order    int64        // 1000 for a plain one; lists and lines merge in this order
	Maybe    bool         // it depends on something unknown whether it is there

	file    Value
	ordered bool // Order stands in the definition
}

// set is the definition as types' merge functions get it.
func (d Definition) set() Value {
	attrs := []eval.Attr{{Name: "file", Value: d.file}, {Name: "value", Value: eval.Located(d.Value, d.Origin), Origin: d.Origin}}
	if d.ordered { // as in nixpkgs, where submodules refuse it
		attrs = append(attrs, eval.Attr{Name: "priority", Value: eval.Int(d.Order)})
	}
	return eval.MakeSet(attrs)
}

// The priorities and orders of definitions without a property.
const (
	PriorityDefault = 1500 // of an option's `default`
	PriorityNormal  = 100
	OrderNormal     = 1000
)

// maxVariants is how many ways an option may be defined, depending on unknown conditions, before it is Unknown.
const maxVariants = eval.MaxAlternatives

// merging is what the definitions of an option become.
type merging struct {
	system   *System
	loc      []string
	typ      Value
	defs     func() ([]definition, Value)
	option   *Option // whose definitions these are; nil for a part of a value
	readOnly bool
	lenient  bool

	final    once
	variants [][]Definition // one, but for unknown conditions
	why      *eval.Unknown  // what would decide between several
	all      []Definition   // those that lose included
	reads    [][]*Option    // per element of all what deciding about it evaluated first, where that is tracked

	checked, merged Value // lazy
}

// mergeDefinitions is lib.mergeDefinitions.
func (m *System) mergeDefinitions(s *eval.Session, a []Value) Value {
	loc, bad := m.location(a[0])
	if bad.Exists() {
		return bad
	}
	given := a[2]
	r := m.merge(loc, a[1], func() ([]definition, Value) { return m.definitionList(given) })
	final := lazy(func() Value { return r.list(Definition.set) })
	return set(
		"defsFinal", final,
		"defsFinal'", set("values", final, "highestPrio", lazy(r.highestPriority)),
		"mergedValue", r.merged,
		"isDefined", lazy(r.isDefined),
		"checkedAndMerged", r.checked,
		"optionalValue", lazy(func() Value {
			return r.each(func(defs []Definition) Value {
				if len(defs) == 0 {
					return eval.MakeSet(nil)
				}
				return set("value", r.merged)
			})
		}),
	)
}

// merge prepares merging the definitions that defs gives.
func (m *System) merge(loc []string, typ Value, defs func() ([]definition, Value)) *merging {
	r := &merging{system: m, loc: loc, typ: typ, defs: defs}
	r.final = newOnce(r.finalize)
	r.checked = lazy(func() Value { return r.each(r.check) })
	r.merged = lazy(func() Value { return r.each(r.value) })
	return r
}

// each is f of the final definitions, or of each variant of them.
func (r *merging) each(f func([]Definition) Value) Value {
	s := r.system.session
	if bad := r.final.run(s); bad.Exists() {
		return bad
	}
	if len(r.variants) == 1 {
		return s.Force(f(r.variants[0]))
	}
	return s.Join(r.why, len(r.variants), func(i int) Value { return f(r.variants[i]) })
}

func (r *merging) list(f func(Definition) Value) Value {
	return r.each(func(defs []Definition) Value {
		return eval.MakeList(mapped(defs, f))
	})
}

func (r *merging) isDefined() Value {
	return r.each(func(defs []Definition) Value { return eval.Bool(len(defs) > 0) })
}

func (r *merging) highestPriority() Value {
	return r.each(func(defs []Definition) Value {
		if len(defs) == 0 {
			return eval.Int(9999)
		}
		return eval.Int(defs[0].Priority)
	})
}

// value is what defs merge to.
func (r *merging) value(defs []Definition) Value {
	m, s := r.system, r.system.session
	if len(defs) == 0 {
		if empty := s.Lookup(r.typ, "emptyValue", "value"); empty.Exists() {
			return empty
		}
		if r.lenient {
			return undeclaredValue
		}
		text := "The option `" + showOption(r.loc) + "' was accessed but has no value defined. Try setting the option."
		m.unset[text] = r.option
		return eval.MakeThrow(text)
	}
	if r.hasV2() {
		checked := s.Force(r.checked)
		if len(r.variants) > 1 {
			checked = r.check(defs)
		}
		if bad, ok := known(checked); !ok {
			return bad
		}
		headError := s.Select(checked, "headError")
		if message, ok := s.Lookup(headError, "message").AsString(); ok && headError.IsSet() {
			wrong, _ := r.wrong(defs)
			return r.refusal(wrong, "TypeError: "+message)
		}
		return r.noteClash(defs, s.Select(checked, "value"))
	}
	wrong, bad := r.wrong(defs)
	switch {
	case bad.Exists():
		return bad
	case len(wrong) == 0:
		return r.noteClash(defs, s.Apply(s.Select(r.typ, "merge"), stringList(r.loc), sets(defs)))
	}
	shown, bad := m.showDefs(eval.MakeList(mapped(wrong, Definition.set)))
	if bad.Exists() {
		return bad
	}
	return r.refusal(wrong, "Definition values:"+shown)
}

// wrong are those of defs that the type does not take by itself; bad is an error of asking it.
func (r *merging) wrong(defs []Definition) (wrong []Definition, bad Value) {
	s := r.system.session
	check := s.Select(r.typ, "check")
	for _, d := range defs {
		ok := s.Apply(check, d.Value)
		switch b, isBool := ok.AsBool(); {
		case ok.Kind() == eval.ErrorKind:
			return nil, ok
		case isBool && !b:
			wrong = append(wrong, d)
		}
	}
	return wrong, Value{}
}

// refusal is the error that definitions are not of the type.
func (r *merging) refusal(wrong []Definition, what string) Value {
	text := "A definition for option `" + showOption(r.loc) + "' is not of type `" + r.describe() + "'. " + what
	r.system.refused[text] = refusal{r.loc, Wrong, r.forced(wrong)}
	return eval.MakeThrow(text)
}

// refusal is values that a type does not take, each by itself or together.
type refusal struct {
	loc    []string
	kind   FaultKind
	values []Value
}

// noteClash is v, what defs merge to; where it is the error that they do not go together, that is noted.
func (r *merging) noteClash(defs []Definition, v Value) Value {
	v = r.system.session.Force(v)
	if e := v.Error(); e != nil && len(defs) > 1 && strings.HasPrefix(e.Message, "The option `"+showOption(r.loc)+"' ") {
		r.system.refused[e.Message] = refusal{r.loc, Conflicting, r.forced(defs)}
	}
	return v
}

func (r *merging) forced(defs []Definition) []Value {
	return mapped(defs, func(d Definition) Value { return r.system.session.Force(d.Value) })
}

func mapped(defs []Definition, f func(Definition) Value) []Value {
	all := make([]Value, len(defs))
	for i, d := range defs {
		all[i] = f(d)
	}
	return all
}

var undeclaredValue = unknown("nothing at hand defines it")

func (r *merging) describe() string {
	text, _ := r.system.session.Select(r.typ, "description").AsString()
	return text
}

func (r *merging) hasV2() bool {
	return r.system.session.Select(r.typ, "merge").Set().Has("v2")
}

func sets(defs []Definition) Value { return eval.MakeList(mapped(defs, Definition.set)) }

// check is `checkedAndMerged`: what the type's own merge says of defs.
func (r *merging) check(defs []Definition) Value {
	s := r.system.session
	if !r.hasV2() {
		return set("headError", eval.Null, "value", lazy(func() Value { return r.value(defs) }), "valueMeta", lazy(func() Value { return r.within(defs) }))
	}
	if !s.Lookup(r.typ, "check", "isV2MergeCoherent").IsTrue() {
		return eval.MakeThrow(r.incoherent())
	}
	result := s.Apply(s.Select(r.typ, "merge", "v2"), set("loc", stringList(r.loc), "defs", sets(defs)))
	if !result.IsSet() {
		return result
	}
	meta := result.Set().Get("valueMeta")
	return result.Set().Updated(eval.Attr{Name: "valueMeta", Value: lazy(func() Value {
		v := s.Force(meta)
		if !v.IsSet() {
			return v
		}
		return v.Set().Updated(eval.Attr{Name: "_internal", Value: set("type", r.typ)})
	})})
}

// within is what the type inside of a `nullOr` or `unique` tells of the value of defs, where [Option.Inner] looks for submodules.
// That of nixpkgs tells nothing.
func (r *merging) within(defs []Definition) Value {
	s, none := r.system.session, eval.MakeSet(nil)
	if name, _ := s.Select(r.typ, "name").AsString(); name != "nullOr" && name != "unique" {
		return none
	}
	elem := s.Lookup(r.typ, "nestedTypes", "elemType")
	plain := func(d Definition) bool {
		switch s.Force(d.Value).Kind() {
		case eval.SetKind, eval.ListKind, eval.FunctionKind, eval.PathKind:
			return false
		}
		return true
	}
	if !elem.IsSet() || len(defs) == 0 || slices.ContainsFunc(defs, plain) {
		return none
	}
	inner := *r
	inner.typ = elem
	if meta := s.Lookup(s.Force(inner.check(defs)), "valueMeta"); meta.IsSet() {
		return meta
	}
	return none
}

func (r *merging) incoherent() string {
	return "The option `" + showOption(r.loc) + "' has a type `" + r.describe() + "' that uses\nan ad-hoc `type // { check = ...; }' override, which is incompatible with\nthe v2 merge mechanism.\n\nPlease use `lib.types.addCheck` instead of `type // { check }' to add\ncustom validation. For example:\n\n  lib.types.addCheck baseType (value: /* your check */)\n\ninstead of:\n\n  baseType // { check = value: /* your check */; }\n"
}

// finalize finds which definitions count.
func (r *merging) finalize() Value {
	r.variants, r.all, r.why, r.reads = nil, nil, nil, nil
	defs, bad := r.defs()
	if bad.Exists() {
		return bad
	}
	if r.readOnly && len(defs) > 1 {
		for _, def := range defs {
			d := &discharger{system: r.system}
			r.all = append(r.all, everything(d.definition(def))...)
		}
		r.reads = make([][]*Option, len(r.all))
		return r.writtenTwice(defs)
	}
	d := &discharger{system: r.system}
	if !r.system.session.Spend(10 + 10*len(defs)) {
		return r.system.session.Exhausted()
	}
	for _, def := range defs {
		var ways []way
		read := r.system.tracked(func() { ways = d.definition(def) })
		if d.bad.Exists() {
			return eval.AddContext(d.bad, "while evaluating definitions from `"+r.system.text(def.file)+"':")
		}
		d.ways = append(d.ways, ways)
		for _, one := range everything(ways) {
			r.all, r.reads = append(r.all, one), append(r.reads, read)
		}
	}
	r.why = d.why
	if d.unknown.Exists() {
		return d.unknown
	}
	combined, ok := d.combine()
	if !ok {
		return unknown(d.why.Reason)
	}
	for _, defs := range combined {
		r.variants = append(r.variants, ordered(strongest(defs)))
	}
	return Value{}
}

// strongest are those of the definitions with the highest priority.
func strongest(defs []Definition) (kept []Definition) {
	var best int64 = 9999
	for _, d := range defs {
		best = min(best, d.Priority)
	}
	for _, d := range defs {
		if d.Priority == best || len(defs) == 1 {
			kept = append(kept, d)
		}
	}
	return kept
}

func ordered(defs []Definition) []Definition {
	sort.SliceStable(defs, func(i, j int) bool { return defs[i].Order < defs[j].Order })
	return defs
}

// writtenTwice is the error of a read-only option with several definitions.
func (r *merging) writtenTwice(defs []definition) Value {
	m := r.system
	shown := make([]Value, len(defs))
	for i, d := range defs {
		one := m.merge(r.loc, r.typ, func() ([]definition, Value) { return []definition{d}, Value{} })
		shown[i] = set("file", d.file, "value", one.merged)
	}
	text, bad := m.showDefs(eval.MakeList(shown))
	if bad.Exists() {
		return bad
	}
	return eval.MakeThrow("The option `" + showOption(r.loc) + "' is read-only, but it's set multiple times. Definition values:" + text)
}

// text is a value as a string, "" when it is none.
func (m *System) text(v Value) string {
	text, _ := m.session.Force(v).AsString()
	return text
}

// Definitions are all definitions of the option, in the order of the modules; those that lose against others of higher
// priority are among them, those under a condition that is false are not. bad is why they cannot be told.
func (o *Option) Definitions() (defs []Definition, bad Value) {
	if whole := o.value(); !whole.IsSet() || o.merging == nil {
		return nil, whole
	}
	bad = o.merging.final.run(o.system.session)
	return o.merging.all, bad
}
