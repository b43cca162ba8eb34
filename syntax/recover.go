package syntax

import "strings"

// This file decides, where the text leaves the grammar, what belongs to what. Its aim is that what a person wrote well
// below a mistake keeps its place in the tree.

// atBinding reports whether a binding begins at the current token: a path of names that `=` follows. No expression looks
// like that, so wherever it stands, what came before has ended.
func (p *parser) atBinding() bool {
	switch p.kind {
	case IdentToken, StringToken, Or:
		return p.bindingAssign(p.pos) > 0
	}
	return false
}

// bindingAssign is the index of the `=` of the binding that begins at token i, 0 when none begins there.
func (p *parser) bindingAssign(i int) int {
	for fuel := 64; fuel > 0; fuel-- {
		end, ok := p.segmentEnd(i)
		if !ok {
			return 0
		}
		i = p.after(end)
		switch p.tokens[i].kind() {
		case Assign:
			return i
		case Dot:
			i = p.after(i)
		default:
			return 0
		}
	}
	return 0
}

// segmentEnd is the last token of the segment of a path that begins at token i; ok is false where none does.
func (p *parser) segmentEnd(i int) (end int, ok bool) {
	depth := 0
	for ; depth == 0 || p.look > 0; i++ {
		switch p.tokens[i].kind() {
		case IdentToken, StringToken, Or:
			ok = true
		case StringOpen, IndStringOpen, DollarBrace, LBrace:
			depth++
		case StringClose, IndStringClose, RBrace:
			depth--
			ok = depth == 0
		case EOF:
			return 0, false
		}
		if depth <= 0 {
			return i, ok
		}
		p.look--
	}
	return 0, false
}

// atFormals reports whether the `{` at the current token begins a function's pattern rather than a set.
func (p *parser) atFormals() bool {
	i := p.after(p.pos)
	switch p.tokens[i].kind() {
	case Ellipsis:
		return true
	case RBrace:
		return p.isLambdaSign(p.after(i))
	case IdentToken:
		switch i = p.after(i); p.tokens[i].kind() {
		case Comma, Question:
			return true
		case RBrace:
			return p.isLambdaSign(p.after(i))
		case IdentToken, Ellipsis, Semicolon:
			return p.namesUntilLambda(i)
		}
	}
	return false
}

// atFormalsOnly reports whether `{ name }` stands here with an expression behind it: a pattern that lacks its colon, for a
// set cannot be applied.
func (p *parser) atFormalsOnly() bool {
	i := p.after(p.pos)
	if p.tokens[i].kind() != IdentToken {
		return false
	}
	i = p.after(i)
	return p.tokens[i].kind() == RBrace && exprStarts[p.tokens[p.after(i)].kind()]
}

func (p *parser) isLambdaSign(i int) bool {
	k := p.tokens[i].kind()
	return k == Colon || k == At
}

// namesUntilLambda reports whether from token i on only names, commas and defaults' marks stand before `}` and `:`: a
// pattern whose commas were forgotten.
func (p *parser) namesUntilLambda(i int) bool {
	for fuel := 64; fuel > 0; fuel-- {
		switch p.tokens[i].kind() {
		case IdentToken, Comma, Ellipsis, Semicolon:
		case RBrace:
			return p.isLambdaSign(p.after(i))
		default:
			return false
		}
		i = p.after(i)
	}
	return false
}

// skippable reports whether the current token may be passed over inside brackets: nothing further out waits for it.
func (p *parser) skippable() bool {
	switch p.kind {
	case EOF, StringText, StringClose, IndStringText, IndStringClose, PathText:
		return false
	case RParen:
		return p.opened.parens == 0 || p.tooMany().parens > 0
	case RBracket:
		return p.opened.brackets == 0 || p.tooMany().brackets > 0
	case RBrace:
		return p.opened.braces == 0 && p.depth > 1
	case In:
		return p.opened.lets == 0
	case Then:
		return p.opened.ifs == 0
	case Else:
		return p.opened.thens == 0
	case Semicolon:
		return p.endsInside()
	}
	return true
}

// surplus is how many more brackets of a kind a text closes than it opens.
type surplus struct{ parens, brackets int }

// tooMany counts the text's brackets. A bracket too many that something far outside could wait for is the one too many: were it
// what closes that, all that is open inside would have to be unclosed, and all behind it would slide out of its place.
func (p *parser) tooMany() surplus {
	if p.counted == nil {
		p.counted = &surplus{}
		for _, t := range p.tokens {
			switch t.kind() {
			case LParen:
				p.counted.parens--
			case RParen:
				p.counted.parens++
			case LBracket:
				p.counted.brackets--
			case RBracket:
				p.counted.brackets++
			}
		}
	}
	return *p.counted
}

