package syntax

// attrSet = "{" bindings "}"
func (p *parser) attrSet() {
	first, start := p.pos, len(p.nodes)
	p.braces(first)
	p.close(AttrSetNode, first, start)
}

// braces = "{" bindings "}", belonging to what began with token first
func (p *parser) braces(first int) {
	opened := p.opened
	brace := p.pos
	p.advance()
	p.opened.braces++
	p.enterLevel(brace)
	p.bindings(RBrace)
	ended := p.endsBefore(brace)
	p.leaveLevel()
	p.opened = opened
	if !ended {
		p.closing(RBrace, "}", brace)
	}
}

// recursive = "rec" "{" bindings "}"
func (p *parser) recursive() {
	first, start := p.pos, len(p.nodes)
	p.advance()
	if p.kind == LBrace {
		p.braces(first)
	} else {
		p.expected("`{` behind `rec`")
	}
	p.close(AttrSetNode, first, start)
}

// legacyLet = "let" "{" bindings "}"
func (p *parser) legacyLet() {
	first, start := p.pos, len(p.nodes)
	p.advance()
	p.braces(first)
	p.close(LegacyLetNode, first, start)
}

// bindings = (binding | inherit)*, up to the token that closes them
func (p *parser) bindings(closer TokenKind) {
	for p.kind != EOF {
		switch {
		case p.kind == closer:
			if !p.strayByIndentation(closer) {
				return
			}
		case p.leavesLevel():
			return
		case closer == In && p.lacksIn():
			return
		case p.startsAttr() || p.kind == Inherit:
			p.entry()
		case p.kind == Semicolon:
			p.unexpected("`;` ends a binding, and none is open here", p.fixRemove())
			p.skip()
		case p.keywordName() || p.digitName():
			p.entry()
		case (p.kind == RBracket || p.kind == RParen) && closer == RBrace && p.wrongCloser(closer, 0):
			return
		case closer == In && exprStarts[p.kind] || !p.skippable():
			return
		default:
			p.strayInBindings()
		}
	}
}

// entry = binding | inherit
func (p *parser) entry() {
	if !p.enter() {
		return
	}
	if p.kind == Inherit {
		p.inherit()
	} else {
		p.binding()
	}
	p.depth--
}

// binding = attrpath "=" expr ";"
func (p *parser) binding() {
	first, start := p.pos, len(p.nodes)
	p.attrPath(true)
	path := p.behind
	switch {
	case p.kind == Assign:
		p.advance()
		if p.kind == Greater && p.adjacent() {
			p.unexpected("a value is given by `=`", p.fixRemove())
			p.skip()
		}
		if p.startsExpr() {
			p.expr()
		} else {
			p.noExpr("a value for `" + p.textBetween(first, path) + "`")
		}
	case p.bindingLacksAssign(first, path):
		p.expr()
	default:
		p.missing()
	}
	p.endOfBinding(first, path)
	p.close(BindingNode, first, start)
}

// bindingLacksAssign reports a path that no `=` follows, and whether its value stands there all the same.
func (p *parser) bindingLacksAssign(first, path int) bool {
	if p.tokens[path-1].kind() == Dot {
		return false // attrPath has said it
	}
	name := "`" + p.textBetween(first, path) + "`"
	switch {
	case p.kind == Colon || p.kind == Equal:
		p.notAssign(name)
		return p.startsExpr()
	case p.startsExpr() && !p.newlineBefore():
		p.expected("`=` behind "+name, fixInsert("insert `=`", p.start(p.pos), "= "))
		return true
	}
	p.expected("`=` and a value for " + name)
	return false
}

// notAssign passes over `:`, `:=` or `==` where `=` is meant.
func (p *parser) notAssign(name string) {
	end, text := p.tokens[p.pos].end(), "="
	both := p.kind == Colon && p.tokens[p.pos+1].kind() == Assign
	if both {
		end++
	}
	if before := p.src[p.start(p.pos)-1]; charBits[before]&identChar != 0 || before == '"' {
		text = " ="
	}
	p.unexpected("a value is given to "+name+" by `=`", fixReplace("replace it by `=`", p.start(p.pos), end, text))
	p.skip()
	if both {
		p.advance()
	}
}

