package syntax

// openString scans `"` at p and the text behind it.
func (s *scanner) openString(p int) int {
	end, stop := s.stringText(p + 1)
	if stop == '"' {
		return s.emit(StringToken, end+1)
	}
	if stop == 0 {
		s.fault(unclosedString)
	}
	s.emit(StringOpen, p+1)
	return s.stringPiece(p+1, end, stop)
}

// stringRest scans the text of a string behind an interpolation that ended at p.
func (s *scanner) stringRest(p int) int {
	end, stop := s.stringText(p)
	if stop == 0 {
		s.fault(unclosedString)
	}
	return s.stringPiece(p, end, stop)
}

// stringPiece emits the text from p to end and what stopped it there.
func (s *scanner) stringPiece(p, end int, stop byte) int {
	if p < end {
		s.emit(StringText, end)
	}
	switch stop {
	case '"':
		return s.emit(StringClose, end+1)
	case '$':
		return s.interpolate(end, stringMode)
	}
	return end
}

// nul notes a NUL byte in a string, once for each of its texts.
func (s *scanner) nul() {
	if n := len(s.faults); n == 0 || s.faults[n-1] != (lexError{int32(len(s.tokens)), nulInString}) {
		s.fault(nulInString)
	}
}

// stringText finds where the text of `"…"` from p on stops: before `"`, before `${` ('$'), or unclosed (0).
func (s *scanner) stringText(p int) (end int, stop byte) {
	src := s.src
	for {
		for charBits[src[p]]&stringStop == 0 {
			p++
		}
		switch src[p] {
		case '"':
			return p, '"'
		case '\\':
			p++
			if src[p] != 0 {
				p++
			}
		case '$':
			switch src[p+1] {
			case '{':
				return p, '$'
			case '"':
				p++
			case '\\':
				p += 3
			default:
				p += 2
			}
		case '\n':
			if s.cautious && s.looksLikeCode(p+1) {
				return p, 0
			}
			p++
		case 0:
			if p >= s.size {
				s.open = true
				return s.size, 0
			}
			s.nul()
			p++
		}
	}
}

// openIndString scans `”` at p and the text behind it.
func (s *scanner) openIndString(p int) int {
	end, stop := s.indText(p+2, p)
	if stop == '\'' {
		return s.emit(IndStringToken, end+2)
	}
	if stop == 0 {
		s.fault(unclosedString)
	}
	s.emit(IndStringOpen, p+2)
	return s.indPiece(p+2, end, stop)
}

// indRest scans the text of an indented string behind an interpolation that ended at p.
func (s *scanner) indRest(p int) int {
	end, stop := s.indText(p, p)
	if stop == 0 {
		s.fault(unclosedString)
	}
	return s.indPiece(p, end, stop)
}

func (s *scanner) indPiece(p, end int, stop byte) int {
	if p < end {
		s.emit(IndStringText, end)
	}
	switch stop {
	case '\'':
		return s.emit(IndStringClose, end+2)
	case '$':
		return s.interpolate(end, indMode)
	}
	return end
}

// indText finds where the text of `”…”` from p on stops: before `”` (a quote), before `${` ('$'), or unclosed (0).
// The string, or the piece of it, began at from.
func (s *scanner) indText(p, from int) (end int, stop byte) {
	src, indent := s.src, -1
	for {
		for charBits[src[p]]&indStop == 0 {
			p++
		}
		switch src[p] {
		case '\'':
			if src[p+1] != '\'' {
				p++
				if src[p] != '$' && p < s.size {
					p++
				}
				continue
			}
			switch src[p+2] {
			case '\'', '$':
				p += 3
			case '\\':
				p += 4
			default:
				return p, '\''
			}
		case '$':
			switch src[p+1] {
			case '{':
				return p, '$'
			case '\'':
				p++
			default:
				p += 2
			}
		case '\n':
			p++
			if s.cautious {
				if indent < 0 {
					indent = s.indentOf(from)
				}
				if s.indentAt(p) <= indent && s.looksLikeCode(p) {
					return p - 1, 0
				}
			}
		case 0:
			if p >= s.size {
				s.open = true
				return s.size, 0
			}
			s.nul()
			p++
		}
	}
}

// interpolate scans `${` at p. A cautious scan looks whether the brace is closed on its line; if not, the interpolation
// ends before the next quote, or with the line.
func (s *scanner) interpolate(p int, m mode) int {
	s.modes = append(s.modes, m)
	if s.cautious && s.limit == 0 {
		s.limit, s.limitDepth = s.unclosedUntil(p+2, m), len(s.modes)
	}
	return s.emit(DollarBrace, p+2)
}

// A cautious scan looks at most lookAhead bytes for a closing brace or the beginning of a line, and in all at most
// lookAheads times as many bytes as the source has. The parser's looks ahead have the same bound, in tokens.
const (
	lookAhead  = 4096
	lookAheads = 8
)

// unclosedUntil is where an interpolation from p on ends that its line does not close, 0 when the line closes it.
func (s *scanner) unclosedUntil(p int, m mode) int {
	depth, quote := 1, 0
	for q := p; q < min(s.size, p+lookAhead) && s.looked < lookAheads*s.size; q++ {
		s.looked++
		switch s.src[q] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return 0
			}
		case '"':
			if quote == 0 {
				quote = q
			}
		case '\n':
			if m == stringMode && quote > 0 {
				return quote
			}
			return q
		}
	}
	return 0
}

// indentOf is the number of blanks that the line of p begins with.
func (s *scanner) indentOf(p int) int {
	for ; p > 0 && s.src[p-1] != '\n' && s.looked < lookAheads*s.size; p-- {
		s.looked++
	}
	return s.indentAt(p)
}

func (s *scanner) indentAt(p int) int {
	n := 0
	for s.src[p+n] == ' ' || s.src[p+n] == '\t' {
		n++
	}
	return n
}

// looksLikeCode reports whether the line at p begins as a line of a set does: `path =`, or a closing bracket.
func (s *scanner) looksLikeCode(p int) bool {
	src := s.src
	p += s.indentAt(p)
	switch src[p] {
	case '}', ']', ')':
		return true
	}
	if classes[src[p]] != letterByte {
		return false
	}
	for charBits[src[p]]&identChar != 0 || src[p] == '.' {
		p++
	}
	for src[p] == ' ' {
		p++
	}
	return src[p] == '=' && src[p+1] != '='
}
