package analysis

import (
	"strings"

	"atproto-ls/syntax"
)

// This file says what is being written at an offset, in a text that need not parse.

// cursorKind says what a name at the cursor would be.
type cursorKind uint8

const (
	atNothing cursorKind = iota
	atName               // a segment of the path of a binding in a set
	atRead               // a segment of a selection: `config.services.`
	atInherit            // a name of an `inherit (source)`
	atValue              // an expression
	inString             // the text of a string
)

// cursor is what stands around the offset of a completion.
type cursor struct {
	kind       cursorKind
	start      int         // where what is written begins: the path's first segment, else the word
	from, to   int         // the segment or word that is being written, empty where there is none
	set        syntax.Node // atName: the set that the binding is or would be in
	prefix     []syntax.Node
	entry      syntax.Node // atName: the binding of which the segment is part; absent where it is not one yet
	subject    syntax.Node // atRead: what is selected from; atInherit: the source
	expression syntax.Node // atValue, inString: the expression at the cursor, be it missing; a list where it is a new element
	element    bool        // atValue: expression is the list that the cursor stands in, between elements
	argument   fate        // atValue: expression is a call, and the cursor stands at its next argument, which lands so
}

// cursorAt says what is being written at off.
func (f *File) cursorAt(off int) cursor {
	off = min(max(off, 0), len(f.Tree.Source()))
	before := syntax.Token{Kind: syntax.EOF}
	if off > 0 {
		before = f.Tree.TokenAt(off - 1)
	}
	c := cursor{start: off, from: off, to: off}
	switch before.Kind {
	case syntax.Comment:
		if off < before.End || f.Tree.Source()[before.Start] == '#' || !strings.HasSuffix(f.text(before), "*/") {
			return cursor{}
		}
	case syntax.Conflict, syntax.PathToken, syntax.PathOpen, syntax.PathText, syntax.URIToken, syntax.SearchPathToken,
		syntax.IndStringText, syntax.IndStringOpen:
		return cursor{}
	case syntax.StringText, syntax.StringOpen:
		n := f.tokenOwner(before)
		if n.Is(syntax.StringNode) && !n.FirstChild().Exists() { // its closing quote is not there
			return cursor{kind: inString, start: n.Start(), from: n.Start(), to: n.End(), expression: n}
		}
		return cursor{}
	case syntax.IndStringToken:
		if off < before.End || !strings.HasSuffix(f.text(before)[2:], "''") {
			return cursor{}
		}
	case syntax.StringToken:
		closed := len(f.text(before)) > 1 && strings.HasSuffix(f.text(before), `"`)
		if off < before.End || !closed {
			return f.cursorInString(before, closed)
		}
	}
	last := f.significantBefore(off)
	if last.End >= off && isWord(last) {
		c.from, c.to = last.Start, last.End
		c.start = c.from
		last = f.significantBefore(c.from)
	} else if next := f.Tree.TokenAt(off); last.Kind == syntax.Dot && last.End == off && isWord(next) && next.Start == off {
		c.to = next.End
	}
	if last.Kind == syntax.Dot {
		return f.cursorBehindDot(c, last)
	}
	if c.from < c.to {
		return f.cursorInWord(c, f.Tree.NodeAt(c.from), last)
	}
	return f.cursorInGap(c, last)
}

func (f *File) text(t syntax.Token) string { return f.Tree.Source()[t.Start:t.End] }

// isWord reports whether a token may be the beginning of a name or a scalar value.
func isWord(t syntax.Token) bool {
	switch {
	case t.Kind == syntax.IdentToken, t.Kind == syntax.IntToken, t.Kind == syntax.FloatToken:
		return true
	}
	return t.Kind >= syntax.If && t.Kind <= syntax.Or
}

// significantBefore is the last token that ends at off or before it and carries meaning; an EOF token at 0 for none.
func (f *File) significantBefore(off int) syntax.Token {
	for off > 0 {
		t := f.Tree.TokenAt(off - 1)
		if !t.Kind.IsTrivia() && t.Start < off {
			return t
		}
		off = t.Start
	}
	return syntax.Token{Kind: syntax.EOF}
}

