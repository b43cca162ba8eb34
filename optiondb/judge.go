package optiondb

import (
	"slices"

	"atproto-ls/eval"
	"atproto-ls/syntax"
)

// VerdictKind says what is the matter with a definition under one surface.
type VerdictKind uint8

// The kinds of verdict. A definition without a verdict is right, or nothing is known against it.
const (
	Undeclared VerdictKind = iota + 1 // nothing declares it, and what lies above it is closed
	Mismatched                        // its type refuses the value
	Aliased                           // the option was renamed
	Gone                              // the option was removed
	FreeKey                           // a key that only a freeform type takes: right, but maybe a near miss
)

// Verdict is what a surface says about one definition.
type Verdict struct {
	Kind   VerdictKind
	At     *Definition
	Within *Group  // where its name was looked up; nil for Mismatched
	Option *Option // the nearest option at or above it, nil when there is none
	Want   *Type   // the type that refuses the value
}

// Judge compares the definition d, at the path of g, and everything below it with what g declares.
func Judge(g *Group, d *Definition) []Verdict {
	j := &judge{}
	j.group(g, d)
	return j.verdicts
}

type judge struct {
	verdicts []Verdict
	option   *Option // the option that the current definition lies in
	free     bool    // a group around takes undeclared keys, in the groups that it declares as well
	depth    int
}

func (j *judge) say(v Verdict) {
	v.Option = j.option
	j.verdicts = append(j.verdicts, v)
}

// group judges the definition of a group: its attributes must be declared.
func (j *judge) group(g *Group, d *Definition) {
	if g.Option != nil {
		outer := j.option
		j.option = g.Option
		j.atOption(g, d)
		j.option = outer
		return
	}
	if kind := d.Value.Kind(); !g.Open && kind != eval.SetKind && kind != eval.NoKind && kind < eval.UnknownKind && d.When != Never && len(d.Path) > 1 {
		j.say(Verdict{Kind: Mismatched, At: d, Want: groupType})
		return
	}
	for _, c := range d.Children {
		if d.Value.IsSet() {
			j.name(g, c)
		}
	}
}

// groupType is what a group of options takes.
var groupType = &Type{Name: "attrs", Description: "options of its own"}

func (j *judge) atOption(g *Group, d *Definition) {
	switch {
	case g.Option.Removed != "":
		j.say(Verdict{Kind: Gone, At: d})
	case g.Option.Renamed != nil:
		j.say(Verdict{Kind: Aliased, At: d})
	default:
		j.value(g.Option.Type, d)
	}
}

// name judges the attribute c of a group or submodule.
func (j *judge) name(g *Group, c *Definition) {
	name := c.Path[len(c.Path)-1]
	switch below := g.Children[name]; {
	case below != nil:
		j.group(below, c)
	case name == "_module" || g.Open:
	case g.Free != nil:
		j.say(Verdict{Kind: FreeKey, At: c, Within: g})
		j.value(g.Free.ofAttribute(), c)
	case j.free:
		j.say(Verdict{Kind: FreeKey, At: c, Within: g})
	default:
		j.say(Verdict{Kind: Undeclared, At: c, Within: g})
	}
}

// ofAttribute is what a freeform type takes for one attribute; nil for anything.
func (t *Type) ofAttribute() *Type {
	if t.Name == "attrsOf" || t.Name == "lazyAttrsOf" {
		return t.Elem
	}
	return nil
}

// value judges a value against a type, and what is in it.
func (j *judge) value(t *Type, d *Definition) {
	if t == nil || t.Opaque || d.Value.Kind() >= eval.UnknownKind || d.Value.Kind() == eval.NoKind {
		return
	}
	if j.depth++; j.depth < maxOptionDepth*4 {
		switch t.Name {
		case "nullOr":
			if d.Value.Kind() != eval.NullKind {
				j.alternatives(t, []*Type{t.Elem}, d)
			}
		case "uniq", "unique":
			j.value(t.Elem, d)
		case "either", "coercedTo":
			j.alternatives(t, t.Alternatives, d)
		default:
			j.plain(t, d)
		}
	}
	j.depth--
}

// plain judges a value against a type that is no union.
func (j *judge) plain(t *Type, d *Definition) {
	if ok, known := t.accepts(d.Value); known && !ok {
		j.say(Verdict{Kind: Mismatched, At: d, Want: t})
		return
	}
	switch {
	case t.Sub != nil && d.Value.IsSet():
		outer := j.free
		j.free = t.Sub.Free != nil
		for _, c := range d.Children {
			j.name(t.Sub, c)
		}
		j.free = outer
	case t.Elem != nil && t.Name != "functionTo":
		for _, c := range d.Children {
			j.value(t.Elem, c)
		}
	}
}

// alternatives judges a value against a union: it is right when one of the types accepts it. Where none does, and one
// accepts the value itself but not what is in it, what is in it is to blame.
func (j *judge) alternatives(union *Type, types []*Type, d *Definition) {
	var inner []Verdict
	for _, t := range types {
		one := &judge{option: j.option, depth: j.depth}
		one.value(t, d)
		faults := one.verdicts[:0:0]
		for _, v := range one.verdicts {
			if v.Kind == Mismatched || v.Kind == Undeclared {
				faults = append(faults, v)
			}
		}
		if len(faults) == 0 {
			j.verdicts = append(j.verdicts, one.verdicts...)
			return
		}
		if faults[0].At != d && inner == nil {
			inner = one.verdicts
		}
	}
	if inner == nil {
		inner = []Verdict{{Kind: Mismatched, At: d, Want: union, Option: j.option}}
	}
	j.verdicts = append(j.verdicts, inner...)
}

// Accepts reports whether a value that is known is one of the type's, or nothing is known against it.
func Accepts(t *Type, v Value) bool {
	j := &judge{}
	j.value(t, &Definition{Value: v})
	return len(j.verdicts) == 0
}

// Refused are the verdicts about a value that is known in full: of it, or of what is in it, which t refuses. What was written at
// says where.
func (t *Type) Refused(v Value, at *eval.Origin) (all []Verdict) {
	j := &judge{}
	j.value(t, spread(Definition{Value: v, Origin: at}, 0))
	for _, verdict := range j.verdicts {
		if verdict.Kind == Mismatched {
			all = append(all, verdict)
		}
	}
	return all
}

// spread is d with definitions of all that is in its value, which is frozen.
func spread(d Definition, depth int) *Definition {
	if depth > maxOptionDepth {
		return &d
	}
	for _, a := range d.Value.Set().Attrs() {
		d.Children = append(d.Children, spread(Definition{Path: d.Path.Append(a.Name), Value: a.Value, Origin: a.Where()}, depth+1))
	}
	written := slices.Collect(d.ValueNode().Elements())
	for i, e := range d.Value.List().Elems() {
		var at *eval.Origin
		if len(written) == d.Value.List().Len() {
			at = eval.NewOrigin(d.Origin.Path(), syntax.Node{}, written[i])
		}
		d.Children = append(d.Children, spread(Definition{Path: d.Path.Append(AnyElement), Value: e, Origin: at}, depth+1))
	}
	return &d
}
