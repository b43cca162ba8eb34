package syntax

import (
	"sort"
	"strings"
)

// file = expr EOF
func (p *parser) file() {
	first, start := 0, len(p.nodes)
	switch {
	case p.kind == EOF:
		p.report("this file is empty: a Nix file is one expression, for a module `{ }`")
		p.missing()
	case p.atBinding() || p.kind == Inherit:
		p.bareBindings()
	default:
		p.required("an expression")
	}
	p.leftovers()
	p.behind = len(p.tokens) - 1
	p.close(FileNode, first, start)
}

// bareBindings reads bindings that stand in a file without braces around them.
func (p *parser) bareBindings() {
	first, start := p.pos, len(p.nodes)
	assign := p.bindingAssign(p.pos)
	p.reportAt(assign, "a file is one expression: these bindings need `{` and `}` around them",
		fixInsert2("wrap the file in `{ }`", p.start(p.pos), "{\n", len(p.src), "}\n"))
	p.bindings(EOF)
	p.close(AttrSetNode, first, start)
}

// leftovers reads what stands behind the file's expression: bindings where there are some, so that they are not lost.
func (p *parser) leftovers() {
	if p.kind == EOF {
		return
	}
	p.unexpectedLeftover()
	for p.kind != EOF {
		if p.atBinding() || p.kind == Inherit {
			p.entry()
		} else {
			p.skip()
		}
	}
}

// required reads an expression; where none begins it reports that what is missing.
func (p *parser) required(what string) {
	if !p.startsExpr() {
		p.noExpr(what)
		return
	}
	p.expr()
}

// noExpr reports that an expression is missing, and what stands in its place.
func (p *parser) noExpr(what string) {
	switch {
	case p.kind == DollarBrace:
		p.bareInterpolation()
	case p.kind == Less && p.searchPathLike(p.tokens[p.pos+1]):
		p.unclosedSearchPath()
	default:
		p.expected(what)
	}
	p.missing()
}

// startsExpr reports whether an expression may begin at the current token. A name that begins the next binding does not
// count: `a = ⏎ b = 1;` lacks a value.
func (p *parser) startsExpr() bool {
	return exprStarts[p.kind] && !(p.kind == IdentToken && p.atBinding())
}

var exprStarts = kindSet(IdentToken, IntToken, FloatToken, URIToken, SearchPathToken, PathToken, PathOpen, StringToken,
	StringOpen, IndStringToken, IndStringOpen, LParen, LBracket, LBrace, Rec, If, Let, With, Assert, Not, Minus)

// operandStarts begin an expr_select, an argument or a list element.
var operandStarts = kindSet(IdentToken, IntToken, FloatToken, URIToken, SearchPathToken, PathToken, PathOpen, StringToken,
	StringOpen, IndStringToken, IndStringOpen, LParen, LBracket, LBrace, Rec)

// startsOperand reports whether an expr_select begins at the current token.
func (p *parser) startsOperand() bool {
	return operandStarts[p.kind] || p.kind == Let && p.peek() == LBrace
}

// keywordStarts begin an expression that must be put in parentheses where an operand is meant.
var keywordStarts = kindSet(If, Let, With, Assert)

func kindSet(kinds ...TokenKind) (set [64]bool) {
	for _, k := range kinds {
		set[k] = true
	}
	return set
}

// expr = ID ":" expr | [ID "@"] formals ["@" ID] ":" expr | "assert" expr ";" expr | "with" expr ";" expr
// | "let" bindings "in" expr | "if" expr "then" expr "else" expr | operation
func (p *parser) expr() {
	if !p.enter() {
		return
	}
	switch p.kind {
	case IdentToken:
		if k := p.peek(); k == Colon || k == At {
			p.lambda()
		} else {
			p.operation(lowest)
		}
	case LBrace:
		if p.atFormals() || p.atFormalsOnly() {
			p.lambda()
		} else {
			p.operation(lowest)
		}
	case If:
		p.ifElse()
	case Assert:
		p.scoped(AssertNode, "the condition of `assert`")
	case With:
		p.scoped(WithNode, "the set of `with`")
	case Let:
		if p.peek() == LBrace {
			p.operation(lowest)
		} else {
			p.let()
		}
	default:
		p.operation(lowest)
	}
	p.depth--
}

// ifElse = "if" expr "then" expr "else" expr
func (p *parser) ifElse() {
	first, start, opened := p.pos, len(p.nodes), p.opened
	p.advance()
	p.opened.ifs++
	p.required("the condition of `if`")
	p.opened.thens++
	if p.branch(Then, first) {
		p.required("the value behind `then`")
	} else {
		p.missing()
	}
	p.opened = opened
	if p.branch(Else, first) {
		p.required("the value behind `else`")
	} else {
		p.missing()
	}
	p.close(IfNode, first, start)
}