// significantFrom is the first token that begins at off or behind it and carries meaning.
func (f *File) significantFrom(off int) syntax.Token {
	for {
		t := f.Tree.TokenAt(off)
		if t.Kind == syntax.EOF || !t.Kind.IsTrivia() && t.Start >= off {
			return t
		}
		off = t.End
	}
}

// cursorInString is the cursor inside a string without interpolation: the name of an attribute, or a value.
func (f *File) cursorInString(t syntax.Token, closed bool) cursor {
	n := f.Tree.NodeAt(t.Start + 1)
	if !n.Is(syntax.StringNode) {
		return cursor{}
	}
	if n.Parent().Is(syntax.AttrPathNode) && closed {
		c := cursor{start: t.Start, from: t.Start, to: t.End}
		if last := f.significantBefore(t.Start); last.Kind == syntax.Dot {
			return f.cursorBehindDot(c, last)
		}
		return f.cursorInWord(c, n, f.significantBefore(t.Start))
	}
	c := cursor{kind: inString, start: t.Start, from: t.Start, to: t.End, expression: n}
	if !closed { // it takes in all that follows: only its first line was meant
		c.to = min(t.End, f.Tree.Lines().End(f.Tree.Lines().Line(t.Start)))
	}
	return c
}

// cursorBehindDot is the cursor in a segment behind a dot, or behind the dot where there is none yet.
func (f *File) cursorBehindDot(c cursor, dot syntax.Token) cursor {
	n := f.Tree.NodeAt(dot.Start)
	for p := n.Parent(); p.Exists(); n, p = p, p.Parent() {
		switch {
		case p.Is(syntax.AttrPathNode):
			return f.cursorInPath(c, syntax.AsAttrPath(p), dot)
		case (p.Is(syntax.SelectNode) || p.Is(syntax.HasAttrNode)) && n == p.Child(0):
			return f.cursorInPath(c, syntax.AsAttrPath(p.Child(1)), dot)
		case p.End() > dot.Start:
			return cursor{}
		}
	}
	return cursor{}
}

func (f *File) cursorInPath(c cursor, p syntax.AttrPath, dot syntax.Token) cursor {
	for segment := range p.Segments() {
		if segment.End() <= dot.Start && !segment.Is(syntax.MissingNode) {
			c.prefix = append(c.prefix, segment)
		}
	}
	switch owner := p.Parent(); owner.Kind() {
	case syntax.BindingNode:
		c.entry = owner
		c.start = p.Start()
		if missing, ok := f.unfinished(owner); ok {
			return f.readInstead(c, missing)
		}
		if !owner.Parent().Is(syntax.AttrSetNode) {
			return cursor{}
		}
		c.kind, c.set = atName, owner.Parent()
	case syntax.SelectNode, syntax.HasAttrNode:
		c.start = owner.Start()
		c.kind, c.subject, c.expression = atRead, owner.Child(0), owner
		if set, ok := f.newLine(owner); ok && c.subject.Is(syntax.IdentNode) {
			c.prefix = append([]syntax.Node{c.subject}, c.prefix...)
			c.kind, c.set, c.subject, c.expression = atName, set, syntax.Node{}, syntax.Node{}
		}
	}
	return c
}

// unfinished is the expression that is missing at the end of the entry before a binding, where that binding begins on the
// same line: it was meant to be that expression, as in `x = with config.services; pds.⏎ b = 2;`.
func (f *File) unfinished(binding syntax.Node) (missing syntax.Node, ok bool) {
	var last syntax.Node
	for e := range binding.Parent().Children() {
		if e == binding {
			break
		}
		last = e
	}
	for n := range last.Descendants() {
		missing = n
	}
	lines := f.Tree.Lines()
	if !missing.Is(syntax.MissingNode) || missing.Parent().Is(syntax.AttrPathNode) || missing.Parent().Is(syntax.InheritNode) {
		return syntax.Node{}, false
	}
	end := f.significantBefore(binding.Start()).End
	return missing, end > last.Start() && lines.Line(end) == lines.Line(binding.Start()) && f.significantBefore(binding.Start()).Kind != syntax.RBrace
}

// readInstead is the cursor in a path that the tree takes for a binding's and that is a selection, where missing stands.
func (f *File) readInstead(c cursor, missing syntax.Node) cursor {
	c.kind, c.expression, c.entry = atRead, missing, syntax.Node{}
	return c
}

