package eval

import (
	rx "regexp/syntax"
	"slices"
	"unicode/utf8"
)

// posix is an expression as a program for the order in which the regular expressions of C++'s library, which are Nix's, try
// things (libstdc++, regex_executor.tcc). Of alternatives all are tried, and the longest match counts, the first of those with
// one length; a repetition takes what it can, and less only if there is no match so. What repeats may match nothing, twice in
// one place: `(a*)+` leaves an empty group. Go's package agrees where no repetition is of something that may be empty, and
// where its first match is its longest; there it is used, because its time is bounded.
type posix struct {
	program []step
	groups  int
	start   int
}

// step is one state.
type step struct {
	op   stepOp
	n    int    // which group
	next int    // what follows
	alt  int    // what is tried before next
	set  []rune // pairs: what one character may be
}

type stepOp uint8

const (
	acceptStep stepOp = iota
	charStep
	altStep
	repeatStep
	openStep
	closeStep
	beginStep
	endStep
)

// Bounds of such a program, of the steps it takes for one match, and of how deep it is in them.
const (
	maxPosixProgram = 20_000
	maxPosixSteps   = 1 << 20
	maxPosixDepth   = 50_000
)

// newPosix compiles re; nil when that is too much.
func newPosix(re *rx.Regexp) *posix {
	p := &posix{program: []step{{}}, groups: re.MaxCap()}
	p.start = p.compile(re, 0)
	if len(p.program) > maxPosixProgram {
		return nil
	}
	return p
}

func (p *posix) add(s step) int {
	p.program = append(p.program, s)
	return len(p.program) - 1
}

// compile gives the state in which re begins; next is the one behind it.
func (p *posix) compile(re *rx.Regexp, next int) int {
	if len(p.program) > maxPosixProgram {
		return 0
	}
	switch re.Op {
	case rx.OpLiteral:
		for _, r := range slices.Backward(re.Rune) {
			next = p.add(step{op: charStep, set: []rune{r, r}, next: next})
		}
	case rx.OpCharClass:
		return p.add(step{op: charStep, set: re.Rune, next: next})
	case rx.OpAnyChar:
		return p.add(step{op: charStep, set: []rune{0, utf8.MaxRune}, next: next})
	case rx.OpNoMatch:
		return p.add(step{op: charStep, next: next})
	case rx.OpBeginText:
		return p.add(step{op: beginStep, next: next})
	case rx.OpEndText:
		return p.add(step{op: endStep, next: next})
	case rx.OpCapture:
		return p.add(step{op: openStep, n: re.Cap, next: p.compile(re.Sub[0], p.add(step{op: closeStep, n: re.Cap, next: next}))})
	case rx.OpConcat:
		for _, sub := range slices.Backward(re.Sub) {
			next = p.compile(sub, next)
		}
	case rx.OpAlternate:
		at := p.compile(re.Sub[0], next)
		for _, sub := range re.Sub[1:] {
			at = p.add(step{op: altStep, alt: at, next: p.compile(sub, next)})
		}
		return at
	case rx.OpStar:
		return p.repeat(re.Sub[0], 0, -1, next)
	case rx.OpPlus:
		loop := p.add(step{op: repeatStep, next: next})
		at := p.compile(re.Sub[0], loop)
		p.program[loop].alt = at
		return at
	case rx.OpQuest:
		return p.repeat(re.Sub[0], 0, 1, next)
	case rx.OpRepeat:
		return p.repeat(re.Sub[0], re.Min, re.Max, next)
	}
	return next
}

// repeat compiles re, from times to to; -1 is any number.
func (p *posix) repeat(re *rx.Regexp, from, to, next int) int {
	at := next
	if to < 0 {
		at = p.add(step{op: repeatStep, next: next})
		p.program[at].alt = p.compile(re, at)
	}
	for range to - from {
		at = p.add(step{op: repeatStep, next: next, alt: p.compile(re, at)})
	}
	for range from {
		at = p.compile(re, at)
	}
	return at
}

