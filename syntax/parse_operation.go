package syntax

// binding strength of the operators, from Nix's parser.y; a higher one binds tighter
const (
	lowest     = 1
	pipeLevel  = 2 // up to here `|>` and `<|`, which do not mix
	notLevel   = 9
	minusLevel = 14
)

type associativity uint8

const (
	left associativity = iota
	right
	none
)

type operatorRule struct {
	level uint8 // 0: no binary operator
	assoc associativity
}

var operators = [64]operatorRule{
	PipeInto: {lowest, left}, PipeFrom: {pipeLevel, right}, Implies: {3, right}, OrOp: {4, left}, And: {5, left},
	Equal: {6, none}, NotEqual: {6, none}, Less: {7, none}, LessEqual: {7, none}, Greater: {7, none}, GreaterEqual: {7, none},
	Update: {8, right}, Plus: {10, left}, Minus: {10, left}, Star: {11, left}, Slash: {11, left}, Concat: {12, right},
	Question: {13, left}, // Nix declares it %nonassoc, but nothing can come of that: `x ? a ? b` is accepted
}

// operation = prefix (OPERATOR operation | "?" attrpath)*, by precedence climbing: only operators of at least the
// level min are taken.
func (p *parser) operation(min uint8) {
	first, start := p.pos, len(p.nodes)
	p.prefix()
	last := operatorRule{}
	lastKind := EOF
	for {
		op := p.kind
		rule := operators[op]
		if rule.level == 0 || rule.level < min {
			return
		}
		if last.level == rule.level && last.assoc == none || last.level > 0 && last.level <= pipeLevel && lastKind != op {
			p.chained(lastKind)
		}
		last, lastKind = rule, op
		p.advance()
		if op == Question {
			p.attrPath(false)
			p.close(HasAttrNode, first, start)
			continue
		}
		inner := rule.level
		if op == PipeInto {
			inner = pipeLevel
		}
		if rule.assoc != right {
			inner++
		}
		p.operand(inner, op)
		p.close(BinaryNode, first, start)
	}
}

// operand reads what stands behind an operator.
func (p *parser) operand(min uint8, op TokenKind) {
	if !p.startsExpr() {
		p.noExpr("an operand behind " + op.String())
		return
	}
	if p.enter() {
		p.operation(min)
		p.depth--
	}
}

// prefix = "!" operation | "-" operation | application
func (p *parser) prefix() {
	level := uint8(notLevel + 1)
	switch p.kind {
	case Minus:
		level = minusLevel
	case Not:
	default:
		p.application()
		return
	}
	first, start, op := p.pos, len(p.nodes), p.kind
	p.advance()
	p.operand(level, op)
	p.close(UnaryNode, first, start)
}

// application = expr_select expr_select*
func (p *parser) application() {
	first, start := p.pos, len(p.nodes)
	if p.needsParens() {
		p.inParens("as an operand")
	} else {
		p.selection()
	}
	for {
		switch {
		case p.startsOperand():
			if p.atBinding() {
				return
			}
			p.argument()
		case keywordStarts[p.kind] && !p.newlineBefore():
			p.inParens("as an argument")
		default:
			return
		}
		p.close(ApplyNode, first, start)
	}
}

// argument reads an argument.
func (p *parser) argument() {
	if p.needsParens() {
		p.inParens("as an argument")
		return
	}
	if p.enter() {
		p.selection()
		p.depth--
	}
}

// needsParens reports whether what begins here is an expression that may not stand as an operand.
func (p *parser) needsParens() bool {
	switch p.kind {
	case IdentToken:
		k := p.peek()
		return k == Colon || k == At
	case LBrace:
		return p.atFormals()
	case Let:
		return p.peek() != LBrace
	}
	return keywordStarts[p.kind]
}

// selection = simple ["." attrpath ["or" selection]] | simple "or"
func (p *parser) selection() {
	first, start := p.pos, len(p.nodes)
	p.simple()
	switch p.kind {
	case Dot:
		p.advance()
		p.attrPath(false)
		if p.kind == Or {
			p.advance()
			p.selectDefault()
		}
		p.close(SelectNode, first, start)
	case Or: // Nix reads `f or` as f applied to a variable named or
		p.leaf(IdentNode)
		p.close(ApplyNode, first, start)
	}
}

// selectDefault reads the expression behind `or`.
func (p *parser) selectDefault() {
	switch {
	case !p.startsOperand() && !keywordStarts[p.kind]:
		p.expected("the value behind `or`")
		p.missing()
	case p.needsParens():
		p.inParens("behind `or`")
	case p.enter():
		p.selection()
		p.depth--
	}
}
