package eval

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

func regexBuiltins() []def {
	return []def{
		{"match", args(nameArg, stringArg), match},
		{"split", args(nameArg, stringArg), split},
	}
}

// pattern is a POSIX extended regular expression as Go understands it: for a text from its beginning on, and for the
// rest of one, where `^` does not match.
type pattern struct {
	re, inside *regexp.Regexp
	fault      Value // in their place
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
	var p pattern
	p.re, p.fault = compileRegexp(text, whole, false)
	p.inside = p.re
	if p.re != nil && strings.Contains(text, "^") {
		p.inside, p.fault = compileRegexp(text, whole, true)
	}
	s.patterns[key] = p
	return p
}

func compileRegexp(text string, whole, inside bool) (*regexp.Regexp, Value) {
	translated, ok := fromPOSIX(latin(text), inside)
	if !ok {
		return nil, MakeError("invalid regular expression '" + text + "'")
	}
	if whole {
		translated = "^(?:" + translated + ")$"
	}
	re, err := regexp.Compile("(?s)" + translated)
	if err == nil {
		re.Longest()
		return re, Value{}
	}
	for _, limit := range []string{"repeat count", "too large", "nests too deeply"} {
		if strings.Contains(err.Error(), limit) {
			return nil, MakeUnknown("a regular expression of this size is not matched", "")
		}
	}
	return nil, MakeError("invalid regular expression '" + text + "'")
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
	at, from, re := 0, 0, p.re
	for from <= len(in) {
		m := re.FindStringSubmatchIndex(in[from:])
		if m == nil {
			break
		}
		rest := in[from:]
		parts = append(parts, String(unlatin(in[at:from+m[0]], changed)), submatches(rest, m, changed))
		at, re = from+m[1], p.inside
		from = at
		if m[0] == m[1] {
			_, n := utf8.DecodeRuneInString(in[from:])
			from += max(n, 1)
		}
	}
	return MakeList(append(parts, String(unlatin(in[at:], changed))))
}

// translator turns an extended regular expression of POSIX into Go's syntax.
type translator struct {
	in     []rune
	out    []byte
	atom   int   // where the last atom begins in out, -1 when there is none that could be repeated
	again  bool  // the last atom is repeated already
	groups []int // where the open groups begin in out
	inside bool  // the text to match begins inside a longer one: `^` matches nowhere
}

// fromPOSIX translates text; ok is false where it is not valid.
func fromPOSIX(text string, inside bool) (translated string, ok bool) {
	t := &translator{in: []rune(text), atom: -1, inside: inside}
	for i := 0; i < len(t.in); {
		n := t.step(i)
		if n == 0 {
			return "", false
		}
		i += n
	}
	return string(t.out), len(t.groups) == 0
}

// step translates what begins at index i and gives how much that is, 0 for what is not valid.
func (t *translator) step(i int) int {
	switch c := t.in[i]; c {
	case '\\':
		if i+1 == len(t.in) || !strings.ContainsRune(`.[]{}()*+?^$|\/`, t.in[i+1]) {
			return 0
		}
		t.begin()
		t.out = append(t.out, regexp.QuoteMeta(string(t.in[i+1]))...)
		return 2
	case '[':
		t.begin()
		return t.bracket(i)
	case '(':
		t.groups = append(t.groups, len(t.out))
		t.out = append(t.out, '(')
		t.atom = -1
	case ')':
		if len(t.groups) == 0 {
			return 0
		}
		last := len(t.groups) - 1
		t.atom, t.again = t.groups[last], false
		t.groups = t.groups[:last]
		t.out = append(t.out, ')')
	case '|':
		t.out = append(t.out, '|')
		t.atom = -1
	case '*', '+', '?':
		return t.repeat(string(c), 1)
	case '{':
		return t.interval(i)
	default:
		t.plain(c)
	}
	return 1
}

// begin marks the start of an atom.
func (t *translator) begin() { t.atom, t.again = len(t.out), false }

func (t *translator) plain(c rune) {
	t.begin()
	switch {
	case c == '^' && t.inside:
		t.out = append(t.out, `[^\x00-\x{10FFFF}]`...)
	case strings.ContainsRune(".^$", c):
		t.out = append(t.out, byte(c))
	default:
		t.out = append(t.out, regexp.QuoteMeta(string(c))...)
	}
}

// repeat puts an operator of n characters behind the last atom: as a group, when that is repeated already.
func (t *translator) repeat(operator string, n int) int {
	if t.atom < 0 {
		return 0
	}
	if t.again {
		atom := string(t.out[t.atom:])
		t.out = append(t.out[:t.atom], "(?:"+atom+")"...)
	}
	t.out = append(t.out, operator...)
	t.again = true
	return n
}

// interval translates `{m}`, `{m,}` or `{m,n}`.
func (t *translator) interval(i int) int {
	end := i + 1
	for end < len(t.in) && t.in[end] != '}' {
		if t.in[end] != ',' && (t.in[end] < '0' || t.in[end] > '9') {
			return 0
		}
		end++
	}
	if end == len(t.in) || end == i+1 || t.in[i+1] == ',' {
		return 0
	}
	return t.repeat(string(t.in[i:end+1]), end+1-i)
}

// bracket translates the bracket expression that begins at index at and gives its length, 0 when it is not closed.
func (t *translator) bracket(at int) int {
	var b strings.Builder
	n := bracket(&b, t.in[at:])
	t.out = append(t.out, b.String()...)
	return n
}

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
