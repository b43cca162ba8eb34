package syntax

import "sort"

// Validate says what Nix's parser refuses in f besides the grammar: attributes and formals given twice, undefined
// variables, computed attributes in a `let`. The errors are in source order, at most [MaxErrors]. It is silent about what
// stands in or beside broken text: an error node may have held the definition that is missing.
func Validate(f *File) []Error {
	v := &validator{file: f, conflicted: conflicted(f), tables: make([]*attrTable, len(f.nodes)), names: map[string]int{}}
	v.expr(f.Root())
	return v.sorted()
}

func (v *validator) sorted() []Error {
	sort.SliceStable(v.errors, func(i, j int) bool { return v.errors[i].Start < v.errors[j].Start })
	return v.errors
}

// validator walks a tree once. What is in scope is counted, not chained: names says how many of the scopes around the
// current node define a name, so that a look-up costs the same however deep it stands.
type validator struct {
	file       *File
	errors     []Error
	conflicted bool         // both sides of a merge define the same: duplicates say nothing then
	tables     []*attrTable // by node index: what the sets that were looked at define
	within     []string     // paths of the sets that are being merged, for messages

	before    *validated           // the version before, nil for none
	fewTables map[int32]*attrTable // the tables, when only few sets are looked at

	spareTables  []attrTable
	spareEntries []attrEntry

	names map[string]int
	rest  []*attrTable // further sets in scope: those that the current one was merged into
	open  int          // how many scopes there are that may define any name: a `with`, or one with broken text in it
}

// enter opens a scope that defines what t does; leave closes it.
func (v *validator) enter(t *attrTable) {
	for _, e := range t.entries {
		v.names[e.name]++
	}
	if t.broken {
		v.open++
	}
}

func (v *validator) leave(t *attrTable) {
	for _, e := range t.entries {
		v.names[e.name]--
	}
	if t.broken {
		v.open--
	}
}

// defined reports whether name may be defined here.
func (v *validator) defined(name string) bool {
	if v.open > 0 || v.names[name] > 0 || globals[name] {
		return true
	}
	for _, t := range v.rest {
		if t.broken || t.find(name) != nil {
			return true
		}
	}
	return false
}

func (v *validator) report(kind ErrorKind, at Node, message string, related Related) {
	if len(v.errors) < MaxErrors {
		v.errors = append(v.errors, Error{Kind: kind, Start: at.Start(), End: at.End(), Message: message, Related: related})
	}
}

// expr walks n.
func (v *validator) expr(n Node) {
	if v.takeOver(n) {
		return
	}
	switch n.Kind() {
	case ErrorNode, MissingNode:
	case IdentNode:
		v.variable(n)
	case LambdaNode:
		v.lambda(AsLambda(n))
	case LetNode, LegacyLetNode:
		v.entries(n, true)
	case AttrSetNode:
		v.entries(n, AsAttrSet(n).Recursive())
	case WithNode:
		w := AsWith(n)
		v.expr(w.Subject())
		v.open++
		v.expr(w.Body())
		v.open--
	case AttrPathNode:
		v.attrPath(n)
	case ApplyNode:
		v.apply(AsApply(n))
	default:
		v.children(n)
	}
}

func (v *validator) children(n Node) {
	for c := range n.Children() {
		v.expr(c)
	}
}

func (v *validator) variable(n Node) {
	if name := n.Text(); !v.defined(name) {
		v.undefined(n, name)
	}
}

// apply walks an application. Nix reads `f or` as an application to a variable named `or`, and reports it at f.
func (v *validator) apply(a Apply) {
	if a.LastToken().Kind == Or && a.Argument().Is(IdentNode) && !v.defined("or") {
		v.report(UndefinedVariable, a.Node, "`or` gives a default only behind a selection, as in `set.name or default`; here it is read as "+
			"a variable, which is not defined", Related{})
		v.expr(a.Function())
		return
	}
	v.children(a.Node)
}

// attrPath walks the computed segments of an attribute path; its names are no variables.
func (v *validator) attrPath(n Node) {
	for c := range n.Children() {
		if !c.Is(IdentNode) {
			v.children(c)
		}
	}
}