// branch consumes the keyword k that belongs to the `if` at token opener.
func (p *parser) branch(k TokenKind, opener int) bool {
	if p.kind == Semicolon && p.peek() == k {
		p.unexpected("`if … then … else …` is one expression, with `;` behind all of it", p.fixRemove())
		p.skip()
	}
	if p.kind == k {
		p.advance()
		return true
	}
	p.expectedFor(k.String(), opener)
	return false
}

// scoped = ("assert" | "with") expr ";" expr
func (p *parser) scoped(k Kind, what string) {
	first, start := p.pos, len(p.nodes)
	p.advance()
	p.required(what)
	switch {
	case (p.kind != Semicolon || p.endsExpr(p.after(p.pos))) && p.tookBody(what):
	case p.kind == Semicolon:
		p.advance()
		p.required("the expression that `" + p.text(first) + "` is for")
	default:
		p.expectedBehind("`;` behind "+what, first, p.fixMissing(";"))
		p.required("the expression that `" + p.text(first) + "` is for")
	}
	p.close(k, first, start)
}

// let = "let" bindings "in" expr
func (p *parser) let() {
	first, start, opened := p.pos, len(p.nodes), p.opened
	p.advance()
	p.opened.lets++
	p.enterLevel(first)
	p.bindings(In)
	p.leaveLevel()
	p.opened = opened
	switch p.kind {
	case In:
		p.advance()
		p.required("the expression behind `in`")
	default:
		if !p.startsExpr() {
			p.expectedFor("`in`", first)
			p.missing()
			break
		}
		p.expectedFor("`in`", first, fixInsert("insert `in`", p.start(p.pos), "in "))
		p.expr()
	}
	p.close(LetNode, first, start)
}

// lambda = ID ":" expr | ID "@" formals ":" expr | formals ["@" ID] ":" expr
func (p *parser) lambda() {
	first, start := p.pos, len(p.nodes)
	if p.kind == IdentToken {
		p.leaf(IdentNode)
		if p.kind == At {
			p.advance()
			if p.kind == LBrace {
				p.formals()
			} else {
				p.expected("`{` of a pattern")
			}
		}
	} else {
		p.formals()
		if p.kind == At {
			p.advance()
			if p.kind == IdentToken {
				p.leaf(IdentNode)
			} else {
				p.expected("a name for the whole argument")
			}
		}
	}
	switch {
	case p.kind == Colon:
		p.advance()
	case p.startsExpr():
		p.expectedBehind("`:` behind the function's argument", first, p.fixMissing(":"))
	default:
		p.expectedBehind("`:` and the function's body", first)
		p.missing()
		p.close(LambdaNode, first, start)
		return
	}
	p.required("the body of the function")
	p.close(LambdaNode, first, start)
}

// simple = ID | INT | FLOAT | URI | path | string | "(" expr ")" | "[" expr_select* "]" | ["rec"] "{" bindings "}"
// | "let" "{" bindings "}"
func (p *parser) simple() {
	switch p.kind {
	case IdentToken:
		p.leaf(IdentNode)
	case StringToken:
		p.leaf(StringNode)
	case IntToken:
		p.leaf(IntNode)
	case FloatToken:
		p.leaf(FloatNode)
	case PathToken:
		p.leaf(PathNode)
	case IndStringToken:
		p.leaf(IndStringNode)
	case URIToken:
		p.leaf(URINode)
	case SearchPathToken:
		p.leaf(SearchPathNode)
	case StringOpen:
		p.interpolated(StringNode, StringText, StringClose)
	case IndStringOpen:
		p.interpolated(IndStringNode, IndStringText, IndStringClose)
	case PathOpen:
		p.interpolatedPath()
	case LBrace:
		p.attrSet()
	case Rec:
		p.recursive()
	case LBracket:
		p.list()
	case LParen:
		p.paren()
	case Let:
		p.legacyLet()
	default:
		p.expected("an expression")
		p.missing()
	}
}

// paren = "(" expr ")"
func (p *parser) paren() {
	first, start, opened := p.pos, len(p.nodes), p.opened
	p.advance()
	p.opened.parens++
	p.required("an expression")
	for p.kind != RParen && p.skippable() && !p.atBinding() && p.kind != Inherit && !p.wrongCloser(RParen, first) {
		p.expected("`)`")
		p.skip()
	}
	p.opened = opened
	p.closing(RParen, ")", first)
	p.close(ParenNode, first, start)
}

