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
	const longest = 24
	switch p.kind {
	case IdentToken, IntToken, FloatToken, StringToken, PathToken:
		if s := p.text(p.pos); len(s) <= longest && !strings.ContainsAny(s, "\n`") {
			return "`" + s + "`"
		}
	}
	return p.kind.String()
}

// expected says what is accepted in place of the current token.
func (p *parser) expected(what string, fix ...*Fix) {
	p.unbalanced = p.unbalanced || p.kind == EOF && p.opened.braces > 0
	if !p.afterUnclosed() {
		p.report("expected "+what+", found "+p.found(), fix...)
	}
}

// unexpected says why the current token cannot stand here.
func (p *parser) unexpected(why string, fix ...*Fix) {
	p.report("unexpected "+p.found()+": "+why, fix...)
}

// expectedFor is expected for the keyword that belongs to the one at token opener.
func (p *parser) expectedFor(what string, opener int, fix ...*Fix) {
	p.expectedBehind(what+" for the `"+p.text(opener)+"`"+p.onLine(opener), opener, fix...)
}

// expectedBehind is expected for the part of something that began at token opener.
func (p *parser) expectedBehind(what string, opener int, fix ...*Fix) {
	before := len(p.errors)
	p.expected(what, fix...)
	p.relate(before, opener, "`"+p.text(opener)+"` is here")
}

// onLine says on which line token opener is, "" where it is the current one's.
func (p *parser) onLine(opener int) string {
	line := p.line(opener)
	if line == p.line(p.pos) || p.kind == EOF && p.behind > 0 && line == p.line(p.behind-1) {
		return ""
	}
	return " on line " + strconv.Itoa(line)
}

// closing consumes the bracket k; where it is missing it says what is open.
func (p *parser) closing(k TokenKind, text string, opener int) {
	if p.kind == k {
		p.advance()
		return
	}
	if p.endsHere(text) {
		return
	}
	before := len(p.errors)
	wrong := p.wrongCloser(k, opener)
	var fix []*Fix
	switch {
	case wrong:
		fix = []*Fix{fixReplace("replace it by `"+text+"`", p.start(p.pos), p.tokens[p.pos].end(), text)}
	case p.kind != EOF && !p.atBinding():
		fix = []*Fix{p.fixMissing(text)}
		if p.newlineBefore() && (p.kind == RBrace || p.kind == RBracket || p.kind == RParen) {
			fix[0] = fixInsert("insert `"+text+"`", p.start(p.pos), text+" ")
		} else if end := p.tokens[opener].end(); k == RBracket && end < len(p.src) && p.src[end] == ' ' {
			fix[0].Edits[0].NewText = " " + text
		}
	}
	open := p.text(opener)
	p.expected("`"+text+"` to close the `"+open+"`"+p.onLine(opener), fix...)
	p.relate(before, opener, "this `"+open+"` is not closed")
	p.unbalanced = p.unbalanced || k == RBrace
	if wrong {
		p.skip()
	}
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
	p.unbalanced = p.unbalanced || p.kind == RBrace || p.behind > 0 && p.tokens[p.behind-1].kind() == RBrace
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

// fixSeparator puts `,` in place of the current token; fixDefault puts `?`.
func (p *parser) fixSeparator() *Fix {
	return fixReplace("replace it by `,`", p.start(p.pos), p.tokens[p.pos].end(), ",")
}

func (p *parser) fixDefault() *Fix {
	text := "?"
	if charBits[p.src[p.start(p.pos)-1]]&identChar != 0 {
		text = " ?"
	}
	return fixReplace("replace it by `?`", p.start(p.pos), p.tokens[p.pos].end(), text)
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
	mended := 0 // up to here the last fix goes: the closing one of two strange quotes needs none of its own
	for _, f := range faults {
		e := p.faultError(f)
		if f.what == strayByte && e.Start < mended {
			continue
		}
		if e.Fix != nil {
			mended = e.Fix.Edits[len(e.Fix.Edits)-1].End
		}
		errors = append(errors, e)
	}
	sort.SliceStable(errors, func(i, j int) bool { return errors[i].Start < errors[j].Start })
	return errors[:min(len(errors), MaxErrors)]
}

func (p *parser) faultError(f lexError) Error {
	i := int(f.token)
	e := Error{Start: p.start(i), End: p.tokens[i].end()}
	switch f.what {
	case strayByte:
		p.stray(&e, p.text(i))
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
	case doubledSlash:
		e.Start += strings.Index(p.text(i), "//")
		e.End = e.Start + 2
		e.Message = "a path does not hold `//`"
		e.Fix = fixReplace("replace it by `/`", e.Start, e.End, "/")
	case byteOrderMark:
		e.Message = "the file begins with a byte order mark, which Nix does not accept"
		e.Fix = fixReplace("remove the byte order mark", e.Start, e.End, "")
	}
	return e
}

// stray words e for text that begins no token: what people bring along from other languages and from web pages.
func (p *parser) stray(e *Error, text string) {
	quotes := func(open, close string) {
		e.Message = "unexpected " + open + ": a string stands in `\"`"
		rest := p.src[e.End:]
		if n := strings.Index(rest, close); n >= 0 && !strings.Contains(rest[:n], "\n") {
			at := e.End + n
			e.Fix = &Fix{"put the string in `\"`", []Edit{{e.Start, e.End, `"`}, {at, at + len(close), `"`}}}
		}
	}
	switch {
	case text == "$":
		e.Message = "unexpected `$`: a variable is written by its name alone, `${…}` stands in strings"
		e.Fix = fixReplace("remove `$`", e.Start, e.End, "")
	case text == "'":
		quotes("`'`", "'")
	case text == "“":
		quotes("`“`", "”")
	case text == "‘":
		quotes("`‘`", "’")
	case strings.Trim(text, "\u00a0") == "":
		e.Message = "unexpected no-break space: Nix accepts plain blanks only"
		e.Fix = fixReplace("replace it by a blank", e.Start, e.End, " ")
	case len(text) > 40:
		e.Message = "unexpected characters that begin nothing in Nix"
	default:
		e.Message = "unexpected " + strconv.Quote(text) + ": it begins nothing in Nix"
	}
}

// unclosedQuote words e for a string without end whose text or opening quote is token i.
func (p *parser) unclosedQuote(e *Error, i int) {
	from := i
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
	quote, insert := p.text(i), `"`
	if p.interpolating(i, from) {
		insert = `}"`
	}
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
		if p.src[end-1] != '\\' && p.kindAt(end-1) != Comment { // either would keep it from being a quote
			e.Fix = fixInsert("insert `"+insert+"`", end, insert)
		}
	}
}

// interpolating reports whether an interpolation is open between the tokens from and to.
func (p *parser) interpolating(from, to int) bool {
	depth := 0
	for _, t := range p.tokens[from:to] {
		switch t.kind() {
		case DollarBrace, LBrace:
			depth++
		case RBrace:
			depth--
		}
	}
	return depth > 0
}

// kindAt is the kind of the token that holds the byte at off.
func (p *parser) kindAt(off int) TokenKind {
	i := sort.Search(len(p.tokens)-1, func(i int) bool { return p.tokens[i].end() > off })
	return p.tokens[i].kind()
}
