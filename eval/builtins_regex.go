package eval

import (
	"regexp"
	rx "regexp/syntax"
	"strconv"
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
	longest    *regexp.Regexp // when it may differ from the first match, which is what re finds
	exact      *posix         // when Go's package may come to something else
	always     bool           // exact decides each time
	fault      Value          // in their place
}

// compilePattern translates and compiles an expression; whole anchors it at both ends.
func (s *Session) compilePattern(text string, whole bool) *pattern {
	key := text
	if whole {
		key = "\x00" + text
	}
	if p, ok := s.patterns[key]; ok {
		return p
	}
	p := &pattern{}
	p.compile(text, whole)
	s.patterns[key] = p
	return p
}

func (p *pattern) compile(text string, whole bool) {
	translated, ok := p.translate(text, false)
	if !ok {
		return
	}
	tree, err := rx.Parse("(?s)"+translated, rx.Perl)
	if err == nil {
		if whole {
			translated = "^(?:" + translated + ")$"
		}
		p.re, err = regexp.Compile("(?s)" + translated)
	}
	if err != nil {
		p.fault = MakeUnknown("a regular expression of this size is not matched", "")
		return
	}
	p.inside = p.re
	p.always = emptyRepeat(tree)
	several := !whole && strings.Contains(text, "|")
	if p.always || several {
		if p.exact = newPosix(tree); p.exact == nil {
			p.re, p.fault = nil, MakeUnknown("a regular expression of this size is not matched", "")
			return
		}
	}
	if !whole && strings.Contains(text, "^") {
		if translated, ok = p.translate(text, true); ok {
			p.inside = regexp.MustCompile("(?s)" + translated)
		}
	}
	if several && !p.always {
		p.longest = regexp.MustCompile(p.inside.String())
		p.longest.Longest()
	}
}

// translate is text in Go's syntax.
func (p *pattern) translate(text string, inside bool) (translated string, ok bool) {
	t := &translator{in: []rune(latin(text)), atom: -1, inside: inside}
	for i := 0; i < len(t.in); {
		n := t.step(i)
		if n == 0 && t.vague {
			break // what stands beside a name of a character may be right for Nix
		}
		if n == 0 {
			p.fault = MakeError("invalid regular expression '" + text + "'")
			return "", false
		}
		i += n
	}
	switch {
	case len(t.groups) != 0:
		p.fault = MakeError("invalid regular expression '" + text + "'")
	case t.vague:
		p.fault = MakeUnknown("a regular expression with names of characters is not matched", "")
	}
	return string(t.out), p.fault.ref == nil
}

// find is the first match in a text from an index on; nil when there is none. ok is false when that takes too long.
func (p *pattern) find(s *Session, in string, from int, whole bool) (m []int, ok bool) {
	re := p.re
	if from > 0 {
		re = p.inside
	}
	m = re.FindStringSubmatchIndex(in[from:])
	if m == nil {
		return nil, true
	}
	for i := range m {
		if m[i] >= 0 {
			m[i] += from
		}
	}
	if !p.always {
		if p.longest == nil {
			return m, true
		}
		if l := p.longest.FindStringIndex(in[from:]); l != nil && l[1]+from == m[1] {
			return m, true
		}
	}
	r := &posixRun{posix: p.exact, in: in, first: -1, from: m[0], whole: whole}
	if from == 0 {
		r.first = 0
	}
	m, ok = r.match()
	return m, ok && s.spend(r.steps/8)
}

