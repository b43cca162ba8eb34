package syntax

import (
	"sort"
	"strconv"
	"strings"
)

// This file words the errors. Each says what was found, what is accepted there, and what was opened where.

// report says that the current token is wrong. Only the first error at a token is kept.
func (p *parser) report(message string, fix ...*Fix) { p.reportAt(p.pos, message, fix...) }

func (p *parser) reportAt(i int, message string, fix ...*Fix) {
	if p.gaveUp || i == p.lastBad || len(p.errors) == MaxErrors {
		return
	}
	p.lastBad = i
	e := Error{Start: p.start(i), End: p.tokens[i].end(), Message: message}
	if p.tokens[i].kind() == EOF && p.behind > 0 { // where Nix puts it: behind the last token, before trailing white space
		e.Start, e.End = p.tokens[p.behind-1].end(), p.tokens[p.behind-1].end()
	}
	if len(fix) > 0 {
		e.Fix = fix[0]
	}
	p.errors = append(p.errors, e)
}

// found names the current token as a message does.
func (p *parser) found() string {
	switch p.kind {
	case IdentToken, IntToken, FloatToken:
		return "`" + p.text(p.pos) + "`"
	}
	return p.kind.String()
}

// expected says what is accepted in place of the current token.
func (p *parser) expected(what string, fix ...*Fix) {
	if !p.afterUnclosed() {
		p.report("expected "+what+", found "+p.found(), fix...)
	}
}

// unexpected says why the current token cannot stand here.
func (p *parser) unexpected(why string, fix ...*Fix) {
	p.report("unexpected "+p.found()+": "+why, fix...)
}

// expectedFor is expected for the part of something that began at token opener.
func (p *parser) expectedFor(what string, opener int, fix ...*Fix) {
	before := len(p.errors)
	p.expected(what+" for the `"+p.text(opener)+"` on line "+strconv.Itoa(p.line(opener)), fix...)
	p.relate(before, opener, "`"+p.text(opener)+"` is here")
}

// closing consumes the bracket k; where it is missing it says what is open.
func (p *parser) closing(k TokenKind, text string, opener int) {
	if p.kind == k {
		p.advance()
		return
	}
	before := len(p.errors)
	var fix []*Fix
	if p.kind != EOF && !p.atBinding() {
		fix = []*Fix{p.fixMissing(text)}
	}
	open := p.text(opener)
	p.expected("`"+text+"` to close the `"+open+"` on line "+strconv.Itoa(p.line(opener)), fix...)
	p.relate(before, opener, "this `"+open+"` is not closed")
}

func (p *parser) relate(before, opener int, message string) {
	if len(p.errors) > before {
		p.errors[before].Related = Related{p.start(opener), p.tokens[opener].end(), message}
	}
}

func (p *parser) unexpectedLeftover() {
	switch p.kind {
	case RBrace, RParen, RBracket:
		p.unexpected("nothing is open that it closes", p.fixRemove())
	case Semicolon:
		p.unexpected("a file is one expression, without `;` behind it", p.fixRemove())
	default:
		p.unexpected("a file is one expression, which has ended before it")
	}
}

// chained says that an operator cannot follow the last one without parentheses.
func (p *parser) chained(last TokenKind) {
	p.unexpected("it cannot follow " + last.String() + " without parentheses around one of the two operations")
}

func (p *parser) text(i int) string { return p.src[p.start(i):p.tokens[i].end()] }

// textBetween is the text of the tokens from first up to last, exclusive; long ones are cut.
func (p *parser) textBetween(first, last int) string {
	s := p.src[p.start(first):p.start(max(first, last))]
	if i := strings.IndexAny(s, "\r\n"); i >= 0 {
		s = s[:i]
	}
	if len(s) > 80 {
		s = strings.ToValidUTF8(s[:80], "") + "…"
	}
	return s
}

// line is the 1-based line of token i.
func (p *parser) line(i int) int {
	if p.lines == nil {
		p.lines = NewLines(p.src)
	}
	return p.lines.Line(p.start(i)) + 1
}

// fixMissing inserts text behind the last consumed token.
func (p *parser) fixMissing(text string) *Fix {
	if p.behind == 0 {
		return nil
	}
	return fixInsert("insert `"+text+"`", p.tokens[p.behind-1].end(), text)
}

// fixRemove removes the current token.
func (p *parser) fixRemove() *Fix {
	return fixReplace("remove "+p.kind.String(), p.start(p.pos), p.tokens[p.pos].end(), "")
}

func fixInsert(title string, off int, text string) *Fix { return fixReplace(title, off, off, text) }

func fixReplace(title string, start, end int, text string) *Fix {
	return &Fix{title, []Edit{{start, end, text}}}
}

func fixInsert2(title string, at int, text string, at2 int, text2 string) *Fix {
	return &Fix{title, []Edit{{at, at, text}, {at2, at2, text2}}}
}

// withFaults adds what the scanner found to the parser's errors, in source order.
func withFaults(p *parser, faults []lexError) []Error {
	errors := p.errors
	for _, f := range faults {
		errors = append(errors, p.faultError(f))
	}
	sort.SliceStable(errors, func(i, j int) bool { return errors[i].Start < errors[j].Start })
	return errors[:min(len(errors), MaxErrors)]
}

func (p *parser) faultError(f lexError) Error {
	i := int(f.token)
	e := Error{Start: p.start(i), End: p.tokens[i].end()}
	switch f.what {
	case strayByte:
		e.Message = "unexpected " + strconv.Quote(p.text(i)) + ": it begins nothing in Nix"
		if len(p.text(i)) > 40 {
			e.Message = "unexpected characters that begin nothing in Nix"
		}
	case unclosedString:
		p.unclosedQuote(&e, i)
	case unclosedComment:
		e.End = e.Start + 2
		e.Message = "this comment is not closed: expected `*/`"
	case conflictMarker:
		e.Message = "a merge conflict stands here unresolved: keep one side and remove its marker lines"
	case trailingSlash:
		e.Start = e.End - 1
		e.Message = "a path does not end with a slash"
		e.Fix = fixReplace("remove `/`", e.Start, e.End, "")
	case nulInString:
		e.Start += max(0, strings.IndexByte(p.src[e.Start:], 0))
		e.End = e.Start + 1
		e.Message = "a string cannot hold a NUL byte"
		e.Fix = fixReplace("remove the NUL byte", e.Start, e.End, "")
	case badNumber:
		e.Message = "this number is out of range: integers go up to 9223372036854775807, floats from about 2.2e-308 to 1.8e308"
	case byteOrderMark:
		e.Message = "the file begins with a byte order mark, which Nix does not accept"
		e.Fix = fixReplace("remove the byte order mark", e.Start, e.End, "")
	}
	return e
}

// unclosedQuote words e for a string without end whose text or opening quote is token i.
func (p *parser) unclosedQuote(e *Error, i int) {
	for depth := 0; i > 0; i-- {
		k := p.tokens[i].kind()
		if k == StringClose || k == IndStringClose {
			depth++
		}
		if k == StringOpen || k == IndStringOpen {
			if depth == 0 {
				break
			}
			depth--
		}
	}
	quote := p.text(i)
	e.Start, e.End = p.start(i), p.tokens[i].end()
	e.Message = "this string is not closed: expected `" + quote + "`"
	if quote == `"` {
		end := len(p.src)
		if n := strings.IndexAny(p.src[e.Start:], "\r\n"); n >= 0 {
			end = e.Start + n
		}
		for end > e.End && strings.IndexByte("; \t", p.src[end-1]) >= 0 {
			end--
		}
		e.Fix = fixInsert("insert `\"`", end, `"`)
	}
}
