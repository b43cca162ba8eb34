package syntax

import (
	"sync"
	"sync/atomic"
)

const (
	// MaxNesting is how many expressions may stand inside one another. The text beyond becomes one error node. Nix's own
	// parser gives up at about the same depth (bison's YYMAXDEPTH).
	MaxNesting = 10_000

	// MaxDepth is how deep a tree may be, its root counting as 1: chains of a left-associative operator are deep without
	// nesting. A deeper text becomes one error node, so a recursive walk of any tree fits into memory.
	MaxDepth = 4 * MaxNesting

	// MaxErrors is how many errors of a file are kept.
	MaxErrors = 1000
)

// Parse parses src. It never fails and never returns nil. The File keeps src and holds no other memory than its tree's.
func Parse(src string) *File {
	a := takeArena()
	defer a.giveBack()
	f := a.Parse(src)
	return &File{src: src, tokens: append([]token(nil), f.tokens...), nodes: append([]node(nil), f.nodes...), Errors: f.Errors}
}

// lastArena is kept for ever, others until the next garbage collection: whoever edits a long file parses it again and again, and
// growing an arena for it anew makes twice the garbage that the tree is large.
var (
	lastArena atomic.Pointer[Arena]
	arenas    = sync.Pool{New: func() any { return new(Arena) }}
)

func takeArena() *Arena {
	if a := lastArena.Swap(nil); a != nil {
		return a
	}
	return arenas.Get().(*Arena)
}

func (a *Arena) giveBack() {
	for _, p := range []*parser{&a.parser, &a.second} { // nothing of the text is kept
		*p = parser{nodes: p.nodes[:0]}
	}
	if other := lastArena.Swap(a); other != nil {
		arenas.Put(other)
	}
}

// Arena is memory for parsing one source after the other without allocating: for programs that look at a tree and
// drop it. The zero Arena is ready for use, by one goroutine at a time.
type Arena struct {
	scanner scanner
	parser  parser
	second  parser // of a text whose braces do not match
	nodes   []node
	starts  []int32
}

// Parse is as the function [Parse], but its File is valid only until the next call.
func (a *Arena) Parse(src string) *File {
	if len(src) > MaxSource {
		return unparsed(src)
	}
	a.scanner.scan(src)
	p := &a.parser
	p.reset(src, a.scanner.tokens, a.scanner.faults)
	p.file()
	if p.unbalanced {
		p = a.guided(p)
	}
	deep := a.preorder(p.nodes)
	if deep > MaxDepth {
		return onlyError(src, a.scanner.tokens)
	}
	errors := p.errors
	if len(errors) > 0 || len(a.scanner.faults) > 0 {
		errors = withFaults(p, a.scanner.faults)
	}
	return &File{src: src, tokens: a.scanner.tokens, nodes: a.nodes, Errors: errors}
}

// unparsed is the tree of a source that is too large: one error node.
func unparsed(src string) *File {
	f := onlyError(src[:MaxSource], []token{token(Invalid)<<offsetBits | token(MaxSource), token(EOF)<<offsetBits | token(MaxSource)})
	f.Errors[0].Message = "this file is too large: at most 64 MiB are read"
	return f
}

// onlyError is a tree that holds all tokens in one error node.
func onlyError(src string, tokens []token) *File {
	last := len(tokens) - 1
	return &File{
		src:    src,
		tokens: tokens,
		nodes:  []node{packNode(FileNode, 0, last, 2), packNode(ErrorNode, 0, last, 1)},
		Errors: []Error{{Message: "this file nests too deep to be read: a chain of more than 40000 operators or arguments"}},
	}
}

// parser builds the tree from the tokens by recursive descent. Nodes are appended when they are complete, so children
// stand before their parent (post-order) and an operator needs no room before its left operand.
//
// Invariants: every function either consumes a token or appends a node without consuming; every token but trivia is
// consumed by exactly one function; a function named after a production always appends exactly one node.
type parser struct {
	src    string
	tokens []token
	nodes  []node // post-order
	errors []Error
	lines  *Lines // made for the first error

	pos    int       // index of the current token, never trivia
	kind   TokenKind // its kind
	behind int       // index behind the last consumed token

	depth   int
	opened  openCounts
	counted *surplus // nil before it is asked for
	faults  []lexError
	look    int  // how many tokens may still be looked at ahead
	lastBad int  // index of the token of the last error, so that one place gives one error
	gaveUp  bool // the text nests too deep: nothing more is read

	unbalanced bool // a brace is missing, or there is one too many
	guide      guide
}