func (v *validator) lambda(l Lambda) {
	names := v.newTable(attrTable{broken: broken(l.Node)})
	add := func(n Node) {
		if !n.Is(IdentNode) {
			return
		}
		name := n.Text()
		if first := names.find(name); first != nil {
			v.report(DuplicateAttribute, n, "the argument `"+name+"` is named twice",
				Related{first.at.Start(), first.at.End(), "`" + name + "` is first named here"})
			return
		}
		names.add(v.newEntry(attrEntry{name: name, at: n}))
	}
	formals := l.Formals()
	names.broken = names.broken || formals.Exists() && broken(formals.Node)
	for f := range formals.All() {
		add(f.Name())
	}
	add(l.Param())
	v.enter(names)
	for f := range formals.All() {
		v.expr(f.Default())
	}
	v.expr(l.Body())
	v.leave(names)
}

// entries walks a set or a let: inside a `rec` or `let` the entries see one another, except for those of a plain
// `inherit`, which come from outside.
func (v *validator) entries(n Node, recursive bool) {
	table := v.known(n)
	if table == nil {
		table = v.table(n, recursive)
	}
	for e := range n.entries() {
		if i := AsInherit(e); i.Exists() && !i.HasSource() {
			v.inherit(i)
		}
	}
	whole := table.whole()
	v.see(whole, table)
	for c := range n.Children() {
		switch {
		case c.Is(BindingNode):
			v.binding(AsBinding(c), whole, n.Is(LetNode))
		case c.Is(InheritNode):
			v.expr(AsInherit(c).Source())
		case n.Is(LetNode):
			v.expr(c)
		}
	}
	v.unsee(whole, table)
}

// known is the table of the set n, nil for one that was not looked at.
func (v *validator) known(n Node) *attrTable {
	if v.tables == nil {
		return v.fewTables[n.index]
	}
	return v.tables[n.index]
}

func (v *validator) keep(n Node, t *attrTable) {
	if v.tables == nil {
		v.fewTables[n.index] = t
	} else {
		v.tables[n.index] = t
	}
}

// see brings the names of whole in sight when it is recursive. A set that only became a part of it is not counted in:
// many parts of one large set would make that slow.
func (v *validator) see(whole, part *attrTable) {
	switch {
	case !whole.recursive:
	case whole == part:
		v.enter(whole)
	default:
		v.rest = append(v.rest, whole)
	}
}

func (v *validator) unsee(whole, part *attrTable) {
	switch {
	case !whole.recursive:
	case whole == part:
		v.leave(whole)
	default:
		v.rest = v.rest[:len(v.rest)-1]
	}
}

// binding walks a binding of a set that defines what table does. `a.b = x;` may lead into a `rec` set written elsewhere.
func (v *validator) binding(b Binding, table *attrTable, inLet bool) {
	rest := len(v.rest)
	last := Node{}
	for segment := range b.Path().Segments() {
		if last.Exists() && table != nil {
			if table = table.inner(last); table != nil {
				v.see(table, nil)
			}
		}
		last = segment
	}
	v.expr(b.Path().Node)
	v.expr(b.Value())
	v.rest = v.rest[:rest]
	if first := b.Path().Child(0); inLet && (first.Is(InterpolationNode) || first.Is(StringNode)) {
		if _, known := AttrName(first); !known {
			v.report(SyntaxError, first, "a `let` cannot define computed names", Related{})
		}
	}
}

// inner is the table of the attribute that segment names, nil when it has none.
func (t *attrTable) inner(segment Node) *attrTable {
	name, known := AttrName(segment)
	if !known {
		return nil
	}
	if e := t.find(name); e != nil && e.table != nil {
		return e.table.whole()
	}
	return nil
}

func (v *validator) inherit(i InheritStmt) {
	if broken(i.Node) {
		return
	}
	for a := range i.Attrs() {
		if name, known := AttrName(a); known && !v.defined(name) {
			v.undefined(a, name)
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
