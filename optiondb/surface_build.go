package optiondb

import "slices"

// builder makes a surface from options that were read as facts: flat, submodules' options below those that have them.
type builder struct {
	root *Group
	open bool // whether a submodule takes other keys is not known
}

// add puts an option in its place.
func (b *builder) add(o *Option) {
	g := b.root
	for _, name := range o.Path {
		g = g.child(name)
	}
	g.Option = o
}

// surface is what was added. Options inside of submodules are given to the types that have them.
func (b *builder) surface() *Surface {
	b.attach(b.root)
	return &Surface{Root: b.root}
}

func (b *builder) attach(g *Group) {
	for _, name := range g.Order {
		b.attach(g.Children[name])
	}
	if g.Option != nil && (len(g.Order) > 0 || g.Option.Type.mentionsSubmodule()) {
		g.Option.Type = b.withOptions(g.Option.Type, g, g.Option.Path)
	}
}

// mentionsSubmodule reports whether a submodule is part of the type.
func (t *Type) mentionsSubmodule() bool {
	return t != nil && (t.isSubmodule() || t.Elem.mentionsSubmodule() || slices.ContainsFunc(t.Alternatives, (*Type).mentionsSubmodule))
}

func (t *Type) isSubmodule() bool {
	return t.Name == "submodule" || t.Name == "submoduleWith" || t.Name == "attrTag"
}

// withOptions is t with the options below g in its submodules. g may be nil where none are known.
func (b *builder) withOptions(t *Type, g *Group, path Path) *Type {
	if !t.mentionsSubmodule() {
		return t
	}
	next := *t
	if t.isSubmodule() {
		sub := &Group{Open: b.open}
		if t.Sub != nil {
			sub.Free, sub.Open = t.Sub.Free, t.Sub.Open
		}
		if g != nil {
			relative(sub, nil, g, len(path))
		}
		next.Sub = sub
		return &next
	}
	below := func(name string) (*Group, Path) {
		if g == nil {
			return nil, nil
		}
		return g.Children[name], path.Append(name)
	}
	switch t.Name {
	case "listOf":
		inner, at := below(AnyElement)
		next.Elem = b.withOptions(t.Elem, inner, at)
	case "attrsOf", "lazyAttrsOf", "attrsWith":
		inner, at := below(AnyName)
		next.Elem = b.withOptions(t.Elem, inner, at)
	default:
		if t.Elem != nil {
			next.Elem = b.withOptions(t.Elem, g, path)
		}
	}
	next.Alternatives = slices.Clone(t.Alternatives)
	for i, a := range next.Alternatives {
		next.Alternatives[i] = b.withOptions(a, g, path)
	}
	return &next
}

// relative adds what lies below g to sub, with paths that begin there: n segments are cut.
func relative(sub *Group, at Path, g *Group, n int) {
	for _, name := range g.Order {
		from, to := g.Children[name], sub.child(name)
		to.Open, to.Free = from.Open, from.Free
		if from.Option != nil {
			o := *from.Option
			o.Path = o.Path[n:]
			to.Option = &o
		}
		relative(to, at.Append(name), from, n)
	}
}
