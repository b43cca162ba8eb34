package syntax

import "sort"

// Validate says what Nix's parser refuses in f besides the grammar: attributes and formals given twice, undefined
// variables, computed attributes in a `let`. The errors are in source order. It is silent about what stands in or beside
// broken text: an error node may have held the definition that is missing.
func Validate(f *File) []Error {
	v := &validator{file: f, conflicted: conflicted(f), tabled: map[Node]bool{}, merged: map[Node]bool{}}
	v.expr(f.Root(), nil)
	sort.SliceStable(v.errors, func(i, j int) bool { return v.errors[i].Start < v.errors[j].Start })
	return v.errors
}

// validator walks a tree once.
type validator struct {
	file       *File
	errors     []Error
	conflicted bool          // both sides of a merge define the same: duplicates say nothing then
	tabled     map[Node]bool // sets whose attributes were looked at together with the set around them
	merged     map[Node]bool // sets, and paths into sets, that merge with a `rec`: they see one another's names
}

// scope is one level of names in sight. A nil scope holds the globals only.
type scope struct {
	outer *scope
	names map[string]bool
	open  bool // any name may be in it: a `with`, or definitions that broken text may hide
}

// defines reports whether name may be defined in s, outside it, or by Nix itself.
func (s *scope) defines(name string) bool {
	for ; s != nil; s = s.outer {
		if s.open || s.names[name] {
			return true
		}
	}
	return globals[name]
}

func (v *validator) report(kind ErrorKind, at Node, message string, related Related) {
	v.errors = append(v.errors, Error{Kind: kind, Start: at.Start(), End: at.End(), Message: message, Related: related})
}

// expr walks n with the names of s in sight.
func (v *validator) expr(n Node, s *scope) {
	switch n.Kind() {
	case ErrorNode, MissingNode:
	case IdentNode:
		v.variable(n, s)
	case LambdaNode:
		v.lambda(AsLambda(n), s)
	case LetNode:
		v.let(AsLetIn(n), s)
	case LegacyLetNode:
		v.set(n, s, true)
	case AttrSetNode:
		v.set(n, s, AsAttrSet(n).Recursive())
	case WithNode:
		w := AsWith(n)
		v.expr(w.Subject(), s)
		v.expr(w.Body(), &scope{outer: s, open: true})
	case AttrPathNode:
		v.attrPath(n, s)
	default:
		v.children(n, s)
	}
}

func (v *validator) children(n Node, s *scope) {
	for c := range n.Children() {
		v.expr(c, s)
	}
}

func (v *validator) variable(n Node, s *scope) {
	name := n.Text()
	if name == "or" || s.defines(name) { // `f or` is read as an application to a variable that need not exist until used
		return
	}
	v.report(UndefinedVariable, n, v.undefined(name, s), Related{})
}

// attrPath walks the computed segments of an attribute path; its names are no variables.
func (v *validator) attrPath(n Node, s *scope) {
	for c := range n.Children() {
		if !c.Is(IdentNode) {
			v.children(c, s)
		}
	}
}

func (v *validator) lambda(l Lambda, s *scope) {
	inner := &scope{outer: s, names: map[string]bool{}, open: broken(l.Node)}
	at := map[string]Node{}
	add := func(n Node) {
		if !n.Is(IdentNode) {
			return
		}
		name := n.Text()
		if first, twice := at[name]; twice {
			v.report(DuplicateAttribute, n, "the argument `"+name+"` is named twice",
				Related{first.Start(), first.End(), "`" + name + "` is first named here"})
		}
		at[name], inner.names[name] = n, true
	}
	formals := l.Formals()
	inner.open = inner.open || formals.Exists() && broken(formals.Node)
	for f := range formals.All() {
		add(f.Name())
	}
	add(l.Param())
	for f := range formals.All() {
		v.expr(f.Default(), inner)
	}
	v.expr(l.Body(), inner)
}

func (v *validator) let(l LetIn, s *scope) {
	inner := v.entries(l.Node, s, true)
	v.expr(l.Body(), inner)
}

func (v *validator) set(n Node, s *scope, recursive bool) { v.entries(n, s, recursive) }

// entries walks the bindings of n and gives the scope that they make: inside a `rec` or `let` they see one another.
func (v *validator) entries(n Node, s *scope, recursive bool) *scope {
	if !v.conflicted && !v.tabled[n] {
		v.table(n)
	}
	inner := s
	if recursive || v.merged[n] {
		inner = &scope{outer: s, names: map[string]bool{}, open: broken(n) || v.merged[n]}
		collectNames(n, inner)
	}
	for e := range n.Children() {
		switch e.Kind() {
		case BindingNode:
			v.binding(AsBinding(e), n, inner)
		case InheritNode:
			v.inherit(AsInherit(e), s, inner)
		}
	}
	return inner
}

func (v *validator) binding(b Binding, in Node, s *scope) {
	if v.merged[b.Path().Node] {
		s = &scope{outer: s, open: true}
	}
	v.expr(b.Path().Node, s)
	v.expr(b.Value(), s)
	if first := b.Path().Child(0); in.Is(LetNode) && (first.Is(InterpolationNode) || first.Is(StringNode)) {
		if _, known := AttrName(first); !known {
			v.report(SyntaxError, first, "a `let` cannot define computed names", Related{})
		}
	}
}

func (v *validator) inherit(i InheritStmt, outer, inner *scope) {
	if i.HasSource() {
		v.expr(i.Source(), inner)
		return
	}
	for a := range i.Attrs() {
		if name, known := AttrName(a); known && !outer.defines(name) {
			v.report(UndefinedVariable, a, v.undefined(name, outer), Related{})
		}
	}
}

// collectNames adds to s what the entries of n define.
func collectNames(n Node, s *scope) {
	for e := range n.entries() {
		if e.Is(InheritNode) {
			for a := range AsInherit(e).Attrs() {
				if name, known := AttrName(a); known {
					s.names[name] = true
				}
			}
			continue
		}
		if name, known := AttrName(AsBinding(e).Path().Child(0)); known {
			s.names[name] = true
		}
	}
}

// broken reports whether text beside n's children fits nowhere, or one of them lacks its name.
func broken(n Node) bool {
	for c := range n.Children() {
		if c.Is(ErrorNode) || c.Is(BindingNode) && (c.FirstChild().FirstChild().Is(MissingNode) || !AsBinding(c).Value().Exists()) {
			return true
		}
	}
	return false
}

// conflicted reports whether f holds an unresolved merge: both sides define the same then.
func conflicted(f *File) bool {
	for _, t := range f.tokens {
		if t.kind() == Conflict {
			return true
		}
	}
	return false
}
