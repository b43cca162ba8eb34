package syntax

import (
	"bytes"
	"strconv"
)

// This file cuts a source into tokens, all of it before the parser begins. The definitions are those of Nix's flex
// scanner: the longest match wins. Two of them reach far: a run of name characters is a path when a slash follows it
// (`a.b.c/d`), a URI when a colon does. The end of such a run is measured once and kept, so that a long `a.b.c` chain is
// not measured again at each of its names.

// padding is how many NUL bytes stand behind the source, so that no look-ahead needs a check for the end.
const padding = 8

// mode is what a closing brace returns the scanner to.
type mode uint8

const (
	braceMode  mode = iota // ordinary tokens
	stringMode             // the text of `"…"`
	indMode                // the text of `''…''`
	pathMode               // the text of a path
)

// lexError is something that the scanner found wrong, told to the parser by its token.
type lexError struct {
	token int32
	what  lexFault
}

type lexFault uint8

const (
	strayByte lexFault = iota
	unclosedString
	unclosedComment
	conflictMarker
	trailingSlash
	doubledSlash
	byteOrderMark
	nulInString
	badNumber
)

// scanner holds the state of one scan. Its slices are reused from one source to the next.
type scanner struct {
	src    []byte // padded
	size   int    // of the source without its padding
	tokens []token
	modes  []mode
	faults []lexError

	runEnd     int  // end of the last measured run of path characters
	runPath    bool // a path begins where the run does
	runURI     bool // a colon and a URI character follow the run
	runScheme  int  // from here on the run holds scheme characters only
	noComments bool // there is no `*/` in the rest of the source

	open     bool // the source ended inside a string
	cautious bool // second try: strings end where the lines below them look like code

	limit      int // cautious only: where an interpolation without a brace ends, 0 for none
	limitDepth int // how many modes there are inside that interpolation
	looked     int // how many bytes a cautious scan has looked ahead
}

// scan cuts src into s.tokens. A source that ends inside a string is scanned a second time, cautiously.
func (s *scanner) scan(src string) {
	s.src = append(append(s.src[:0], src...), make([]byte, padding)...)
	s.size = len(src)
	s.cautious = false
	s.pass()
	if s.open {
		s.cautious = true
		s.pass()
	}
}

func (s *scanner) pass() {
	s.tokens, s.modes, s.faults = s.tokens[:0], s.modes[:0], s.faults[:0]
	s.runEnd, s.noComments, s.open, s.limit, s.looked = 0, false, false, 0, 0
	s.run()
	for _, m := range s.modes {
		s.open = s.open || m == stringMode || m == indMode
	}
}

func (s *scanner) emit(k TokenKind, end int) int {
	s.tokens = append(s.tokens, token(k)<<offsetBits|token(end))
	return end
}

func (s *scanner) fault(what lexFault) {
	if len(s.faults) < MaxErrors {
		s.faults = append(s.faults, lexError{int32(len(s.tokens)), what})
	}
}

func (s *scanner) run() {
	src, p := s.src, 0
	if len(s.src) >= 3 && string(src[:3]) == "\xef\xbb\xbf" {
		s.fault(byteOrderMark)
		p = s.emit(Invalid, 3)
	}
	for {
		if s.limit > 0 && p >= s.limit {
			s.modes = s.modes[:s.limitDepth]
			p = s.leave(p)
			continue
		}
		c := src[p]
		switch classes[c] {
		case spaceByte:
			p++
			for classes[src[p]] == spaceByte {
				p++
			}
			s.tokens = append(s.tokens, token(Whitespace)<<offsetBits|token(p))
		case letterByte:
			p = s.name(p)
		case digitByte:
			p = s.number(p)
		case single:
			p++
			s.tokens = append(s.tokens, token(singleKind[c])<<offsetBits|token(p))
		case operator:
			p = s.operator(p)
		default:
			if p >= s.size {
				s.emit(EOF, s.size)
				return
			}
			p = s.stray(p)
		}
	}
}

// stray emits the bytes from p on that begin no token as one token.
func (s *scanner) stray(p int) int {
	s.fault(strayByte)
	for p++; p < s.size && classes[s.src[p]] == invalidByte; p++ {
	}
	return s.emit(Invalid, p)
}