// openCounts counts what is open around the current token, so that a closing token of something further out ends what
// stands inside it instead of being skipped.
type openCounts struct{ parens, brackets, braces, lets, ifs, thens int32 }

func (p *parser) reset(src string, tokens []token, faults []lexError) {
	*p = parser{src: src, tokens: tokens, faults: faults, nodes: p.nodes[:0], lastBad: -1, pos: -1, look: lookAheads * len(tokens)}
	p.advance()
	p.behind = 0
}

// advance consumes the current token.
func (p *parser) advance() {
	p.behind = p.pos + 1
	i := p.pos + 1
	k := p.tokens[i].kind()
	for k <= Invalid {
		i++
		k = p.tokens[i].kind()
	}
	p.pos, p.kind = i, k
}

// skipTo consumes everything before token i, a significant one.
func (p *parser) skipTo(i int) {
	for p.pos < i {
		p.advance()
	}
}

// after is the index of the first significant token behind token i.
func (p *parser) after(i int) int {
	if i+1 >= len(p.tokens) {
		return i
	}
	for i++; p.tokens[i].kind() <= Invalid; i++ {
	}
	return i
}

// peek is the kind of the token behind the current one.
func (p *parser) peek() TokenKind { return p.tokens[p.after(p.pos)].kind() }

// close completes a node that began with token first when there were start nodes. A node that consumed nothing is zero
// bytes wide and stands behind the last consumed token.
func (p *parser) close(k Kind, first, start int) {
	p.nodes = append(p.nodes, packNode(k, min(first, p.behind), p.behind, len(p.nodes)-start+1))
}

// leaf makes a node of the current token.
func (p *parser) leaf(k Kind) {
	p.nodes = append(p.nodes, packNode(k, p.pos, p.pos+1, 1))
	p.advance()
}

// missing makes a zero-width node behind the last consumed token.
func (p *parser) missing() {
	p.nodes = append(p.nodes, packNode(MissingNode, p.behind, p.behind, 1))
}

// enter counts one level of nesting. Where there are too many it gives up: the rest of the text becomes one error node.
// Each call that answers true is paired with p.depth--.
func (p *parser) enter() bool {
	if p.depth < MaxNesting {
		p.depth++
		return true
	}
	if !p.gaveUp {
		p.report("this nests too deep: at most 10000 expressions may stand inside one another")
		p.gaveUp = true
	}
	first, start := p.pos, len(p.nodes)
	p.skipTo(len(p.tokens) - 1)
	p.close(ErrorNode, first, start)
	p.missing()
	return false
}

// skip makes an error node of the current token, or of the bracketed text or string that it opens.
func (p *parser) skip() {
	first, start := p.pos, len(p.nodes)
	p.skipOver()
	p.close(ErrorNode, first, start)
}

// skipOver consumes the current token, or what it opens: braces that are skipped are skipped in pairs, as the scanner
// counts them.
func (p *parser) skipOver() {
	switch p.kind {
	case DollarBrace:
		if p.enter() {
			p.interpolation(false)
			p.depth--
		}
	case LBrace, LBracket, LParen, StringOpen, IndStringOpen, PathOpen:
		if p.enter() {
			p.selection()
			p.depth--
		}
	default:
		p.advance()
	}
}

// start is the byte offset of token i.
func (p *parser) start(i int) int {
	if i == 0 {
		return 0
	}
	return p.tokens[i-1].end()
}

// newlineBefore reports whether the current token is the first on its line.
func (p *parser) newlineBefore() bool {
	for i := p.start(p.pos) - 1; i >= 0; i-- {
		switch p.src[i] {
		case '\n':
			return true
		case ' ', '\t', '\r':
		default:
			return false
		}
	}
	return true
}