// endOfBinding = ";", or what recovers where it is missing
func (p *parser) endOfBinding(first, path int) {
	if p.kind == Semicolon {
		p.advance()
		return
	}
	if p.kind == Comma && p.startsEntry(p.after(p.pos)) {
		p.unexpected("a binding ends with `;`", fixReplace("replace `,` by `;`", p.start(p.pos), p.tokens[p.pos].end(), ";"))
		p.skip()
		return
	}
	if p.endsBinding() {
		if !p.endsHere(";") && !p.afterUnclosed() {
			p.expected("`;` behind the value of `"+p.textBetween(first, path)+"`", p.fixMissing(";"))
		}
		return
	}
	if p.kind == RParen || p.kind == RBracket {
		p.unexpected("nothing is open that it closes", p.fixRemove())
	} else {
		p.expected("`;` behind the value of `" + p.textBetween(first, path) + "`")
	}
	start, from := len(p.nodes), p.pos
	for p.kind != Semicolon && !p.endsBinding() && !(p.kind == Comma && p.startsEntry(p.after(p.pos))) {
		p.skipOver()
	}
	p.close(ErrorNode, from, start)
	if p.kind == Semicolon || p.kind == Comma {
		p.advance()
	}
}

// endsBinding reports whether a binding without semicolon ends before the current token.
func (p *parser) endsBinding() bool {
	return p.atBinding() || p.kind == Inherit || p.kind == EOF || p.kind == RBrace || p.kind == In && p.opened.lets > 0 ||
		p.kind == DollarBrace && p.newlineBefore() || !p.skippable()
}

// startsEntry reports whether at token i a binding or an inherit begins, in JSON's form too, or the set ends.
func (p *parser) startsEntry(i int) bool {
	switch p.tokens[i].kind() {
	case RBrace, EOF, Inherit:
		return true
	case IdentToken, StringToken:
		if p.tokens[p.after(i)].kind() == Colon {
			return true
		}
	}
	return p.bindingAssign(i) > 0
}

// inherit = "inherit" ["(" expr ")"] attr* ";"
func (p *parser) inherit() {
	first, start := p.pos, len(p.nodes)
	p.advance()
	if p.kind == LParen {
		p.paren()
	}
	for p.kind != Semicolon {
		switch {
		case p.kind == DollarBrace || p.kind == StringOpen:
			p.computedInherit()
		case p.startsAttr() && !p.atBinding():
			p.attr()
		case p.kind == Comma:
			p.unexpected("the names of `inherit` are separated by blanks", p.fixRemove())
			p.skip()
		case p.kind == Dot:
			p.unexpected("`inherit` takes single names; to inherit from a set, write `inherit (set) name;`")
			p.skip()
		case p.endsBinding():
			p.expectedBehind("`;` behind the names of `inherit`", first, p.fixMissing(";"))
			p.close(InheritNode, first, start)
			return
		default:
			p.expectedBehind("a name or `;`", first)
			p.skip()
		}
	}
	p.advance()
	p.close(InheritNode, first, start)
}

// computedInherit reads a name of an inherit that is no identifier or plain string. Nix accepts `${"literal"}` only.
func (p *parser) computedInherit() {
	at, index := p.pos, len(p.nodes)
	p.attr()
	last := p.nodes[len(p.nodes)-1]
	literal := last.kind() == InterpolationNode
	for _, n := range p.nodes[index : len(p.nodes)-1] {
		k := n.kind()
		literal = literal && (k == ParenNode || (k == StringNode || k == IndStringNode) && n.size() == 1)
	}
	if !literal {
		p.reportAt(at, "`inherit` takes names only, not computed ones")
	}
}

// attrpath = attr ("." attr)*, that of a binding or another
func (p *parser) attrPath(binds bool) {
	first, start := p.pos, len(p.nodes)
	for {
		p.attr()
		if binds && p.kind == FloatToken && p.adjacent() && p.src[p.start(p.pos)] == '.' {
			p.digits(1)
		}
		if p.kind != Dot {
			break
		}
		p.advance()
	}
	p.close(AttrPathNode, first, start)
}

