package analysis

import (
	"slices"

	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// read is what an expression stands for: the value of the option at path, which is empty for `config` itself.
type read struct {
	world   string
	path    optiondb.Path
	options bool  // of `options`, not of `config`
	args    bool  // the arguments of a module, not an option
	alias   bool  // by a variable
	values  bool  // a list of the values that the option's attributes have
	stage   stage // of what leads to a configuration
}

// isOption reports whether r stands for an option's value, or the whole configuration.
func (r read) isOption() bool { return !r.args && r.stage == arrived }

// extend is what reads stand for after a selection of names.
func extend(reads []read, names []string) (all []read) {
	for _, r := range reads {
		if r, ok := r.extended(names); ok {
			all = append(all, r.nested())
		}
	}
	return all
}

func (r read) extended(names []string) (extended read, ok bool) {
	r.alias = r.alias && len(names) == 0
	for r.stage != arrived && len(names) > 0 {
		var left []string
		if r, left, ok = r.onward(names[0]); !ok {
			return r, false
		}
		names = append(left, names[1:]...)
	}
	if r.args {
		if len(names) == 0 || names[0] != "config" && names[0] != "options" {
			return r, false
		}
		r.args, r.options = false, names[0] == "options"
		names = names[1:]
	}
	if r.values && len(names) > 0 {
		r.values = false
		if names[0] == optiondb.AnyElement {
			names = append([]string{optiondb.AnyName}, names[1:]...)
		}
	}
	r.path = r.path.Append(names...)
	return r, true
}

// nested is r, or what it reads in the configuration that an option holds.
func (r read) nested() read {
	for n := 1; n <= len(r.path); n++ {
		if p := (Place{World: r.world, Path: r.path[:n], Kind: ValuePlace}).nested(); p.Kind == ModulePlace {
			r.world, r.path, n = p.World, r.path[n:], 0 // which may hold another
		}
	}
	return r
}

// reads are the options whose value the expression n may be.
func (t *tracer) reads(n syntax.Node) []read {
	if n = n.Unparen(); !n.Exists() || !t.spend() {
		return nil
	}
	t.depth++
	defer func() { t.depth-- }()
	switch n.Kind() {
	case syntax.IdentNode:
		return t.readVariable(n)
	case syntax.SelectNode:
		return t.readSelection(syntax.AsSelect(n))
	case syntax.LetNode:
		return t.reads(syntax.AsLetIn(n).Body())
	case syntax.WithNode:
		return t.reads(syntax.AsWith(n).Body())
	case syntax.AssertNode:
		return t.reads(syntax.AsAssert(n).Body())
	case syntax.IfNode:
		return append(slices.Clone(t.reads(syntax.AsIf(n).Then())), t.reads(syntax.AsIf(n).Else())...)
	case syntax.BinaryNode:
		switch b := syntax.AsBinary(n); b.Op().Kind {
		case syntax.Update:
			return append(slices.Clone(t.reads(b.Left())), t.reads(b.Right())...)
		case syntax.PipeInto, syntax.PipeFrom:
			return t.readCall(syntax.AsApply(n))
		}
	case syntax.ApplyNode:
		return t.readCall(syntax.AsApply(n))
	}
	return nil
}

// readSelection is what a selection stands for: below an option, or an attribute of a set that is written out; its default is
// what it may be as well.
func (t *tracer) readSelection(sel syntax.Select) (all []read) {
	names := t.namesTo(sel.Path(), syntax.Node{})
	all = t.readTo(sel.Subject(), sel.Path(), syntax.Node{})
	if value, rest := t.attribute(sel.Subject(), names); value.Exists() {
		all = extend(t.reads(value), rest)
	}
	if sel.HasDefault() {
		all = append(all, t.reads(sel.Default())...)
	}
	return all
}

// attribute is the value that a set, written out or a variable of one, gives to the first of names, and the names that are
// left; absent where it is not written.
func (t *tracer) attribute(n syntax.Node, names []string) (value syntax.Node, rest []string) {
	if !t.spend() {
		return value, nil
	}
	t.depth++ // a set may be opened in itself
	defer func() { t.depth-- }()
	n = t.written(n)
	if b := syntax.AsBinary(n); b.Exists() && b.Op().Kind == syntax.Update {
		if value, rest = t.attribute(b.Right(), names); value.Exists() {
			return value, rest
		}
		return t.attribute(b.Left(), names)
	}
	if !n.Is(syntax.AttrSetNode) || len(names) == 0 {
		return value, nil
	}
	at := t.entries(n)[names[0]]
	path, all := syntax.AsBinding(at).Path().Names()
	switch {
	case at.Parent().Is(syntax.InheritNode):
		if inherit := syntax.AsInherit(at.Parent()); inherit.HasSource() {
			return t.attribute(inherit.Source(), names)
		}
		return at, names[1:]
	case at.Exists() && all && optiondb.Path(names).HasPrefix(path):
		return syntax.AsBinding(at).Value(), names[len(path):]
	}
	return value, nil
}

// written is the expression that n is, behind parentheses, scopes, variables, and functions that give what they are given.
func (t *tracer) written(n syntax.Node) syntax.Node {
	for range 16 {
		switch n = n.Unparen(); n.Kind() {
		case syntax.LetNode:
			n = syntax.AsLetIn(n).Body()
		case syntax.WithNode:
			n = syntax.AsWith(n).Body()
		case syntax.AssertNode:
			n = syntax.AsAssert(n).Body()
		case syntax.IdentNode:
			v := t.lookup(n, n.Text())
			b := syntax.AsBinding(v.at)
			value := b.Value()
			if !v.at.Exists() {
				value = t.opening(n)
			}
			if !value.Exists() || b.Path().Child(1).Exists() {
				return n
			}
			n = value
		case syntax.ApplyNode, syntax.BinaryNode:
			given := t.givenBack(syntax.AsApply(n))
			if !given.Exists() {
				return n
			}
			n = given
		default:
			return n
		}
	}
	return n
}

// opening is the value of the free name n, where the innermost `with` around it opens a set that is written out and has it.
func (t *tracer) opening(n syntax.Node) (value syntax.Node) {
	child := n
	for p := range n.Ancestors() {
		if with := syntax.AsWith(p); with.Exists() && child != with.Subject() {
			if value, rest := t.attribute(with.Subject(), []string{n.Text()}); len(rest) == 0 {
				return value
			}
			break
		}
		child = p
	}
	return syntax.Node{}
}

// givenBack is the argument that a call comes to, where the function gives it back as it is: lib's, or one that is written out.
func (t *tracer) givenBack(call syntax.Apply) syntax.Node {
	head, index := call.Function().Unparen(), 0
	for inner := syntax.AsApply(head); inner.Exists(); inner = syntax.AsApply(head) {
		head, index = inner.Function().Unparen(), index+1
	}
	if at, known := givers[functionName(head)]; known {
		if at != index {
			return syntax.Node{}
		}
		return call.Argument()
	}
	l, argument := t.function(head), call.Argument()
	if index > 0 || !l.Exists() {
		return syntax.Node{}
	}
	name := l.Body().Unparen()
	switch v := t.lookup(name, name.Text()); {
	case !name.Is(syntax.IdentNode) || v.scope != l.Node:
	case v.at == l.Param():
		return argument
	case syntax.AsFormal(v.at).Exists():
		if value, rest := t.attribute(argument, []string{name.Text()}); len(rest) == 0 {
			return value
		}
	}
	return syntax.Node{}
}

// givers are the functions that give their last argument back, and its index.
var givers = map[string]int{"id": 0, "traceVal": 0, "trace": 1, "warn": 1, "seq": 1, "deepSeq": 1, "warnIf": 2, "throwIf": 2, "throwIfNot": 2}

func (t *tracer) readVariable(n syntax.Node) (all []read) {
	name := n.Text()
	if s, known := syntax.AttrName(n); known {
		name = s
	}
	return t.readNamed(n, name)
}

// readNamed is what a variable of the name stands for at n. Most variables are read often: what was found out without meeting a limit
// is kept.
func (t *tracer) readNamed(n syntax.Node, name string) (all []read) {
	v := t.lookup(n, name)
	if !v.at.Exists() {
		return t.readFree(n, name)
	}
	if all, known := t.known[v.at]; known {
		return all
	}
	own := len(t.reading)
	if outer, busy := t.reading[v.at]; busy { // a function that calls itself: what it makes of its own results is left out
		t.outermost = min(t.outermost, outer)
		return nil
	}
	t.reading[v.at] = own
	limited, outermost := t.limited, t.outermost
	t.limited, t.outermost = false, own
	if all = t.readBound(v, name); !t.limited && t.outermost == own {
		t.known[v.at] = all
	}
	delete(t.reading, v.at)
	t.limited = t.limited || limited
	if t.outermost == own {
		t.outermost = outermost
	}
	t.outermost = min(t.outermost, outermost)
	return all
}

// readBound is readNamed of a variable that the file binds.
func (t *tracer) readBound(v variable, name string) (all []read) {
	switch {
	case v.at.Is(syntax.BindingNode):
		if b := syntax.AsBinding(v.at); !b.Path().Child(1).Exists() {
			all = t.reads(b.Value())
		}
		return aliased(all)
	case v.at.Parent().Is(syntax.InheritNode):
		return aliased(t.readInherited(v.at, name))
	}
	return t.readParameter(v, syntax.AsLambda(v.scope))
}

// readInherited is what the name at, of an inherit, stands for.
func (t *tracer) readInherited(at syntax.Node, name string) []read {
	inherit := syntax.AsInherit(at.Parent())
	if !inherit.HasSource() {
		return t.readVariable(at)
	}
	if value, rest := t.attribute(inherit.Source(), []string{name}); value.Exists() {
		return extend(t.reads(value), rest)
	}
	return extend(t.reads(inherit.Source()), []string{name})
}

func aliased(reads []read) []read {
	all := slices.Clone(reads)
	for i := range all {
		all[i].alias = true
	}
	return all
}

// readParameter is what a parameter stands for: `config` of a module, or what the functions of lib call a function with.
func (t *tracer) readParameter(v variable, l syntax.Lambda) (all []read) {
	whole := v.at == l.Param()
	for _, p := range called(t.places(l.Node), l) {
		if p.Kind != ModulePlace || len(p.pending) > 0 {
			continue
		}
		if r := (read{world: p.World, path: p.Path}); whole {
			r.args = true
			all = append(all, r)
		} else if v.name == "config" || v.name == "options" {
			r.options = v.name == "options"
			all = append(all, r)
		}
	}
	if len(all) == 0 && v.name == "nodes" && !whole {
		all = t.readNodes(l)
	}
	if len(all) == 0 {
		all = t.readArgument(v, l)
	}
	if len(all) == 0 && !whole {
		all = t.readPassed(v.name)
	}
	if len(all) > 0 {
		return all
	}
	if all = t.readElement(l); !whole {
		all = aliased(extend(all, []string{v.name}))
	}
	return all
}

// readArgument is what a parameter stands for of a function that is called in this file.
func (t *tracer) readArgument(v variable, l syntax.Lambda) (all []read) {
	for _, argument := range t.given(l) {
		all = append(all, t.readPart(v, l, argument)...)
	}
	if outer, index := outermostOf(l); len(all) == 0 && outer.Parent().Is(syntax.FileNode) {
		for _, i := range t.importers() {
			if argument := argumentOf(i.call, index); argument.Exists() {
				all = append(all, i.tracer.readPart(v, l, argument)...)
				t.limited = t.limited || i.tracer.limited
			}
		}
	}
	if len(all) == 0 && v.at != l.Param() {
		return aliased(t.reads(syntax.AsFormal(v.at).Default()))
	}
	return aliased(all)
}

// given are the arguments that a function is called with in this file: where it is written, or by the name that it is bound to.
func (t *tracer) given(l syntax.Lambda) (all []syntax.Node) {
	outer, index := outermostOf(l)
	for _, use := range t.usesOf(outer) {
		if argument := argumentOf(use, index); argument.Exists() {
			all = append(all, argument)
		}
	}
	return all
}

// outermostOf is the function that l is the body of, behind index others, itself where it is none's; with the parentheses around.
func outermostOf(l syntax.Lambda) (outer syntax.Node, index int) {
	outer = l.Node
	for p := outer.Parent(); p.Is(syntax.ParenNode) || p.Is(syntax.LambdaNode); p = outer.Parent() {
		if outer = p; p.Is(syntax.LambdaNode) {
			index++
		}
	}
	return outer, index
}

// argumentOf is the argument at index of the call of the function n, absent where it is not called with as many.
func argumentOf(n syntax.Node, index int) syntax.Node {
	for ; ; index-- {
		n = wrapped(n)
		call := syntax.AsApply(n.Parent())
		switch {
		case !call.Exists() || call.Function() != n:
			return syntax.Node{}
		case index == 0:
			return call.Argument()
		}
		n = call.Node
	}
}

// readPart is what a parameter of l stands for where l is called with an argument.
func (t *tracer) readPart(v variable, l syntax.Lambda, argument syntax.Node) []read {
	if v.at == l.Param() {
		return t.reads(argument)
	}
	if value, rest := t.attribute(argument, []string{v.name}); value.Exists() {
		return extend(t.reads(value), rest)
	}
	return nil
}

// readPassed is what an argument of a module stands for that the configuration passes by `_module.args`.
func (t *tracer) readPassed(name string) (all []read) {
	if !t.asks || t.depth > importDepth {
		t.limited = t.limited || t.asks
		return nil
	}
	for _, c := range t.snapshot.ConfigurationsOf(t.file) {
		for _, d := range c.At(moduleArgs.Append(name)) {
			if f := t.snapshot.File(d.File()); f != nil && f.Tree == d.ValueNode().File() {
				from := t.snapshot.textTracer(f)
				from.depth = t.depth + importDepth
				all = append(all, from.reads(d.ValueNode())...)
				t.limited = t.limited || from.limited
			}
		}
	}
	return aliased(all)
}

// readFree is what a free name stands for: an attribute of a set that a `with` around brings into scope, where that
// is known to have it.
func (t *tracer) readFree(n syntax.Node, name string) []read {
	child := n
	for p := range n.Ancestors() {
		if with := syntax.AsWith(p); with.Exists() && child != with.Subject() {
			if value, rest := t.attribute(with.Subject(), []string{name}); value.Exists() {
				return aliased(extend(t.reads(value), rest))
			}
			found := extend(t.reads(with.Subject()), []string{name})
			found = slices.DeleteFunc(found, func(r read) bool { return !r.isOption() || !t.snapshot.knows(t.file, r.world, r.path) })
			if len(found) > 0 {
				return found
			}
		}
		child = p
	}
	return nil
}

// openedAt are what the `with`s around n read, the innermost first: where a name that nothing binds may come from.
func (t *tracer) openedAt(n syntax.Node) (all []read) {
	child := n
	for p := range n.Ancestors() {
		if with := syntax.AsWith(p); with.Exists() && child != with.Subject() {
			for _, r := range t.reads(with.Subject()) {
				if r.isOption() {
					all = append(all, r)
				}
			}
		}
		child = p
	}
	return all
}
