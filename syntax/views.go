package syntax

import "iter"

// The typed views: As… gives a view of a node that has the right kind, and an absent one of any other. Accessors answer
// an absent Node where the text lacks the part.

// AttrSet is `{ … }` or `rec { … }`.
type AttrSet struct{ Node }

// AsAttrSet views n as an attribute set.
func AsAttrSet(n Node) AttrSet { return AttrSet{n.only(AttrSetNode)} }

// Recursive reports whether the set begins with `rec`.
func (s AttrSet) Recursive() bool { return s.FirstToken().Kind == Rec }

// Entries are the set's [BindingNode]s and [InheritNode]s in source order.
func (s AttrSet) Entries() iter.Seq[Node] { return s.entries() }

// Closed reports whether the closing brace is there.
func (s AttrSet) Closed() bool { return s.LastToken().Kind == RBrace }

// LegacyLet is `let { …; body = …; }`, whose value is its attribute `body`.
type LegacyLet struct{ Node }

// AsLegacyLet views n as a legacy let.
func AsLegacyLet(n Node) LegacyLet { return LegacyLet{n.only(LegacyLetNode)} }

// Entries are the bindings and inherits in source order.
func (l LegacyLet) Entries() iter.Seq[Node] { return l.entries() }

// LetIn is `let … in body`.
type LetIn struct{ Node }

// AsLetIn views n as a let expression.
func AsLetIn(n Node) LetIn { return LetIn{n.only(LetNode)} }

// Entries are the bindings and inherits in source order.
func (l LetIn) Entries() iter.Seq[Node] { return l.entries() }

// Body is the expression behind `in`.
func (l LetIn) Body() Node { return l.lastChild().present() }

// Binding is `path = value;`.
type Binding struct{ Node }

// AsBinding views n as a binding.
func AsBinding(n Node) Binding { return Binding{n.only(BindingNode)} }

// Path is the attribute path on the left.
func (b Binding) Path() AttrPath { return AsAttrPath(b.Child(0)) }

// Value is the expression on the right.
func (b Binding) Value() Node { return b.expr(1) }

// InheritStmt is `inherit a b;` or `inherit (source) a b;`.
type InheritStmt struct{ Node }

// AsInherit views n as an inherit.
func AsInherit(n Node) InheritStmt { return InheritStmt{n.only(InheritNode)} }

// Source is the expression in parentheses (without them); absent for a plain `inherit`.
func (i InheritStmt) Source() Node {
	if c := i.Child(0); c.Is(ParenNode) {
		return c.expr(0)
	}
	return Node{}
}

// HasSource reports whether there are parentheses, be they empty.
func (i InheritStmt) HasSource() bool { return i.Child(0).Is(ParenNode) }

// Attrs are the inherited names: [IdentNode]s, [StringNode]s, and, which Nix refuses, [InterpolationNode]s.
func (i InheritStmt) Attrs() iter.Seq[Node] {
	return func(yield func(Node) bool) {
		for c := range i.Children() {
			if !c.Is(ParenNode) && !c.Is(ErrorNode) && !yield(c) {
				return
			}
		}
	}
}

// AttrPath is a dotted path: `a.b."c".${d}`.
type AttrPath struct{ Node }

// AsAttrPath views n as an attribute path.
func AsAttrPath(n Node) AttrPath { return AttrPath{n.only(AttrPathNode)} }

// Segments are the path's parts: [IdentNode], [StringNode], [InterpolationNode], or [MissingNode] where a dot is
// followed by nothing.
func (p AttrPath) Segments() iter.Seq[Node] {
	return func(yield func(Node) bool) {
		for c := range p.Children() {
			if !c.Is(ErrorNode) && !yield(c) {
				return
			}
		}
	}
}

// AttrName is the name that a segment of an attribute path or a name of an inherit stands for: known for an identifier,
// for a string without interpolation, and for `${"literal"}`, which Nix reads as the literal.
func AttrName(segment Node) (name string, known bool) {
	switch segment.Kind() {
	case IdentNode:
		return segment.Text(), true
	case StringNode:
		return AsString(segment).Value()
	case InterpolationNode:
		return AsString(segment.Inner().Unparen()).Value()
	}
	return "", false
}

// Lambda is a function: `x: body`, `{ a, b ? 1, ... } @ args: body`.
type Lambda struct{ Node }

// AsLambda views n as a function.
func AsLambda(n Node) Lambda { return Lambda{n.only(LambdaNode)} }

// Param is the identifier that names the whole argument, before or behind the formals; absent when there is none.
func (l Lambda) Param() Node {
	last := l.lastChild()
	for c := range l.Children() {
		if c.Is(IdentNode) && c != last {
			return c
		}
	}
	return Node{}
}

// Formals is the pattern in braces; absent for `x: …`.
func (l Lambda) Formals() Formals {
	for c := range l.Children() {
		if c.Is(FormalsNode) {
			return Formals{c}
		}
	}
	return Formals{}
}

// Body is the function's body.
func (l Lambda) Body() Node { return l.lastChild().present() }

// Formals is the pattern `{ a, b ? 1, ... }`.
type Formals struct{ Node }

// All are the [Formal]s in source order.
func (f Formals) All() iter.Seq[Formal] {
	return func(yield func(Formal) bool) {
		for c := range f.Children() {
			if c.Is(FormalNode) && !yield(Formal{c}) {
				return
			}
		}
	}
}

// Ellipsis reports whether the pattern accepts further attributes.
func (f Formals) Ellipsis() bool {
	if !f.Exists() {
		return false
	}
	for i := int(f.raw().last) - 1; i > int(f.raw().first); i-- {
		switch k := f.file.tokens[i].kind(); {
		case k == Ellipsis:
			return true
		case k != RBrace && k != Comma && !k.IsTrivia():
			return false
		}
	}
	return false
}