// emptyRepeat reports whether something in re is repeated that may match nothing.
func emptyRepeat(re *rx.Regexp) bool {
	switch re.Op {
	case rx.OpStar, rx.OpPlus, rx.OpQuest, rx.OpRepeat:
		if mayBeEmpty(re.Sub[0]) {
			return true
		}
	}
	return slices.ContainsFunc(re.Sub, emptyRepeat)
}

func mayBeEmpty(re *rx.Regexp) bool {
	switch re.Op {
	case rx.OpLiteral, rx.OpCharClass, rx.OpAnyChar, rx.OpNoMatch:
		return false
	case rx.OpAlternate:
		return slices.ContainsFunc(re.Sub, mayBeEmpty)
	case rx.OpStar, rx.OpQuest:
		return true
	case rx.OpRepeat:
		return re.Min == 0 || mayBeEmpty(re.Sub[0])
	}
	return !slices.ContainsFunc(re.Sub, func(sub *rx.Regexp) bool { return !mayBeEmpty(sub) })
}

// posixRun is one attempt to match.
type posixRun struct {
	*posix
	in    string
	first int // where the text begins for `^`; -1 when that matches nowhere
	from  int
	whole bool // the match is to end with the text
	some  bool // the match is not empty
	steps int
	depth int

	groups []int    // where each group begins and ends
	again  [][2]int // by state: where a repetition last began, and how often there
	found  bool
	best   []int
}

// match is the match that begins at from; nil when there is none. ok is false when that takes too long.
func (r *posixRun) match() (m []int, ok bool) {
	r.groups = slices.Repeat([]int{-1}, 2*r.posix.groups+2)
	r.again = make([][2]int, len(r.program))
	r.walk(r.start, r.from)
	return r.best, r.steps < maxPosixSteps && r.depth < maxPosixDepth
}

func (r *posixRun) walk(state, at int) {
	if r.depth++; r.depth >= maxPosixDepth {
		r.steps = maxPosixSteps
	}
	for r.steps < maxPosixSteps {
		r.steps++
		s := &r.program[state]
		switch s.op {
		case charStep:
			c, n := utf8.DecodeRuneInString(r.in[at:])
			if n == 0 || !inPairs(s.set, c) {
				r.depth--
				return
			}
			at += n
		case beginStep, endStep:
			if s.op == beginStep && at != r.first || s.op == endStep && at != len(r.in) {
				r.depth--
				return
			}
		case altStep:
			r.walk(s.alt, at)
			found := r.found
			r.found = false
			r.walk(s.next, at)
			r.found = r.found || found
			r.depth--
			return
		case repeatStep:
			if r.once(state, at); r.found {
				r.depth--
				return
			}
		case openStep, closeStep:
			i := 2*s.n + int(s.op-openStep) // a group's end is behind its beginning
			saved := r.groups[i]
			r.groups[i] = at
			r.walk(s.next, at)
			r.groups[i] = saved
			r.depth--
			return
		default:
			r.accept(at)
			r.depth--
			return
		}
		state = s.next
	}
}

// once enters the body of a repetition, which may begin twice in one place.
func (r *posixRun) once(state, at int) {
	saved := r.again[state]
	if saved[1] == 0 || saved[0] != at {
		r.again[state] = [2]int{at, 1}
	} else if saved[1] < 2 {
		r.again[state][1]++
	} else {
		return
	}
	r.walk(r.program[state].alt, at)
	r.again[state] = saved
}

func (r *posixRun) accept(at int) {
	r.found = !(r.whole && at != len(r.in)) && !(r.some && at == r.from)
	if r.found && (r.best == nil || r.best[1] < at) {
		r.best = append(r.best[:0], r.groups...)
		r.best[0], r.best[1] = r.from, at
	}
}

func inPairs(pairs []rune, c rune) bool {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i] <= c && c <= pairs[i+1] {
			return true
		}
	}
	return false
}
