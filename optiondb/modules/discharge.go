package modules

import "atproto-ls/eval"

// discharger takes the properties off definitions.
type discharger struct {
	system  *System
	ways    [][]way // per definition the ways in which it may come out; one when all is known
	why     *eval.Unknown
	unknown Value // that some definition could be anything
	bad     Value // an error met on the way
	depth   int
}

// way is one outcome of a definition: the plain definitions that it comes to.
type way []Definition

// definition gives the ways in which d may come out.
func (x *discharger) definition(d definition) []way {
	conditions, value := x.outer(d)
	switch {
	case conditions == never || x.bad.Exists():
		return []way{nil}
	case conditions == perhaps:
		return x.either(x.discharge(d.file, value, d.origin), []way{nil})
	}
	return x.discharge(d.file, value, d.origin)
}

type chance uint8

const (
	always chance = iota
	never
	perhaps
)

// outer decides the conditions around d; its value is what is left, inside the properties that are no conditions.
func (x *discharger) outer(d definition) (chance, Value) {
	if d.wraps == nil {
		return always, d.value
	}
	var chain []*wrap
	for w := d.wraps; w != nil; w = w.outer {
		chain = append(chain, w)
	}
	// From the outside in: conditions up to the first override decide; what is inside of an override stays as it is.
	result := always
	last := len(chain) - 1
	for ; last >= 0 && chain[last].name == "condition"; last-- {
		switch x.condition(chain[last].value) {
		case never:
			return never, Value{}
		case perhaps:
			result = perhaps
		}
		if x.bad.Exists() {
			return never, Value{}
		}
	}
	rest := definition{value: d.value}
	for i := last; i >= 0; i-- {
		rest.wraps = appendOuter(rest.wraps, chain[i])
	}
	return result, rest.wrapped()
}

// appendOuter adds what stands inside of all the wraps so far.
func appendOuter(outer *wrap, inner *wrap) *wrap { return &wrap{inner.name, inner.value, outer} }

// condition decides a mkIf.
func (x *discharger) condition(v Value) chance {
	v = x.system.session.Force(v)
	b, isBool := v.AsBool()
	switch {
	case isBool && b:
		return always
	case isBool:
		return never
	case v.Kind() == eval.ErrorKind:
		x.bad = v
	case v.Kind() == eval.UnknownKind || v.Kind() == eval.ChoiceKind:
		x.note(v)
		return perhaps
	default:
		x.bad = eval.MakeThrow("‘mkIf’ called with a non-Boolean condition")
	}
	return never
}

func (x *discharger) note(v Value) {
	if x.why == nil {
		x.why = eval.Why(v)
	}
}

// discharge gives the ways in which the definition of value may come out.
func (x *discharger) discharge(file, value Value, at *eval.Origin) []way {
	if x.depth++; x.depth > maxProperties {
		x.bad = unknown("properties nest too deep")
	}
	defer func() { x.depth-- }()
	v := x.system.session.Force(value)
	switch {
	case x.bad.Exists():
		return []way{nil}
	case v.Kind() == eval.ErrorKind:
		x.bad = v
		return []way{nil}
	case v.Kind() == eval.UnknownKind:
		x.note(v)
		x.unknown = v
		return []way{{Definition{File: x.system.text(file), Origin: at, Value: v, Priority: PriorityNormal, Order: OrderNormal, Maybe: true, file: file}}}
	case v.Kind() == eval.ChoiceKind && !x.tagged(v):
		return []way{{x.plain(file, value, at)}}
	case v.Kind() == eval.ChoiceKind:
		x.note(v)
		var ways []way
		for _, a := range v.Alternatives() {
			if a.Kind() != eval.ErrorKind {
				ways = x.either(ways, x.discharge(file, a, at))
			}
		}
		return ways
	}
	switch x.system.typeTag(v) {
	case "merge":
		return x.merged(file, v.Set().Get("contents"), at)
	case "if":
		at = within(v.Set().Get("content"), at)
		switch x.condition(v.Set().Get("condition")) {
		case always:
			return x.discharge(file, v.Set().Get("content"), at)
		case perhaps:
			return x.either(x.discharge(file, v.Set().Get("content"), at), []way{nil})
		}
		return []way{nil}
	case "definition":
		return []way{{x.plain(v.Set().Get("file"), v.Set().Get("value"), at)}}
	}
	return []way{{x.plain(file, value, at)}}
}