// endsInside reports whether the `;` at the current token is a slip inside brackets, which close right behind it.
func (p *parser) endsInside() bool {
	switch p.tokens[p.after(p.pos)].kind() {
	case RBracket:
		return p.opened.brackets > 0
	case RParen:
		return p.opened.parens > 0
	}
	return p.opened.brackets > 0 && p.separatesElements()
}

// separatesElements reports whether the `;` at the current token stands between elements of a list, as in `[ 1; 2; ]`:
// no `=` stands before its `]`.
func (p *parser) separatesElements() bool {
	for i := p.pos; p.look > 0; i = p.after(i) {
		p.look--
		switch p.tokens[i].kind() {
		case RBracket:
			return true
		case Assign, EOF, LBracket, RBrace, RParen, Inherit, In:
			return false
		}
	}
	return false
}

// farAhead is how many tokens one look ahead passes at most.
const farAhead = 4096

// closer is the index of the first closing bracket from token i on that nothing opened there, 0 when none is found.
func (p *parser) closer(i int) int {
	depth := 0
	for fuel := farAhead; fuel > 0 && p.look > 0; fuel-- {
		p.look--
		switch p.tokens[i].kind() {
		case EOF:
			return 0
		case LBrace, LBracket, LParen, DollarBrace:
			depth++
		case RBrace, RBracket, RParen:
			if depth--; depth < 0 {
				return i
			}
		}
		i = p.after(i)
	}
	return 0
}

// closesPattern reports whether the braces around token i are those of a function's pattern.
func (p *parser) closesPattern(i int) bool {
	i = p.closer(i)
	return i > 0 && p.tokens[i].kind() == RBrace && p.isLambdaSign(p.after(i))
}

// wrongCloser reports whether the current token is a closing bracket that stands where k is meant, as in `[ 1 };`: a `;`
// follows it, and nothing further out can be what it closes. opener is the token that opened the bracket.
func (p *parser) wrongCloser(k TokenKind, opener int) bool {
	if p.kind == k || p.peek() != Semicolon {
		return false
	}
	switch p.kind {
	case RParen:
		return p.opened.parens == 0
	case RBracket:
		return p.opened.brackets == 0
	case RBrace:
		return k != RBrace && (!p.newlineBefore() || p.indent(p.pos) == p.indent(opener))
	}
	return false
}

// adjacent reports whether the current token stands directly behind the last consumed one, or before the next.
func (p *parser) adjacent() bool { return p.pos == p.behind }

// endsExpr reports whether token i can only stand behind an expression.
func (p *parser) endsExpr(i int) bool {
	switch p.tokens[i].kind() {
	case RBrace, RBracket, RParen, Semicolon, Comma, In, Then, Else, Inherit, EOF:
		return true
	}
	return p.bindingAssign(i) > 0
}

// tookBody repairs `with lib { … }`, which lacks its `;`: read as an application, its argument is the body.
func (p *parser) tookBody(what string) bool {
	last := len(p.nodes) - 1
	if last < 1 || p.nodes[last].kind() != ApplyNode {
		return false
	}
	body := p.nodes[last-1]
	if k := body.kind(); k != AttrSetNode && k != ListNode {
		return false
	}
	at := p.pos
	if p.kind == Semicolon {
		at = p.after(at)
	}
	function := p.nodes[last-1-body.size()]
	p.reportAt(at, "expected `;` behind "+what+": before the `"+p.text(int(body.first))+"`"+p.onLine(int(body.first)),
		fixInsert("insert `;`", p.tokens[function.last-1].end(), ";"))
	p.lastBad = p.pos
	p.nodes = p.nodes[:last]
	return true
}

// lacksIn reports whether the current token begins the body of a `let` whose `in` is missing: it begins no binding, and
// no `in` follows that may belong to the `let`.
func (p *parser) lacksIn() bool {
	if p.kind != IdentToken && p.kind != StringToken || p.bindingAssign(p.pos) > 0 {
		return false
	}
	depth, lets := 0, 0
	for i := p.pos; p.look > 0; i = p.after(i) {
		p.look--
		switch p.tokens[i].kind() {
		case EOF:
			return true
		case LBrace, LBracket, LParen, DollarBrace:
			depth++
		case RBrace, RBracket, RParen:
			if depth--; depth < 0 {
				return true
			}
		case Let:
			lets++
		case In:
			if lets--; lets < 0 {
				return depth > 0
			}
		}
	}
	return false
}