// list = "[" expr_select* "]"
func (p *parser) list() {
	first, start, opened := p.pos, len(p.nodes), p.opened
	p.advance()
	p.opened.brackets++
	for p.kind != RBracket {
		if p.startsOperand() && !p.atBinding() {
			p.element()
		} else if keywordStarts[p.kind] || p.kind == Not || p.kind == Minus {
			p.inParens("as an element of a list")
		} else if p.kind != EOF && p.skippable() && !p.atBinding() && p.kind != Inherit && !p.wrongCloser(RBracket, first) {
			p.strayElement()
		} else {
			break
		}
	}
	p.opened = opened
	p.closing(RBracket, "]", first)
	p.close(ListNode, first, start)
}

// element = expr_select
func (p *parser) element() {
	if p.kind == IdentToken && p.peek() == Colon || p.kind == LBrace && p.atFormals() {
		p.inParens("as an element of a list")
		return
	}
	if p.enter() {
		p.selection()
		p.depth--
	}
}

// interpolated = OPEN (TEXT | "${" expr "}")* CLOSE
func (p *parser) interpolated(k Kind, text, end TokenKind) {
	first, start := p.pos, len(p.nodes)
	p.advance()
	for {
		switch p.kind {
		case text:
			p.advance()
		case DollarBrace:
			p.interpolation(true)
		case end:
			p.advance()
			p.close(k, first, start)
			return
		default: // unclosed, as the scanner has said
			p.close(k, first, start)
			return
		}
	}
}

// interpolatedPath = PATH "${" expr "}" (TEXT | "${" expr "}")*
func (p *parser) interpolatedPath() {
	first, start := p.pos, len(p.nodes)
	p.advance()
	for p.kind == PathText || p.kind == DollarBrace && p.pos == p.behind {
		if p.kind == PathText {
			p.advance()
		} else {
			p.interpolation(true)
		}
	}
	p.close(PathNode, first, start)
}

// interpolation = "${" expr "}", inside a string or path or by itself
func (p *parser) interpolation(inside bool) {
	first, start, opened := p.pos, len(p.nodes), p.opened
	p.advance()
	p.opened = openCounts{braces: 1}
	if interpolationEnds[p.kind] && p.kind != EOF {
		p.missing()
	} else {
		p.required("an expression")
	}
	for p.kind != RBrace && !interpolationEnds[p.kind] && p.closedAhead(inside) {
		p.expected("`}`")
		p.skip()
	}
	p.opened = opened
	switch {
	case p.kind == RBrace:
		p.advance()
	case p.lastBad == p.pos || p.afterUnclosed(): // what stands here is wrong already
	case inside && p.unclosedSince(first): // the string around it is not closed either
	default:
		var fix []*Fix
		if inside {
			fix = []*Fix{p.fixMissing("}")}
		}
		p.reportAt(first, "this `${` is not closed: expected `}`", fix...)
		p.lastBad = p.pos
	}
	p.close(InterpolationNode, first, start)
}

var interpolationEnds = kindSet(EOF, StringText, StringClose, IndStringText, IndStringClose, PathText)

// closedAhead reports whether the interpolation around the current token, which cannot go on with it, is closed further
// on: one inside a string or path where that goes on, one by itself on the same line.
func (p *parser) closedAhead(inside bool) bool {
	if inside {
		return p.goesOn()
	}
	i := p.closer(p.pos)
	return i > 0 && p.tokens[i].kind() == RBrace && !strings.Contains(p.src[p.start(p.pos):p.start(i)], "\n")
}

// goesOn reports whether the string or path around the interpolation around the current token goes on further on.
func (p *parser) goesOn() bool {
	strings, braces := 0, 0
	for fuel := farAhead; fuel > 0 && p.look > 0; fuel-- {
		p.look--
		i := p.pos + farAhead - fuel
		switch k := p.tokens[i].kind(); k {
		case EOF:
			return false
		case StringOpen, IndStringOpen:
			strings++
		case StringText, IndStringText, PathText, StringClose, IndStringClose:
			if strings == 0 {
				return true
			}
			if k == StringClose || k == IndStringClose {
				strings--
			}
		case LBrace, DollarBrace:
			braces++
		case RBrace:
			if braces--; braces < 0 {
				next := p.tokens[i+1].kind()
				return next == DollarBrace || interpolationEnds[next] && next != EOF
			}
		}
	}
	return false
}

// unclosedSince reports whether a string that is not closed ended between token first and the current one.
func (p *parser) unclosedSince(first int) bool {
	i := sort.Search(len(p.faults), func(i int) bool { return int(p.faults[i].token) > first })
	for ; i < len(p.faults) && int(p.faults[i].token) <= p.pos+1; i++ {
		if p.faults[i].what == unclosedString {
			return true
		}
	}
	return false
}