// tagged reports whether one of the alternatives of v is a property.
func (x *discharger) tagged(v Value) bool {
	for _, a := range v.Alternatives() {
		if x.system.typeTag(a) != "" {
			return true
		}
	}
	return false
}

// within is the place of a property's content, at when it does not tell.
func within(content Value, at *eval.Origin) *eval.Origin {
	if o := eval.OriginOf(content); o != nil {
		return eval.NewOrigin(o.Path(), at.Name(), o.Value())
	}
	return at
}

// merged combines the ways of all contents of a mkMerge.
func (x *discharger) merged(file, contents Value, at *eval.Origin) []way {
	list := x.system.session.Force(contents)
	if list.Kind() == eval.ErrorKind {
		x.bad = list
		return []way{nil}
	}
	ways := []way{nil}
	for _, e := range list.List().Elems() {
		var next []way
		for _, w := range x.discharge(file, e, within(e, at)) {
			for _, before := range ways {
				next = append(next, append(before[:len(before):len(before)], w...))
			}
		}
		if ways = next; len(ways) > maxVariants {
			x.unknown = unknown("more definitions under unknown conditions than the limit")
			return ways[:1]
		}
	}
	if open := list.List().Open(); open != nil || !list.IsList() {
		x.note(list)
		x.unknown = unknown("what is merged here is not known")
	}
	return ways
}

// either adds other ways, and says of the definitions in both that they may not be there.
func (x *discharger) either(a, b []way) (all []way) {
	for _, w := range append(a[:len(a):len(a)], b...) {
		kept := make(way, len(w))
		for i, d := range w {
			d.Maybe = true
			kept[i] = d
		}
		all = append(all, kept)
	}
	return all
}

// plain is a definition without conditions, with its priority and order.
func (x *discharger) plain(file, value Value, at *eval.Origin) Definition {
	s := x.system.session
	d := Definition{File: x.system.text(file), Origin: at, Value: value, Priority: PriorityNormal, Order: OrderNormal, file: file}
	for _, property := range []struct {
		tag string
		to  *int64
	}{{"override", &d.Priority}, {"order", &d.Order}} {
		v := s.Force(d.Value)
		if x.system.typeTag(v) != property.tag {
			continue
		}
		priority := s.Force(v.Set().Get("priority"))
		n, ok := priority.AsInt()
		if bad, fine := known(priority); !fine && bad.Kind() == eval.ErrorKind {
			x.bad = bad
		} else if !ok {
			x.unknown = unknown("a priority is not known")
		}
		*property.to, d.ordered = n, d.ordered || property.tag == "order"
		d.Value = v.Set().Get("content")
		if d.Value.Exists() {
			d.Origin = within(d.Value, d.Origin)
		}
	}
	return d
}

// everything are the definitions of a definition's ways.
func everything(ways []way) (all []Definition) {
	for _, w := range ways {
		all = append(all, w...)
	}
	return all
}

// combine gives the lists of definitions that may come out; ok is false when they are too many. Definitions that lose
// against a certain one make no difference.
func (x *discharger) combine() (lists [][]Definition, ok bool) {
	var certain int64 = 9999
	for _, ways := range x.ways {
		if len(ways) == 1 {
			for _, d := range ways[0] {
				certain = min(certain, d.Priority)
			}
		}
	}
	lists = [][]Definition{nil}
	for _, ways := range x.ways {
		var kept []way
		empty := false
		for _, w := range ways {
			var strong way
			for _, d := range w {
				if d.Priority <= certain || certain == 9999 {
					strong = append(strong, d)
				}
			}
			if len(strong) == 0 && empty {
				continue
			}
			empty = empty || len(strong) == 0
			kept = append(kept, strong)
		}
		if len(lists)*len(kept) > maxVariants {
			return nil, false
		}
		var next [][]Definition
		for _, w := range kept {
			for _, before := range lists {
				next = append(next, append(before[:len(before):len(before)], w...))
			}
		}
		lists = next
	}
	return lists, true
}