// name scans what begins with a letter: an identifier, a keyword, a path or a URI.
func (s *scanner) name(p int) int {
	src, q := s.src, p+1
	for charBits[src[q]]&identChar != 0 {
		q++
	}
	switch src[q] {
	case '/', '.', '+', ':':
		if s.beginsPath(p) {
			return s.path(p)
		}
		if s.runURI && s.runScheme <= p && src[p] != '_' {
			return s.uri()
		}
	}
	kind := IdentToken
	if n := q - p; n >= 2 && n <= 7 {
		kind = keyword(src[p:q])
	}
	s.tokens = append(s.tokens, token(kind)<<offsetBits|token(q))
	return q
}

// beginsPath reports whether a path begins at p, a path character.
func (s *scanner) beginsPath(p int) bool {
	if p >= s.runEnd {
		s.measure(p)
	}
	return s.runPath
}

// measure finds the end of the run of path characters at p, and what follows it.
func (s *scanner) measure(p int) {
	src, q := s.src, p
	s.runScheme = p
	for charBits[src[q]]&pathChar != 0 {
		if src[q] == '_' {
			s.runScheme = q + 1
		}
		q++
	}
	s.runEnd = q
	s.runPath = src[q] == '/' && s.continuesPath(q+1)
	s.runURI = src[q] == ':' && charBits[src[q+1]]&uriChar != 0
}

// continuesPath reports whether a path goes on behind the slash before p.
func (s *scanner) continuesPath(p int) bool {
	return charBits[s.src[p]]&pathChar != 0 || s.src[p] == '$' && s.src[p+1] == '{'
}

// uri scans the URI whose scheme is the measured run.
func (s *scanner) uri() int {
	q := s.runEnd + 1
	for charBits[s.src[q]]&uriChar != 0 {
		q++
	}
	return s.emit(URIToken, q)
}

// number scans INT [0-9]+ or FLOAT (([1-9][0-9]*\.[0-9]*)|(0?\.[0-9]+))([Ee][+-]?[0-9]+)?, or a path that begins so.
func (s *scanner) number(p int) int {
	if s.beginsPath(p) {
		return s.path(p)
	}
	src, q := s.src, p
	for classes[src[q]] == digitByte {
		q++
	}
	if src[q] != '.' || src[p] == '0' && (q > p+1 || classes[src[q+1]] != digitByte) {
		if q-p >= maxDigits && tooLarge(src[p:q]) {
			s.fault(badNumber)
		}
		return s.emit(IntToken, q)
	}
	return s.fraction(p, q)
}

// fraction scans a float that begins at from, from its point at p on.
func (s *scanner) fraction(from, p int) int {
	src, q := s.src, p+1
	for classes[src[q]] == digitByte {
		q++
	}
	exponent := src[q] == 'e' || src[q] == 'E'
	if exponent {
		e := q + 1
		if src[e] == '+' || src[e] == '-' {
			e++
		}
		if classes[src[e]] == digitByte {
			for classes[src[e]] == digitByte {
				e++
			}
			q = e
		}
	}
	if (exponent || q-from > maxDigits) && outOfRange(src[from:q]) {
		s.fault(badNumber)
	}
	return s.emit(FloatToken, q)
}

// maxDigits is how many digits every integer of 64 bits may have.
const maxDigits = 18

// tooLarge reports whether an integer is beyond 2^63-1.
func tooLarge(digits []byte) bool {
	_, err := strconv.ParseInt(string(digits), 10, 64)
	return err != nil
}

// outOfRange reports whether a float is beyond what 64 bits hold, in either direction: C's strtod reports both.
func outOfRange(text []byte) bool {
	const smallestNormal = 0x1p-1022
	f, err := strconv.ParseFloat(string(text), 64)
	return err != nil || f < smallestNormal && bytes.ContainsAny(mantissa(text), "123456789")
}

// mantissa is a float's text before its exponent.
func mantissa(text []byte) []byte {
	if i := bytes.IndexAny(text, "eE"); i >= 0 {
		return text[:i]
	}
	return text
}
