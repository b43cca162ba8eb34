package analysis

import (
	"slices"

	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// places are where the value of the expression n lands. A value that comes back to itself lands nowhere.
func (t *tracer) places(n syntax.Node) []Place {
	if !n.Exists() {
		return nil
	}
	if known, ok := t.placed[n]; ok {
		return known
	}
	t.placed[n] = nil
	if !t.spend() {
		return nil
	}
	t.depth++
	all := t.evaluatedPlaces(n, t.trace(n))
	t.depth--
	if len(all) > maxPlaces {
		all = all[:maxPlaces]
	}
	t.placed[n] = all
	return all
}

// trace is places without memory.
func (t *tracer) trace(n syntax.Node) []Place {
	p := n.Parent()
	switch p.Kind() {
	case syntax.FileNode:
		return t.root
	case syntax.ParenNode:
		if inherit := syntax.AsInherit(p.Parent()); inherit.Exists() {
			return t.source(inherit)
		}
		return t.places(p)
	case syntax.BinaryNode:
		if call := syntax.AsApply(p); call.Exists() {
			return t.applied(n, call)
		}
		return t.operand(n, syntax.AsBinary(p))
	case syntax.IfNode:
		if n != syntax.AsIf(p).Condition() {
			return t.places(p)
		}
	case syntax.LetNode:
		return t.places(p)
	case syntax.WithNode:
		if with := syntax.AsWith(p); n == with.Subject() {
			return t.opened(with)
		}
		return t.places(p)
	case syntax.AssertNode:
		if n != syntax.AsAssert(p).Subject() {
			return t.places(p)
		}
	case syntax.LambdaNode:
		return called(t.places(p), syntax.AsLambda(p))
	case syntax.ListNode:
		return elements(t.places(p))
	case syntax.ApplyNode:
		return t.applied(n, syntax.AsApply(p))
	case syntax.SelectNode:
		return t.selected(n, syntax.AsSelect(p))
	case syntax.BindingNode:
		return t.binding(p)
	}
	return nil
}

// binding is where the value of a binding lands: by the path that it is written at, and as a variable at its mentions.
func (t *tracer) binding(b syntax.Node) (all []Place) {
	holder := b.Parent()
	path := syntax.AsBinding(b).Path()
	if holder.Is(syntax.AttrSetNode) {
		all = t.bindingTo(b, last(path))
	}
	if !holder.Is(syntax.AttrSetNode) || syntax.AsAttrSet(holder).Recursive() {
		all = append(all, t.variable(b, holder, path)...)
	}
	return all
}

// bindingTo is where the value at segment n of a binding's path lands by that path.
func (t *tracer) bindingTo(b, n syntax.Node) (all []Place) {
	holder := b.Parent()
	if !holder.Is(syntax.AttrSetNode) {
		return nil
	}
	path := syntax.AsBinding(b).Path()
	places := t.places(holder)
	for s := range path.Segments() {
		var below []Place
		if len(places) == 0 { // `nixosModules.default.services.x = …`
			if below = t.recognised(b, s); len(below) > 0 && s == n {
				return below
			}
		}
		for _, p := range places {
			if next, ok := t.descend(p, t.name(s), holder); ok {
				below = append(below, next)
			}
		}
		if _, known := syntax.AttrName(s); !known && t.asks && !slices.ContainsFunc(below, t.tells) {
			if known := t.snapshot.evaluatedIn(t.file)[s]; len(known) > 0 {
				below = valuesAt(pathsOf(known))
			}
		}
		if places = below; s == n {
			return places
		}
		holder = syntax.Node{}
	}
	return nil
}

// variable is where the value of a binding lands that is a variable of a scope.
func (t *tracer) variable(b, scope syntax.Node, path syntax.AttrPath) (all []Place) {
	name, known := syntax.AttrName(path.Child(0))
	if !known {
		return nil
	}
	names := t.namesTo(path, last(path))[1:]
	for _, use := range t.mentions(variable{name, b, scope}) {
		for _, p := range t.use(use) {
			ok := true
			for _, below := range names {
				if p, ok = t.descend(p, below, syntax.Node{}); !ok {
					break
				}
			}
			if ok {
				all = append(all, p)
			}
		}
	}
	return all
}

// use is where the value of a variable lands that is mentioned at n.
func (t *tracer) use(n syntax.Node) (all []Place) {
	if !n.Parent().Is(syntax.InheritNode) {
		return t.places(n)
	}
	holder := n.Parent().Parent()
	if name, known := syntax.AttrName(n); known && holder.Is(syntax.AttrSetNode) {
		for _, p := range t.places(holder) {
			if below, ok := t.descend(p, name, holder); ok {
				all = append(all, below)
			}
		}
	}
	return all
}

// source is where the set lands that an `inherit (set) a b;` takes names from.
func (t *tracer) source(i syntax.InheritStmt) (all []Place) {
	for a := range i.Attrs() {
		name, known := syntax.AttrName(a)
		if !known {
			continue
		}
		for _, p := range t.use(a) {
			all = append(all, p.after(step{name: name}))
		}
		if i.Parent().Is(syntax.LetNode) {
			for _, use := range t.mentions(variable{name, a, i.Parent()}) {
				for _, p := range t.use(use) {
					all = append(all, p.after(step{name: name}))
				}
			}
		}
	}
	return all
}

// opened is where the set lands that a `with` opens: each of the names that nothing else binds may be one of its.
func (t *tracer) opened(with syntax.Scoped) (all []Place) {
	for n := range with.Body().Descendants() {
		if len(all) >= maxPlaces || !t.spend() {
			break
		}
		if n.Is(syntax.IdentNode) && isUse(n) && !t.lookup(n, n.Text()).at.Exists() {
			for _, p := range t.use(n) {
				all = append(all, p.after(step{name: n.Text()}))
			}
		}
	}
	return all
}

// after is the place of a value to which a step happens before it lands at p.
func (p Place) after(s step) Place {
	p.pending = append(slices.Clip(p.pending), s)
	return p
}

// selected is where the parts of a selection land: the default where the selection does, the subject after it.
func (t *tracer) selected(n syntax.Node, sel syntax.Select) []Place {
	places := slices.Clone(t.places(sel.Node))
	if n != sel.Subject() {
		return places
	}
	names, all := sel.Path().Names()
	if !all {
		return nil
	}
	for i := range places {
		for _, name := range slices.Backward(names) {
			places[i] = places[i].after(step{name: name})
		}
	}
	return places
}

// operand is where an operand lands: of `//` and `++` where the result does.
func (t *tracer) operand(n syntax.Node, b syntax.Binary) []Place {
	switch b.Op().Kind {
	case syntax.Update:
		if !t.strict {
			return t.places(b.Node)
		}
	case syntax.Concat:
		return t.places(b.Node)
	}
	return nil
}

// called is where the body of a function lands that lands, or is called and then lands, at places.
func called(places []Place, l syntax.Lambda) (all []Place) {
	for _, p := range places {
		switch top := len(p.pending) - 1; {
		case top >= 0 && p.pending[top].call:
			p.pending = p.pending[:top:top]
		case top >= 0:
			continue
		case p.Kind == ValuePlace && len(p.Path) > 0 && isModuleFunction(l):
			p.Kind = ModulePlace
		case p.Kind == ModulePlace || p.Kind == testPlace || p.Kind == nodesPlace || p.Kind == hivePlace || p.Kind == systemPlace:
		default:
			continue
		}
		all = append(all, p)
	}
	return all
}

// isModuleFunction reports whether a function as an option's value is a submodule.
func isModuleFunction(l syntax.Lambda) bool {
	for f := range l.Formals().All() {
		if name := f.Name().Text(); moduleFormals[name] || name == "name" {
			return true
		}
	}
	return false
}

// elements is where the elements of a list land that lands at places.
func elements(places []Place) (all []Place) {
	for _, p := range places {
		if len(p.pending) > 0 {
			continue
		}
		switch p.Kind {
		case ModulesPlace:
			p.Kind = ModulePlace
		case MergePlace:
			p.Kind = ValuePlace
		case pairsPlace:
			p.Kind = pairPlace
		case partsPlace:
			all = append(all, p.parts...)
			continue
		case ValuePlace:
			if len(p.Path) == 0 {
				continue
			}
			p.Path = p.Path.Append(optiondb.AnyElement)
		default:
			continue
		}
		all = append(all, p)
	}
	return all
}

// descend is where the attribute name of a set lands that lands at p; holder is the set as written, absent for one that
// only a path implies. ok is false for what lands nowhere.
func (t *tracer) descend(p Place, name string, holder syntax.Node) (Place, bool) {
	if len(p.Path) >= maxPathNames {
		return p, false
	}
	if top := len(p.pending) - 1; top >= 0 {
		if p.pending[top].call || p.pending[top].name != name {
			return p, false
		}
		p.pending, p.unnamed = p.pending[:top:top], true
		return p, true
	}
	p.unnamed = false
	switch p.Kind {
	case ModulePlace:
		return p.inModule(name, t.structured(holder))
	case ValuePlace, OptionsPlace:
		p.Path = p.Path.Append(name)
		return p.nested(), true
	case partsPlace:
		part := p.parts[0]
		part.unnamed, part.handed = true, true
		return part, true
	case optionPlace:
		p.Kind = typePlace
		return p, name == "type"
	case typePlace:
		return p, false
	case pairPlace:
		if name != "value" {
			return p, false
		}
		p.Kind, p.Path, p.unnamed = ValuePlace, p.Path.Append(t.pairName(holder)), true
		return p.nested(), true
	}
	return p.inWorld(name)
}

// pairName is the name in a set of `{ name; value; }`.
func (t *tracer) pairName(holder syntax.Node) string {
	for e := range syntax.AsAttrSet(holder).Entries() {
		b := syntax.AsBinding(e)
		if first, _ := syntax.AttrName(b.Path().Child(0)); first == "name" && !b.Path().Child(1).Exists() {
			if text, known := t.text(b.Value()); known {
				return text
			}
		}
	}
	return optiondb.AnyName
}

// inModule is where the attribute name of a module lands; structured says that it keeps its definitions in `config`.
func (p Place) inModule(name string, structured bool) (Place, bool) {
	switch name {
	case "imports":
		p.Kind = ModulesPlace
		return p, true
	case "config":
		p.Kind = ValuePlace
		return p, true
	case "options":
		p.Kind = OptionsPlace
		return p, true
	case "_module", "_file", "_class", "key", "disabledModules", "freeformType":
		return p, false
	}
	if structured {
		return p, false
	}
	p.Kind, p.Path = ValuePlace, p.Path.Append(name)
	return p.nested(), true
}

// structured reports whether a module keeps its definitions in `config`.
func (t *tracer) structured(holder syntax.Node) bool {
	if !holder.Exists() {
		return false
	}
	entries := t.entries(holder)
	return entries["config"].Exists() || entries["options"].Exists()
}
