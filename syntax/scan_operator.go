package syntax

import "bytes"

// operator scans what begins with a punctuation character that may begin several tokens.
func (s *scanner) operator(p int) int {
	src := s.src
	switch src[p] {
	case '=':
		return s.equals(p)
	case '{':
		s.modes = append(s.modes, braceMode)
		return s.emit(LBrace, p+1)
	case '}':
		return s.closeBrace(p)
	case '.':
		return s.dot(p)
	case '"':
		return s.openString(p)
	case '\'':
		if src[p+1] == '\'' {
			return s.openIndString(p)
		}
		return s.stray(p)
	case '#':
		return s.lineComment(p)
	case '/':
		return s.slash(p)
	case '$':
		if src[p+1] == '{' {
			s.modes = append(s.modes, braceMode)
			return s.emit(DollarBrace, p+2)
		}
		return s.stray(p)
	case '-':
		return s.sign(p, '>', Minus, Implies)
	case '+':
		return s.sign(p, '+', Plus, Concat)
	case '<', '>', '|':
		return s.angle(p)
	case '~':
		if src[p+1] == '/' && s.continuesPath(p+2) {
			return s.path(p + 1)
		}
		return s.stray(p)
	case '!':
		return s.oneOrTwo(p, '=', Not, NotEqual)
	case '*':
		return s.emit(Star, p+1)
	}
	return s.oneOrTwo(p, '&', Invalid, And)
}

// oneOrTwo emits the two-byte operator where second follows, else the one-byte one.
func (s *scanner) oneOrTwo(p int, second byte, one, two TokenKind) int {
	if s.src[p+1] == second {
		return s.emit(two, p+2)
	}
	if one == Invalid {
		return s.stray(p)
	}
	return s.emit(one, p+1)
}

func (s *scanner) sign(p int, second byte, one, two TokenKind) int {
	if charBits[s.src[p+1]]&pathChar != 0 || s.src[p+1] == '/' {
		if s.beginsPath(p) {
			return s.path(p)
		}
	}
	return s.oneOrTwo(p, second, one, two)
}

func (s *scanner) equals(p int) int {
	if s.src[p+1] == '=' && s.src[p+2] == '=' && s.atConflict(p) {
		return s.conflict(p)
	}
	return s.oneOrTwo(p, '=', Assign, Equal)
}

func (s *scanner) angle(p int) int {
	src, c := s.src, s.src[p]
	if src[p+1] == c && s.atConflict(p) {
		return s.conflict(p)
	}
	switch {
	case c == '|' && src[p+1] == '>':
		return s.emit(PipeInto, p+2)
	case c == '|':
		return s.oneOrTwo(p, '|', Invalid, OrOp)
	case c == '>':
		return s.oneOrTwo(p, '=', Greater, GreaterEqual)
	case src[p+1] == '|':
		return s.emit(PipeFrom, p+2)
	case charBits[src[p+1]]&pathChar != 0:
		if end := s.searchPath(p); end > 0 {
			return s.emit(SearchPathToken, end)
		}
	}
	return s.oneOrTwo(p, '=', Less, LessEqual)
}

// searchPath is the end of SPATH \<{PATH_CHAR}+(\/{PATH_CHAR}+)*\> at p, 0 when there is none.
func (s *scanner) searchPath(p int) int {
	src, q := s.src, p+1
	for charBits[src[q]]&pathChar != 0 || src[q] == '/' && charBits[src[q+1]]&pathChar != 0 {
		q++
	}
	if src[q] == '>' {
		return q + 1
	}
	return 0
}

// atConflict reports whether p begins a line with the seven equal characters of a merge conflict marker.
func (s *scanner) atConflict(p int) bool {
	const width = 7
	if p > 0 && s.src[p-1] != '\n' && s.src[p-1] != '\r' || p+width > s.size {
		return false
	}
	for i := 1; i < width; i++ {
		if s.src[p+i] != s.src[p] {
			return false
		}
	}
	return classes[s.src[p+width]] == spaceByte || p+width == s.size
}

