package eval

import (
	"regexp"
	"strings"
)

func regexBuiltins() []def {
	return []def{
		{"match", args(stringArg, stringArg), match},
		{"split", args(stringArg, stringArg), split},
	}
}

// pattern is a POSIX extended regular expression as Go understands it.
type pattern struct {
	re    *regexp.Regexp
	fault Value // in place of re
}

// compilePattern translates and compiles an expression; whole anchors it at both ends.
func (s *Session) compilePattern(text string, whole bool) pattern {
	key := text
	if whole {
		key = "\x00" + text
	}
	if p, ok := s.patterns[key]; ok {
		return p
	}
	p := pattern{fault: MakeError("invalid regular expression '" + text + "'")}
	if translated, ok := fromPOSIX(latin(text)); ok {
		if whole {
			translated = "^(?:" + translated + ")$"
		}
		re, err := regexp.Compile("(?s)" + translated)
		if err == nil {
			re.Longest()
			p = pattern{re: re}
		} else if strings.Contains(err.Error(), "repeat") || strings.Contains(err.Error(), "large") || strings.Contains(err.Error(), "deeply") {
			p.fault = MakeUnknown("a regular expression of this size is not matched", "")
		}
	}
	s.patterns[key] = p
	return p
}

// latin makes each byte of text beyond ASCII a character of its own, because Nix matches bytes.
func latin(text string) string {
	for i := 0; i < len(text); i++ {
		if text[i] >= 0x80 {
			runes := make([]rune, len(text))
			for i := range runes {
				runes[i] = rune(text[i])
			}
			return string(runes)
		}
	}
	return text
}

// unlatin is the inverse of latin.
func unlatin(text string, changed bool) string {
	if !changed {
		return text
	}
	b := make([]byte, 0, len(text))
	for _, r := range text {
		b = append(b, byte(r))
	}
	return string(b)
}

func match(s *Session, a []Value) Value {
	expression, _ := a[0].AsString()
	text, _ := a[1].AsString()
	p := s.compilePattern(expression, true)
	if p.re == nil {
		return p.fault
	}
	if !s.spend(1 + len(text)/16) {
		return s.exhausted()
	}
	in := latin(text)
	m := p.re.FindStringSubmatchIndex(in)
	if m == nil {
		return Null
	}
	return submatches(in, m, len(in) != len(text))
}

// submatches are the groups of a match: strings, or null for a group that took no part.
func submatches(in string, m []int, changed bool) Value {
	groups := make([]Value, len(m)/2-1)
	for i := range groups {
		groups[i] = Null
		if from, to := m[2*i+2], m[2*i+3]; from >= 0 {
			groups[i] = String(unlatin(in[from:to], changed))
		}
	}
	return MakeList(groups)
}

// split gives the texts between the matches, and for each match the list of its groups.
func split(s *Session, a []Value) Value {
	expression, _ := a[0].AsString()
	text, _ := a[1].AsString()
	p := s.compilePattern(expression, false)
	if p.re == nil {
		return p.fault
	}
	if !s.spend(1+len(text)/4) || !s.grow(len(text)) {
		return s.exhausted()
	}
	in := latin(text)
	changed := len(in) != len(text)
	var parts []Value
	at := 0
	for _, m := range p.re.FindAllStringSubmatchIndex(in, -1) {
		parts = append(parts, String(unlatin(in[at:m[0]], changed)), submatches(in, m, changed))
		at = m[1]
	}
	return MakeList(append(parts, String(unlatin(in[at:], changed))))
}

// fromPOSIX translates an extended regular expression of POSIX into Go's syntax; ok is false where it is not valid.
func fromPOSIX(text string) (translated string, ok bool) {
	var b strings.Builder
	runes := []rune(text)
	for i := 0; i < len(runes); i++ {
		switch c := runes[i]; c {
		case '\\':
			i++
			if i == len(runes) || !strings.ContainsRune(`.[]{}()*+?^$|\/`, runes[i]) {
				return "", false
			}
			b.WriteString(regexp.QuoteMeta(string(runes[i])))
		case '[':
			n := bracket(&b, runes[i:])
			if n == 0 {
				return "", false
			}
			i += n - 1
		case '(':
			b.WriteRune(c)
			if i+1 < len(runes) && runes[i+1] == '?' {
				return "", false
			}
		case '*', '+', '?':
			if i == 0 || strings.ContainsRune("(|", runes[i-1]) && !escaped(runes, i-1) {
				return "", false
			}
			b.WriteRune(c)
		default:
			b.WriteRune(c)
		}
	}
	return b.String(), true
}

// escaped reports whether the character at i has an odd number of backslashes before it.
func escaped(runes []rune, i int) bool {
	n := 0
	for i--; i >= 0 && runes[i] == '\\'; i-- {
		n++
	}
	return n%2 == 1
}

// bracket translates the bracket expression that runes begins with and gives its length, 0 when it is not closed.
func bracket(b *strings.Builder, runes []rune) int {
	i := 1
	b.WriteByte('[')
	if i < len(runes) && runes[i] == '^' {
		b.WriteByte('^')
		i++
	}
	for start := i; i < len(runes); i++ {
		c := runes[i]
		switch {
		case c == ']' && i > start:
			b.WriteByte(']')
			return i + 1
		case c == '[' && i+1 < len(runes) && strings.ContainsRune(":.=", runes[i+1]):
			n := class(b, runes[i:])
			if n == 0 {
				return 0
			}
			i += n - 1
		case strings.ContainsRune(`[]\^&~`, c):
			b.WriteByte('\\')
			b.WriteRune(c)
		default:
			b.WriteRune(c)
		}
	}
	return 0
}

// class translates `[:alpha:]`, `[.x.]`, `[=x=]` inside a bracket expression.
func class(b *strings.Builder, runes []rune) int {
	kind := runes[1]
	for i := 2; i+1 < len(runes); i++ {
		if runes[i] != kind || runes[i+1] != ']' {
			continue
		}
		name := string(runes[2:i])
		if kind == ':' {
			b.WriteString("[:" + name + ":]")
		} else if len(name) == 1 {
			b.WriteString(regexp.QuoteMeta(name))
		} else {
			return 0
		}
		return i + 2
	}
	return 0
}