// Formal is one name of a pattern, with or without a default.
type Formal struct{ Node }

// AsFormal views n as a formal.
func AsFormal(n Node) Formal { return Formal{n.only(FormalNode)} }

// Name is the formal's identifier.
func (f Formal) Name() Node { return f.Child(0) }

// Default is the expression behind `?`; absent when there is none.
func (f Formal) Default() Node { return f.expr(1) }

// Select is `subject.path` or `subject.path or default`.
type Select struct{ Node }

// AsSelect views n as a selection.
func AsSelect(n Node) Select { return Select{n.only(SelectNode)} }

// Subject is what is selected from.
func (s Select) Subject() Node { return s.expr(0) }

// Path is the selected attribute path.
func (s Select) Path() AttrPath { return AsAttrPath(s.Child(1)) }

// Default is the expression behind `or`; absent when there is none.
func (s Select) Default() Node { return s.expr(2) }

// HasDefault reports whether there is an `or`, be it followed by nothing.
func (s Select) HasDefault() bool { return s.Child(2).Exists() }

// HasAttr is `subject ? path`.
type HasAttr struct{ Node }

// AsHasAttr views n as a test for an attribute.
func AsHasAttr(n Node) HasAttr { return HasAttr{n.only(HasAttrNode)} }

// Subject is the set that is asked.
func (h HasAttr) Subject() Node { return h.expr(0) }

// Path is the path asked for.
func (h HasAttr) Path() AttrPath { return AsAttrPath(h.Child(1)) }

// Apply is `function argument`, or the same with an operator: `argument |> function`, `function <| argument`. `f a b` is an Apply of
// an Apply.
type Apply struct{ Node }

// AsApply views n as an application.
func AsApply(n Node) Apply {
	switch {
	case n.Is(ApplyNode):
		return Apply{n}
	case n.Is(BinaryNode):
		if op := AsBinary(n).Op().Kind; op == PipeInto || op == PipeFrom {
			return Apply{n}
		}
	}
	return Apply{}
}

// Function is the applied expression.
func (a Apply) Function() Node { return a.expr(a.first()) }

// Argument is what it is applied to.
func (a Apply) Argument() Node { return a.expr(1 - a.first()) }

// first is which of the two stands for the function.
func (a Apply) first() int {
	if AsBinary(a.Node).Op().Kind == PipeInto {
		return 1
	}
	return 0
}

// Binary is `left op right`.
type Binary struct{ Node }

// AsBinary views n as a binary operation.
func AsBinary(n Node) Binary { return Binary{n.only(BinaryNode)} }

// Left is the left operand.
func (b Binary) Left() Node { return b.expr(0) }

// Right is the right operand.
func (b Binary) Right() Node { return b.expr(1) }

// Op is the operator's token.
func (b Binary) Op() Token {
	if !b.Exists() {
		return Token{}
	}
	return b.Child(0).tokenAfter(b.Node)
}

// Unary is `!operand` or `-operand`; its first token is the operator.
type Unary struct{ Node }

// AsUnary views n as a unary operation.
func AsUnary(n Node) Unary { return Unary{n.only(UnaryNode)} }

// Operand is the expression behind the operator.
func (u Unary) Operand() Node { return u.expr(0) }

// IfElse is `if condition then a else b`.
type IfElse struct{ Node }

// AsIf views n as a conditional.
func AsIf(n Node) IfElse { return IfElse{n.only(IfNode)} }

// Condition, Then and Else are its three parts.
func (i IfElse) Condition() Node { return i.expr(0) }

// Then is the value when the condition holds.
func (i IfElse) Then() Node { return i.expr(1) }

// Else is the value when it does not.
func (i IfElse) Else() Node { return i.expr(2) }

// Scoped is `with set; body` or `assert condition; body`.
type Scoped struct{ Node }

// AsWith views n as a with expression.
func AsWith(n Node) Scoped { return Scoped{n.only(WithNode)} }

// AsAssert views n as an assertion.
func AsAssert(n Node) Scoped { return Scoped{n.only(AssertNode)} }

// Subject is the set or the condition before the semicolon.
func (s Scoped) Subject() Node { return s.expr(0) }

// Body is the expression behind the semicolon.
func (s Scoped) Body() Node { return s.expr(1) }

// Inner is the expression in a [ParenNode] or an [InterpolationNode].
func (n Node) Inner() Node {
	if n.Is(ParenNode) || n.Is(InterpolationNode) {
		return n.expr(0)
	}
	return Node{}
}

// Unparen is n without the parentheses around it.
func (n Node) Unparen() Node {
	for n.Is(ParenNode) {
		n = n.expr(0)
	}
	return n
}

// Elements are the elements of a [ListNode].
func (n Node) Elements() iter.Seq[Node] {
	return func(yield func(Node) bool) {
		if !n.Is(ListNode) {
			return
		}
		for c := range n.Children() {
			if !c.Is(ErrorNode) && !c.Is(MissingNode) && !yield(c) {
				return
			}
		}
	}
}

func (n Node) only(k Kind) Node {
	if n.Kind() == k {
		return n
	}
	return Node{}
}

func (n Node) entries() iter.Seq[Node] {
	return func(yield func(Node) bool) {
		for c := range n.Children() {
			if k := c.Kind(); (k == BindingNode || k == InheritNode) && !yield(c) {
				return
			}
		}
	}
}

// IsLiteral reports whether n is written out in full: a number, a path or a string without interpolation, a URL.
func (n Node) IsLiteral() bool {
	switch n.Kind() {
	case IntNode, FloatNode, URINode, SearchPathNode:
		return true
	case PathNode, StringNode, IndStringNode:
		return n.raw().size() == 1
	}
	return false
}