// attr = ID | "or" | string | "${" expr "}"
func (p *parser) attr() {
	switch p.kind {
	case IdentToken, Or:
		p.leaf(IdentNode)
	case StringToken:
		p.leaf(StringNode)
	case StringOpen:
		p.interpolated(StringNode, StringText, StringClose)
	case DollarBrace:
		p.interpolation(false)
	default:
		if p.keywordName() {
			word := p.text(p.pos)
			p.unexpected("`"+word+"` is a keyword; as a name it must be quoted", fixReplace("quote the name",
				p.start(p.pos), p.tokens[p.pos].end(), "\""+word+"\""))
			p.leaf(IdentNode)
			return
		}
		if p.kind == IntToken || p.kind == FloatToken {
			p.digits(0)
			return
		}
		if p.behind > 0 && p.tokens[p.behind-1].kind() == Dot {
			p.expected("the name of an attribute behind `.`")
		} else {
			p.expected("the name of an attribute")
		}
		if p.kind == Dot { // the next name is there: this one stands before its dot
			p.nodes = append(p.nodes, packNode(MissingNode, p.pos, p.pos, 1))
			return
		}
		p.missing()
	}
}

var attrStarts = kindSet(IdentToken, Or, StringToken, StringOpen, DollarBrace)

func (p *parser) startsAttr() bool { return attrStarts[p.kind] }

// keywordName reports whether the current token is a keyword that stands where a name is meant: `if = 1;`, `a.with = 2;`.
func (p *parser) keywordName() bool {
	if p.kind < If || p.kind > Inherit {
		return false
	}
	k := p.peek()
	return k == Assign || k == Dot
}

// digitName reports whether a binding begins here whose name begins with a digit.
func (p *parser) digitName() bool {
	return (p.kind == IntToken || p.kind == FloatToken) && p.peek() == Assign
}

// digits passes over a name that begins with a digit, which Nix reads as one or more numbers, skip bytes into the token.
func (p *parser) digits(skip int) {
	first, start := p.pos, len(p.nodes)
	end := p.pos
	for k := p.tokens[end+1].kind(); k == IntToken || k == FloatToken || k == IdentToken; k = p.tokens[end+1].kind() {
		end++
	}
	from, to := p.start(first)+skip, p.tokens[end].end()
	p.report("the name of an attribute that begins with a digit needs quotes around it",
		fixInsert2("quote the name", from, "\"", to, "\""))
	p.skipTo(p.after(end))
	p.behind = end + 1
	p.close(ErrorNode, first, start)
	p.missing()
}

// formals = "{" [formal ("," formal)* [","] ["..."]] "}"
func (p *parser) formals() {
	first, start := p.pos, len(p.nodes)
	p.advance()
	separated := true
	for p.kind != RBrace && p.kind != EOF {
		switch p.kind {
		case IdentToken:
			if !separated {
				p.expected("`,` between two names", p.fixMissing(","))
			}
			p.formal()
			if p.kind == Semicolon && p.closesPattern(p.after(p.pos)) {
				p.unexpected("the names of a pattern are separated by `,`", p.fixSeparator())
				p.skip()
				separated = true
				continue
			}
			separated = p.comma()
		case Ellipsis:
			if !separated {
				p.expected("`,` before `...`", p.fixMissing(","))
			}
			p.advance()
			if p.kind != RBrace {
				p.expected("`}`: `...` is the last thing in a pattern")
			}
			separated = p.comma()
		case Colon, Semicolon, Assign, RParen, RBracket:
			p.closing(RBrace, "}", first)
			p.close(FormalsNode, first, start)
			return
		default:
			p.expected("a name, `...` or `}`")
			p.skip()
		}
	}
	p.closing(RBrace, "}", first)
	p.close(FormalsNode, first, start)
}

func (p *parser) comma() bool {
	if p.kind != Comma {
		return false
	}
	p.advance()
	return true
}

// formal = ID ["?" expr]
func (p *parser) formal() {
	first, start := p.pos, len(p.nodes)
	p.leaf(IdentNode)
	if (p.kind == Colon || p.kind == Assign) && p.closesPattern(p.after(p.pos)) {
		p.unexpected("the default of `"+p.text(first)+"` is given by `?`", p.fixDefault())
		p.skip()
		p.required("the default of `" + p.text(first) + "`")
	} else if p.kind == Question {
		p.advance()
		p.required("the default of `" + p.text(first) + "`")
	}
	p.close(FormalNode, first, start)
}
