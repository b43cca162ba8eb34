package syntax

import (
	"fmt"
	"slices"
	"strings"
)

// This file finds the brace that is missing, or the one too many. A missing `}` shows only at the end of the file, where
// it is of no use: all that follows has slid into the wrong set. So a text whose braces do not match is parsed a second
// time, guided by its indentation: an entry that stands as far left as the entries of an outer set belongs there, and so
// does a `}` that stands as far left as the line on which an outer set began.
//
//	services.foo = {
//	  enable = true;
//	services.bar.enable = true;    stands where services.foo does: the `}` is missing before it
//
// The second tree is taken when its braces match and it has no more errors than the first. A text that matches is never looked at so: its
// layout is its own affair.

// guide is what a guided parse knows about the sets around the current token.
type guide struct {
	on     bool
	levels []level
	closed []closedByIndentation
	stray  int // how many `}` were passed over
}

// level is one set or `let` around the current token.
type level struct {
	indent  int // of the line on which it began
	entries int // of its first entry, when that is the first on its line; -1 before
	set     bool
}

// closedByIndentation is a set whose `}` is missing.
type closedByIndentation struct {
	opener int    // its `{`
	at     int    // the token before which it ends
	behind int    // the index behind the last token in it
	text   string // what is missing there
}

// guided parses the text of first again by its indentation, and gives the better of the two.
func (a *Arena) guided(first *parser) *parser {
	p := &a.second
	p.reset(first.src, first.tokens, first.faults)
	p.guide = guide{on: true}
	p.file()
	if len(p.guide.closed) > 0 {
		p.reportClosed(first)
	}
	guided := (p.guide.stray > 0 || len(p.guide.closed) > 0) && !p.unbalanced
	if guided && len(p.errors)-max(0, p.guide.stray-1) <= len(first.errors) { // the first parse says one thing for all strays
		return p
	}
	return first
}

// reportClosed reports the sets that were closed by indentation as one error, where the first parse, and with it Nix,
// noticed that something is missing.
func (p *parser) reportClosed(first *parser) {
	closed := p.guide.closed
	c := closed[0]
	e := Error{Start: len(p.src), End: len(p.src)}
	for _, known := range first.errors {
		if !slices.ContainsFunc(p.errors, func(e Error) bool { return e.Start == known.Start }) {
			e.Start, e.End = known.Start, known.End
			break
		}
	}
	e.Message = fmt.Sprintf("expected `}` to close the `{` on line %d, which by the indentation ends before line %d", p.line(c.opener), p.line(c.at))
	if n := len(closed) - 1; n > 0 {
		e.Message += fmt.Sprintf(", and %d more that are not closed", n)
	}
	e.Related = Related{p.start(c.opener), p.tokens[c.opener].end(), "this `{` is not closed"}
	e.Fix = &Fix{Title: "insert `}`"}
	for _, c := range closed {
		end := p.tokens[c.behind-1].end()
		e.Fix.Edits = append(e.Fix.Edits, Edit{end, end, "\n" + strings.Repeat(" ", p.indent(c.opener)) + c.text})
	}
	p.errors = append(p.errors, e)
}

// enterLevel begins a set or `let` at token opener; leaveLevel ends it.
func (p *parser) enterLevel(opener int) {
	if p.guide.on {
		p.guide.levels = append(p.guide.levels, level{p.indent(opener), -1, p.tokens[opener].kind() == LBrace})
	}
}

func (p *parser) leaveLevel() {
	if p.guide.on {
		p.guide.levels = p.guide.levels[:len(p.guide.levels)-1]
	}
}

// indent is the number of blanks that token i's line begins with.
func (p *parser) indent(i int) int {
	p.line(i) // makes p.lines
	start := p.lines.Start(p.lines.Line(p.start(i)))
	n := 0
	for start+n < len(p.src) && (p.src[start+n] == ' ' || p.src[start+n] == '\t') {
		n++
	}
	return n
}

// outerLevels is how many sets around the current one are compared with it.
const outerLevels = 64

// outer reports whether a set around the current one is as matches says.
func (p *parser) outer(matches func(level) bool) bool {
	levels := p.guide.levels
	return slices.ContainsFunc(levels[max(0, len(levels)-1-outerLevels):len(levels)-1], matches)
}

// leavesLevel reports whether the entry at the current token belongs to an outer set by its indentation.
func (p *parser) leavesLevel() bool {
	if !p.guide.on || len(p.guide.levels) == 0 || !p.startsAttr() && p.kind != Inherit || !p.newlineBefore() {
		return false
	}
	l, column := &p.guide.levels[len(p.guide.levels)-1], p.indent(p.pos)
	inner := l.entries
	if inner < 0 {
		inner = l.indent + 1
	}
	if l.set && column < inner && (p.kind == Inherit || p.atBinding()) && p.outer(func(o level) bool { return o.entries == column }) {
		return true
	}
	if l.entries < 0 {
		l.entries = column
	}
	return false
}

// endsBefore reports whether the set of the current level, which began with token opener, ends before the current token
// by indentation: that is an entry or the `}` of an outer set.
func (p *parser) endsBefore(opener int) bool {
	if !p.guide.on {
		return false
	}
	ends := p.leavesLevel()
	if p.kind == RBrace && p.newlineBefore() {
		column := p.indent(p.pos)
		ends = column < p.guide.levels[len(p.guide.levels)-1].indent && p.outer(func(o level) bool { return o.set && o.indent == column })
	}
	if ends {
		p.guide.closed = append(p.guide.closed, closedByIndentation{opener, p.pos, p.behind, "}"})
		p.lastBad = p.pos
	}
	return ends
}

// strayByIndentation passes over a `}` that by its indentation closes nothing.
func (p *parser) strayByIndentation(closer TokenKind) bool {
	if !p.guide.on || closer != RBrace || !p.newlineBefore() {
		return false
	}
	l, column := p.guide.levels[len(p.guide.levels)-1], p.indent(p.pos)
	if column <= l.indent {
		return false
	}
	p.guide.stray++
	first, start, index := p.pos, len(p.nodes), len(p.errors)
	p.unexpected("by its indentation it closes nothing that is open", p.fixRemove())
	p.advance()
	if p.kind == Semicolon {
		p.advance()
	}
	if index < len(p.errors) {
		p.errors[index].Fix.Edits[0].End = p.tokens[p.behind-1].end()
	}
	p.close(ErrorNode, first, start)
	return true
}

// endsHere reports whether a set has just ended by indentation, and what stands around it therefore ends too: text is what
// that lacks.
func (p *parser) endsHere(text string) bool {
	closed := p.guide.closed
	if len(closed) == 0 || closed[len(closed)-1].at != p.pos {
		return false
	}
	closed[len(closed)-1].text += text
	return true
}
