package eval

import "sort"

// contextBuiltins look at and change what a string refers to (Nix manual, "String context").
func contextBuiltins() []def {
	return []def{
		{"getContext", args(stringArg), getContext},
		{"hasContext", args(stringArg), func(_ *Session, a []Value) Value { return Bool(contextOf(a[0]) != nil) }},
		{"appendContext", args(stringArg, setArg), appendContext},
		{"unsafeDiscardStringContext", args(textArg), func(_ *Session, a []Value) Value { return String(str(a[0])) }},
		{"unsafeDiscardOutputDependency", args(textArg), discardOutputDependency},
		{"addDrvOutputDependencies", args(stringArg), addDrvOutputDependencies},
	}
}

// reference is what a string refers to below one store path.
type reference struct {
	path, all bool
	outputs   []string
}

func getContext(_ *Session, a []Value) Value {
	byPath := map[string]*reference{}
	for _, c := range contextOf(a[0]) {
		p := contextPath(c)
		if byPath[p] == nil {
			byPath[p] = &reference{}
		}
		switch c[0] {
		case '=':
			byPath[p].all = true
		case '!':
			output, _ := outputContext(c)
			byPath[p].outputs = append(byPath[p].outputs, output)
		default:
			byPath[p].path = true
		}
	}
	var attrs []Attr
	for p, r := range byPath {
		attrs = append(attrs, Attr{Name: p, Value: r.value()})
	}
	return MakeSet(attrs)
}

func (r *reference) value() Value {
	var attrs []Attr
	if r.all {
		attrs = append(attrs, Attr{Name: "allOutputs", Value: Bool(true)})
	}
	if r.path {
		attrs = append(attrs, Attr{Name: "path", Value: Bool(true)})
	}
	if r.outputs != nil {
		sort.Strings(r.outputs)
		elems := make([]Value, len(r.outputs))
		for i, o := range r.outputs {
			elems[i] = String(o)
		}
		attrs = append(attrs, Attr{Name: "outputs", Value: MakeList(elems)})
	}
	return MakeSet(attrs)
}

func appendContext(s *Session, a []Value) Value {
	c := contexts{append([]string(nil), contextOf(a[0])...)}
	for _, at := range a[1].Set().attrs {
		if !isStorePath(at.Name) {
			return MakeError("context key '" + QuoteName(at.Name) + "' is not a store path")
		}
		refers := s.Force(at.Value)
		for _, key := range []string{"path", "allOutputs"} {
			v := s.selectOr(refers, key)
			if v.ref == nil {
				continue
			}
			yes, bad := s.wantBool(v)
			switch {
			case bad.ref != nil:
				return bad
			case yes && key == "path":
				c.add(at.Name)
			case yes && !isDrvPath(at.Name):
				return noDerivation("all-outputs", at.Name)
			case yes:
				c.add("=" + at.Name)
			}
		}
		if v := s.selectOr(refers, "outputs"); v.ref != nil {
			l, bad := s.wantList(v)
			if bad.ref != nil {
				return bad
			}
			outputs, bad := s.stringsOf(l)
			if bad.ref != nil {
				return bad
			}
			if len(outputs) > 0 && !isDrvPath(at.Name) {
				return noDerivation("derivation output", at.Name)
			}
			for _, o := range outputs {
				c.add("!" + o + "!" + at.Name)
			}
		}
	}
	return c.marked(str(a[0]))
}

func noDerivation(what, path string) Value {
	return MakeError("tried to add " + what + " context of " + QuoteName(path) + ", which is not a derivation, to a string")
}

// discardOutputDependency makes a reference to a derivation and all it needs one to the derivation alone.
func discardOutputDependency(_ *Session, a []Value) Value {
	var c contexts
	for _, x := range contextOf(a[0]) {
		if x[0] == '=' {
			x = x[1:]
		}
		c.add(x)
	}
	return c.marked(str(a[0]))
}

func addDrvOutputDependencies(_ *Session, a []Value) Value {
	context := contextOf(a[0])
	switch {
	case len(context) != 1:
		return MakeError("context of string '" + str(a[0]) + "' must have exactly one element, but has " + itoa(len(context)))
	case context[0][0] == '!':
		output, _ := outputContext(context[0])
		return MakeError("`addDrvOutputDependencies` can only act on derivations, not on a derivation output such as '" + output + "'")
	case context[0][0] == '=':
		return a[0]
	case !isDrvPath(context[0]):
		return MakeError("path '" + context[0] + "' is not a derivation")
	}
	return stringWith(str(a[0]), []string{"=" + context[0]})
}