// newLine reports whether an expression that the tree takes for an argument is the path of the next binding, which lacks its
// `=`, behind one that lacks its `;`. set is the set that both are in.
func (f *File) newLine(n syntax.Node) (set syntax.Node, ok bool) {
	apply := n.Parent()
	if !apply.Is(syntax.ApplyNode) || n == apply.Child(0) {
		return set, false
	}
	lines, src := f.Tree.Lines(), f.Tree.Source()
	line := lines.Line(n.Start())
	if strings.TrimLeft(src[lines.Start(line):n.Start()], " \t") != "" || lines.Line(apply.Start()) == line {
		return set, false
	}
	binding := apply.Enclosing(syntax.BindingNode)
	for inner := apply; inner != binding; inner = inner.Parent() {
		if k := inner.Kind(); k == syntax.ParenNode || k == syntax.ListNode || k == syntax.AttrSetNode || k == syntax.LambdaNode {
			return set, false
		}
	}
	if !binding.Parent().Is(syntax.AttrSetNode) {
		return set, false
	}
	indent := func(at int) int { return len(leadingBlanks(src, lines.Start(lines.Line(at)))) }
	called := apply.Child(0).Unparen()
	if called.IsLiteral() || called.Is(syntax.AttrSetNode) || called.Is(syntax.ListNode) || called.Is(syntax.StringNode) ||
		called.Text() == "true" || called.Text() == "false" || called.Text() == "null" || indent(n.Start()) <= indent(binding.Start()) {
		return binding.Parent(), true
	}
	return set, false
}

// cursorInWord is the cursor in a word that no dot stands before; n is its node.
func (f *File) cursorInWord(c cursor, n syntax.Node, last syntax.Token) cursor {
	p := n.Parent()
	switch {
	case p.Is(syntax.AttrPathNode) && p.Parent().Is(syntax.BindingNode):
		binding := p.Parent()
		if missing, ok := f.unfinished(binding); ok {
			c.kind, c.expression = atValue, missing
			return c
		}
		if binding.Parent().Is(syntax.AttrSetNode) {
			c.kind, c.set, c.entry = atName, binding.Parent(), binding
		}
		return c
	case p.Is(syntax.InheritNode):
		return c.inherit(p)
	case p.Is(syntax.AttrPathNode) && p.Parent().Is(syntax.HasAttrNode):
		return c.asked(p.Parent())
	case n.Is(syntax.ErrorNode) || p.Is(syntax.ErrorNode):
		e := n.Enclosing(syntax.ErrorNode)
		for p = e.Parent(); p.Is(syntax.BindingNode) || p.Is(syntax.ErrorNode); p = p.Parent() {
			e = p
		}
		if p.Is(syntax.AttrSetNode) && f.Tree.Lines().Line(last.Start) != f.Tree.Lines().Line(c.from) {
			c.kind, c.set = atName, p
		}
		return c
	case p.Is(syntax.FormalsNode), p.Is(syntax.FormalNode), p.Is(syntax.LambdaNode) && n != lastPart(p):
		return cursor{}
	case p.Is(syntax.SelectNode) || p.Is(syntax.HasAttrNode):
		if n == p.Child(0) && n.End() < p.End() && n.Is(syntax.IdentNode) {
			n = p // the first word of a selection
		}
	}
	if set, ok := f.newLine(n); ok {
		c.kind, c.set = atName, set
		return c
	}
	c.kind, c.expression = atValue, n
	return c
}

func (c cursor) inherit(n syntax.Node) cursor {
	if in := syntax.AsInherit(n); in.HasSource() {
		c.kind, c.subject, c.entry = atInherit, in.Source(), n
	}
	return c
}

// asked is the cursor at the first name behind the `?` of n.
func (c cursor) asked(n syntax.Node) cursor {
	c.kind, c.subject, c.expression = atRead, syntax.AsHasAttr(n).Subject(), n
	return c
}