// bareInterpolation passes over `${x}` where an expression is meant.
func (p *parser) bareInterpolation() {
	at, index := p.start(p.pos), len(p.errors)
	p.unexpected("it stands in strings, paths and attribute names only; a variable is written by its name alone")
	p.skip()
	if index < len(p.errors) && p.tokens[p.behind-1].kind() == RBrace {
		end := p.tokens[p.behind-1].end()
		p.errors[index].Fix = &Fix{"write the expression by itself", []Edit{{at, at + 2, ""}, {end - 1, end, ""}}}
	}
	p.lastBad = p.pos
}

// searchPathLike reports whether next, the token behind `<`, could stand between `<` and `>`.
func (p *parser) searchPathLike(next token) bool {
	if next.kind() != IdentToken && next.kind() != PathToken {
		return false
	}
	text := p.src[p.tokens[p.pos].end():next.end()]
	for _, c := range []byte(text) {
		if charBits[c]&pathChar == 0 && c != '/' {
			return false
		}
	}
	return text[0] != '/' && !strings.HasSuffix(text, "/") && !strings.Contains(text, "//")
}

// unclosedSearchPath passes over `<nixpkgs` without `>`.
func (p *parser) unclosedSearchPath() {
	first, start := p.pos, len(p.nodes)
	end := p.tokens[p.after(p.pos)].end()
	p.report("this search path is not closed: expected `>`", fixInsert("insert `>`", end, ">"))
	p.advance()
	p.advance()
	p.close(ErrorNode, first, start)
}

// inParens reads an expression that needs parentheses where it stands, and says so.
func (p *parser) inParens(where string) {
	at, lambda := p.pos, p.kind == IdentToken || p.kind == LBrace
	if lambda {
		at = p.lambdaSign()
	}
	from, index := p.start(p.pos), len(p.errors)
	what := "this expression"
	if lambda {
		what = "a function"
	} else if keywordStarts[p.kind] {
		what = p.kind.String()
	}
	known := p.lastBad == at
	p.reportAt(at, what+" "+where+" needs parentheses around it")
	if p.kind == Not || p.kind == Minus {
		p.prefix()
	} else {
		p.expr()
	}
	if !known && index < len(p.errors) && p.behind > 0 {
		p.errors[index].Fix = fixInsert2("put it in parentheses", from, "(", p.tokens[p.behind-1].end(), ")")
	}
}

// lambdaSign is the index of the token that shows that the current one begins a function: `:`, `@`, or what stands in a
// pattern and in no set. Nix, which so far has read an operand, stops there.
func (p *parser) lambdaSign() int {
	i := p.after(p.pos)
	if p.kind == IdentToken {
		return i
	}
	switch p.tokens[i].kind() {
	case IdentToken, RBrace:
		return p.after(i)
	}
	return i
}

// strayElement passes over a token that is no element of a list.
func (p *parser) strayElement() {
	switch {
	case p.kind == Comma:
		p.unexpected("the elements of a list are separated by blanks", p.fixRemove())
	case p.kind == Semicolon:
		p.unexpected("the elements of a list are separated by blanks, and `;` stands behind its `]`", p.fixRemove())
	case operators[p.kind].level > 0:
		p.unexpected("an operation as an element of a list needs parentheses around it")
	default:
		p.expected("an element of the list or `]`")
	}
	p.skip()
}

// strayInBindings passes over tokens that begin no binding, up to a semicolon or the next binding: one slip, one error.
func (p *parser) strayInBindings() {
	first, start := p.pos, len(p.nodes)
	switch p.kind {
	case Comma:
		p.unexpected("bindings end with `;`", p.fixRemove())
	case RParen, RBracket:
		p.unexpected("nothing is open that it closes", p.fixRemove())
	default:
		p.expected("a binding `name = value;`")
	}
	brackets := p.kind == RParen || p.kind == RBracket || p.kind == Comma
	p.skipOver()
	for !brackets && p.kind != Semicolon && p.kind != Inherit && p.kind != RBrace && p.skippable() && !p.atBinding() {
		p.skipOver()
	}
	if !brackets && p.kind == Semicolon {
		p.advance()
	}
	p.close(ErrorNode, first, start)
}

// afterUnclosed reports whether the last consumed token is text of a string that has no end: whatever is missing now is
// missing because of that.
func (p *parser) afterUnclosed() bool {
	if p.behind == 0 {
		return false
	}
	switch p.tokens[p.behind-1].kind() {
	case StringOpen, StringText, IndStringOpen, IndStringText:
		return true
	}
	return false
}
