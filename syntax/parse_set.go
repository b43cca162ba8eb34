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
	p.bindings(RBrace)
	p.opened = opened
	p.closing(RBrace, "}", brace)
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
	for p.kind != closer && p.kind != EOF {
		switch {
		case p.startsAttr() || p.kind == Inherit:
			p.entry()
		case p.kind == Semicolon:
			p.unexpected("`;` ends a binding, and none is open here", p.fixRemove())
			p.skip()
		case p.keywordName():
			p.entry()
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
	p.attrPath()
	path := p.behind
	switch {
	case p.kind == Assign:
		p.advance()
		if p.startsExpr() {
			p.expr()
		} else {
			p.expected("a value for `" + p.textBetween(first, path) + "`")
			p.missing()
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
	if p.kind == Colon {
		p.unexpected("a value is given to "+name+" by `=`", fixReplace("replace `:` by `=`", p.start(p.pos), p.tokens[p.pos].end(), " ="))
		p.skip()
		return p.startsExpr()
	}
	if p.startsExpr() && !p.newlineBefore() {
		p.expected("`=` behind "+name, fixInsert("insert `=`", p.start(p.pos), "= "))
		return true
	}
	p.expected("`=` and a value for " + name)
	return false
}

// endOfBinding = ";", or what recovers where it is missing
func (p *parser) endOfBinding(first, path int) {
	for p.kind != Semicolon {
		if p.endsBinding() {
			if !p.afterUnclosed() {
				p.expected("`;` behind the value of `"+p.textBetween(first, path)+"`", p.fixMissing(";"))
			}
			return
		}
		p.expected("`;` behind the value of `" + p.textBetween(first, path) + "`")
		p.skip()
	}
	p.advance()
}

// endsBinding reports whether a binding without semicolon ends before the current token.
func (p *parser) endsBinding() bool {
	return p.atBinding() || p.kind == Inherit || p.kind == EOF || p.kind == RBrace || p.kind == In && p.opened.lets > 0 || !p.skippable()
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
			p.expectedFor("`;` behind the names of `inherit`", first, p.fixMissing(";"))
			p.close(InheritNode, first, start)
			return
		default:
			p.expectedFor("a name or `;`", first)
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

// attrpath = attr ("." attr)*
func (p *parser) attrPath() {
	first, start := p.pos, len(p.nodes)
	for {
		p.attr()
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
		p.interpolation()
	default:
		if p.keywordName() {
			word := p.text(p.pos)
			p.unexpected("`"+word+"` is a keyword; as a name it must be quoted", fixReplace("quote the name",
				p.start(p.pos), p.tokens[p.pos].end(), "\""+word+"\""))
			p.leaf(IdentNode)
			return
		}
		if p.behind > 0 && p.tokens[p.behind-1].kind() == Dot {
			p.expected("the name of an attribute behind `.`")
		} else {
			p.expected("the name of an attribute")
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
	if p.kind == Question {
		p.advance()
		p.required("the default of `" + p.text(first) + "`")
	}
	p.close(FormalNode, first, start)
}
