package modules

import (
	"slices"

	"atproto-ls/eval"
)

// Misdeclared is what a module declares in the place of an option and that is none: an error where something defines or reads it.
type Misdeclared struct {
	Path  []string
	At    *eval.Origin // the name and the value; nil where a function made it
	Value eval.Value
	Bare  bool // it is the attributes of an option, to which nothing applied `mkOption`
	Type  bool // it is a type
	Set   bool // something defines it
}

// Misdeclared are those of c, in the order of their paths.
func (c *Configuration) Misdeclared() (found []Misdeclared) {
	c.root.misdeclared(&found, 0)
	return found
}

func (g *group) misdeclared(found *[]Misdeclared, depth int) {
	if g.declared.run(g.session()).Exists() || depth > maxGroups {
		return
	}
	for _, name := range sortedNames(g.order) {
		c := g.children[name]
		if depth == 0 && name == "_module" {
			continue
		}
		below := true
		set := !g.defined.run(g.session()).Exists() && len(g.byName[name]) > 0
		for _, d := range c.declarations {
			one := Misdeclared{Path: g.at(name), At: d.origin, Value: g.session().Force(d.value), Set: set}
			kind := one.Value.Kind()
			one.Bare = g.conf.system.isBare(one.Value)
			one.Type = g.conf.system.typeTag(one.Value) == "option-type"
			switch {
			case kind >= eval.UnknownKind || kind == eval.NoKind:
			case one.Bare, kind != eval.SetKind, one.Type:
				*found, below = append(*found, one), false
			}
		}
		if below && !c.resolved.run(g.session()).Exists() && c.group != nil {
			c.group.misdeclared(found, depth+1)
		}
	}
}

// optionAttributes are what `mkOption` takes.
var optionAttributes = []string{"apply", "default", "defaultText", "description", "example", "internal", "readOnly", "relatedPackages", "type", "visible"}

// isBare reports whether a set is what `mkOption` takes, with a type among it.
func (m *System) isBare(v Value) bool {
	if !v.IsSet() || v.Set().Open() != nil || v.Set().Has("_type") || m.typeTag(m.session.Lookup(v, "type")) != "option-type" {
		return false
	}
	return !slices.ContainsFunc(v.Set().Attrs(), func(a eval.Attr) bool { return !slices.Contains(optionAttributes, a.Name) })
}