// cursorInGap is the cursor where no word is; last is the token before it.
func (f *File) cursorInGap(c cursor, last syntax.Token) cursor {
	n := f.tokenOwner(last)
	switch last.Kind {
	case syntax.LBrace:
		if n.Is(syntax.AttrSetNode) {
			c.kind, c.set = atName, n
		}
		return c
	case syntax.LBracket:
		if n.Is(syntax.ListNode) {
			c.kind, c.expression, c.element = atValue, n, true
		}
		return c
	case syntax.Question:
		if n.Is(syntax.HasAttrNode) {
			return c.asked(n)
		}
		return c
	case syntax.Assign, syntax.Then, syntax.Else, syntax.LParen, syntax.In, syntax.Colon:
		return f.cursorInExpression(c, last)
	case syntax.Semicolon:
		switch n.Kind() {
		case syntax.BindingNode, syntax.InheritNode:
			if n.Parent().Is(syntax.AttrSetNode) {
				c.kind, c.set = atName, n.Parent()
			}
			return c
		case syntax.AttrSetNode:
			c.kind, c.set = atName, n
			return c
		}
		return f.cursorInExpression(c, last)
	}
	return f.cursorBehindValue(c, n, last)
}

// tokenOwner is the innermost node that the token t belongs to.
func (f *File) tokenOwner(t syntax.Token) syntax.Node {
	n := f.Tree.NodeAt(t.Start)
	for n.Exists() && (n.Start() > t.Start || n.End() < t.End || n.Is(syntax.MissingNode)) {
		n = n.Parent()
	}
	return n
}

// cursorInExpression is the cursor where an expression must follow.
func (f *File) cursorInExpression(c cursor, last syntax.Token) cursor {
	owner := f.tokenOwner(last)
	for child := range owner.Children() {
		if child.Start() >= last.End && !child.Is(syntax.AttrPathNode) {
			if owner.Is(syntax.ParenNode) && owner.Parent().Is(syntax.InheritNode) {
				return cursor{}
			}
			c.kind, c.expression = atValue, child
			return c
		}
	}
	return cursor{}
}

// cursorBehindValue is the cursor behind a complete expression: at the next argument or element, at the next name of an
// inherit, or, on a new line, at the next binding.
func (f *File) cursorBehindValue(c cursor, n syntax.Node, last syntax.Token) cursor {
	if p := n.Parent(); p.Is(syntax.InheritNode) && (n.Is(syntax.ParenNode) || n.Is(syntax.IdentNode) || n.Is(syntax.StringNode)) {
		return c.inherit(p)
	}
	for n.Exists() && n.End() == last.End && !n.Is(syntax.BindingNode) {
		p := n.Parent()
		if p.Is(syntax.ListNode) && p.End() > last.End {
			c.kind, c.expression, c.element = atValue, p, true
			return c
		}
		n = p
	}
	if call := f.tokenOwner(last); c.argumentOf(call, last) {
		return c
	}
	lines := f.Tree.Lines()
	if n.Is(syntax.BindingNode) && n.Parent().Is(syntax.AttrSetNode) && n.End() == last.End && lines.Line(last.Start) != lines.Line(c.from) {
		c.kind, c.set = atName, n.Parent()
	}
	return c
}

// argumentOf makes c the cursor at the next argument of the call that ends with the token last, where that is of a function
// whose arguments end up in its result; ok is false for others.
func (c *cursor) argumentOf(n syntax.Node, last syntax.Token) (ok bool) {
	for p := n.Parent(); p.End() == last.End && (p.Is(syntax.ApplyNode) || p.Is(syntax.SelectNode) || p.Is(syntax.AttrPathNode) || p.Is(syntax.ParenNode)); p = p.Parent() {
		n = p
	}
	index, head := 0, n
	for call := syntax.AsApply(head.Unparen()); call.Exists() && !fileOf(call); call = syntax.AsApply(head.Unparen()) {
		index, head = index+1, call.Function()
	}
	if c.argument = fates[functionName(head.Unparen())][index]; c.argument == dropped {
		return false
	}
	c.kind, c.expression = atValue, n
	return true
}

// lastPart is the last child that is not an error: the body of a `let` or of a function, be it missing.
func lastPart(n syntax.Node) (last syntax.Node) {
	for child := range n.Children() {
		if !child.Is(syntax.ErrorNode) {
			last = child
		}
	}
	return last
}