func (s *scanner) conflict(p int) int {
	s.fault(conflictMarker)
	return s.emit(Conflict, s.lineEnd(p))
}

// lineEnd is the offset of the line end at or behind p.
func (s *scanner) lineEnd(p int) int {
	for {
		for charBits[s.src[p]]&lineStop == 0 {
			p++
		}
		if s.src[p] != 0 || p >= s.size {
			return min(p, s.size)
		}
		p++
	}
}

func (s *scanner) lineComment(p int) int { return s.emit(Comment, s.lineEnd(p)) }

func (s *scanner) slash(p int) int {
	switch next := s.src[p+1]; {
	case next == '*':
		return s.blockComment(p)
	case next == '/':
		return s.emit(Update, p+2)
	case s.continuesPath(p + 1):
		return s.path(p)
	}
	return s.emit(Slash, p+1)
}

// blockComment scans `/* … */`. One that is never closed ends with its line, so that the rest is not lost.
func (s *scanner) blockComment(p int) int {
	if !s.noComments {
		if i := bytes.Index(s.src[p+2:s.size], []byte("*/")); i >= 0 {
			return s.emit(Comment, p+2+i+2)
		}
		s.noComments = true
	}
	s.fault(unclosedComment)
	return s.emit(Comment, s.lineEnd(p))
}

// dot scans `.`, `...`, a float without integer part, or a path.
func (s *scanner) dot(p int) int {
	src := s.src
	if charBits[src[p+1]]&pathChar != 0 || src[p+1] == '/' {
		if s.beginsPath(p) {
			return s.path(p)
		}
	}
	switch {
	case src[p+1] == '.' && src[p+2] == '.':
		return s.emit(Ellipsis, p+3)
	case classes[src[p+1]] == digitByte:
		return s.fraction(p, p)
	}
	return s.emit(Dot, p+1)
}

// closeBrace scans `}` and goes on with the text of the string or path that it returns to.
func (s *scanner) closeBrace(p int) int {
	return s.leave(s.emit(RBrace, p+1))
}

// leave returns from an interpolation or a brace at p to what it stands in.
func (s *scanner) leave(p int) int {
	if len(s.modes) == 0 {
		return p
	}
	m := s.modes[len(s.modes)-1]
	s.modes = s.modes[:len(s.modes)-1]
	if len(s.modes) < s.limitDepth {
		s.limit = 0
	}
	switch m {
	case stringMode:
		return s.stringRest(p)
	case indMode:
		return s.indRest(p)
	case pathMode:
		return s.pathRest(p, PathText)
	}
	return p
}

// path scans a path from its first character or slash at p: all path characters and slashes, and interpolations.
func (s *scanner) path(p int) int {
	return s.pathRest(p, PathOpen)
}

// doubled is what Nix's scanner cannot read in a path without interpolation, whatever the grammar in the manual says.
var doubled = []byte("//")

// pathRest scans the text of a path at p, PathOpen for its beginning or PathText behind an interpolation.
func (s *scanner) pathRest(p int, kind TokenKind) int {
	src, q := s.src, p
	for charBits[src[q]]&pathChar != 0 || src[q] == '/' {
		q++
	}
	interpolated := src[q] == '$' && src[q+1] == '{'
	if !interpolated && q > p && src[q-1] == '/' {
		s.fault(trailingSlash)
	}
	if kind == PathOpen && !interpolated {
		if bytes.Contains(src[p:q-1], doubled) {
			s.fault(doubledSlash)
		}
		return s.emit(PathToken, q)
	}
	if q > p || kind == PathOpen {
		s.emit(kind, q)
	}
	if !interpolated {
		return q
	}
	s.modes = append(s.modes, pathMode)
	return s.emit(DollarBrace, q+2)
}