// longer is a match that begins where an empty one is; first says that this is the first match.
func (p *pattern) longer(s *Session, in string, at int, first bool) (m []int, ok bool) {
	if p.exact == nil || at == len(in) {
		return nil, true
	}
	r := &posixRun{posix: p.exact, in: in, first: -1, from: at, some: true}
	if first {
		r.first = at
	}
	m, ok = r.match()
	return m, ok && s.spend(r.steps/8)
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
	m, ok := p.find(s, in, 0, true)
	switch {
	case !ok:
		return MakeUnknown("a regular expression that takes too long", "")
	case m == nil:
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
	m, ok := p.find(s, in, 0, false)
	for first := true; ok && m != nil; first = false {
		parts = append(parts, String(unlatin(in[at:m[0]], changed)), submatches(in, m, changed))
		at = m[1]
		from := at
		if m[0] == at { // behind an empty match comes one in its place that is not, or else one behind the next character
			if m, ok = p.longer(s, in, at, first); m != nil || at == len(in) {
				continue
			}
			_, n := utf8.DecodeRuneInString(in[at:])
			from += n
		}
		m, ok = p.find(s, in, from, false)
	}
	if !ok {
		return MakeUnknown("a regular expression that takes too long", "")
	}
	if parts == nil {
		return MakeList([]Value{a[1]}) // the text itself, with what it refers to
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
	vague  bool  // what it matches is not known
	inside bool  // the text to match begins inside a longer one: `^` matches nowhere
}

// step translates what begins at index i and gives how much that is, 0 for what is not valid.
func (t *translator) step(i int) int {
	switch c := t.in[i]; c {
	case '\\':
		if i+1 == len(t.in) || !strings.ContainsRune(`.[{()*+?^$|\`, t.in[i+1]) {
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
	case '^', '$':
		t.atom = -1
		if c == '^' && t.inside {
			t.out = append(t.out, `[^\x00-\x{10FFFF}]`...)
		} else {
			t.out = append(t.out, byte(c))
		}
	case '.':
		t.begin()
		t.out = append(t.out, '.')
	default:
		t.begin()
		t.out = append(t.out, regexp.QuoteMeta(string(c))...)
	}
	return 1
}

// begin marks the start of an atom.
func (t *translator) begin() { t.atom, t.again = len(t.out), false }

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
	if from, to, ok := strings.Cut(string(t.in[i+1:end]), ","); ok && to != "" && decimal(to) < decimal(from) {
		return 0
	}
	return t.repeat(string(t.in[i:end+1]), end+1-i)
}

func decimal(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}

// bracket translates the bracket expression that begins at index at and gives its length, 0 when it is not valid.
func (t *translator) bracket(at int) int {
	b := &bracket{in: t.in[at:], out: []byte{'['}, t: t}
	i := 1
	if i < len(b.in) && b.in[i] == '^' {
		b.out = append(b.out, '^')
		i++
	}
	for first := i; i < len(b.in); {
		if b.in[i] == ']' && i > first {
			t.out = append(append(t.out, b.out...), ']')
			return i + 1
		}
		n := b.term(i, i == first)
		if n == 0 {
			return 0
		}
		i += n
	}
	return 0
}

// bracket is a bracket expression while it is translated.
type bracket struct {
	in   []rune
	out  []byte
	last rune // the last character, which may begin a range; -1 for a class, 0 for nothing that may
	t    *translator
}

// term translates what begins at index i and gives how much that is, 0 for what is not valid. A dash that is neither first nor
// last is that of a range, whose ends are characters.
func (b *bracket) term(i int, first bool) int {
	c := b.in[i]
	named := func(i int) bool { return i+1 < len(b.in) && b.in[i] == '[' && strings.ContainsRune(":.=", b.in[i+1]) }
	switch {
	case named(i):
		return b.class(b.in[i:])
	case c != '-' || first || i+1 < len(b.in) && b.in[i+1] == ']':
		b.char(c)
		b.last = c
		return 1
	case b.last <= 0 || i+1 == len(b.in) || named(i+1) || b.in[i+1] < b.last:
		return 0
	}
	b.out = append(b.out, '-')
	b.char(b.in[i+1])
	b.last = 0
	return 2
}

func (b *bracket) char(c rune) {
	if strings.ContainsRune(`[]\^&~-`, c) {
		b.out = append(b.out, '\\')
	}
	b.out = utf8.AppendRune(b.out, c)
}

// class translates `[:alpha:]`, `[.x.]`, `[=x=]`. What the last two stand for depends on tables of names and weights.
func (b *bracket) class(runes []rune) int {
	kind := runes[1]
	for i := 2; i+1 < len(runes); i++ {
		if runes[i] != kind || runes[i+1] != ']' {
			continue
		}
		b.last = -1
		if kind != ':' {
			b.t.vague = true
			return i + 2
		}
		class := strings.ToLower(string(runes[2:i]))
		if !strings.Contains(" d w s alnum alpha blank cntrl digit graph lower print punct space upper xdigit ", " "+class+" ") {
			return 0
		}
		if len(class) == 1 {
			b.out = append(b.out, '\\', class[0])
			if class == "s" {
				b.out = append(b.out, '\v')
			}
		} else {
			b.out = append(b.out, "[:"+class+":]"...)
		}
		return i + 2
	}
	return 0
}
