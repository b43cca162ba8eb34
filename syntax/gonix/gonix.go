// Package gonix is an independent second opinion on Nix text: github.com/orivej/go-nix, the parser that the project's
// owner chose. `check --fix` asks it before and after a fix, and tests hold our tree against its tree.
//
// It cannot be the editor's parser: it stops at the first error, hides its token positions, nests at most 64 deep, keeps
// every text that it parsed in a process-wide list, reads NIX_PATH when the program starts, knows no interpolated paths,
// and panics on some texts. Where it is wrong about Nix is listed in testdata/syntax/gonix.txt.
//
//	if before, _ := gonix.Accepts(old); before {
//		after, err := gonix.Accepts(fixed) // must still be true
//	}
package gonix

import (
	"errors"
	"fmt"
	"strings"

	"github.com/orivej/go-nix/nix/parser"

	"atproto-ls/syntax"
)

const (
	// MaxSource is the size in bytes of the largest text that go-nix is asked about, 4 MiB: it keeps what it reads.
	MaxSource = 4 << 20

	// MaxNesting is how many brackets, strings and interpolations may stand inside one another: its scanner's stack.
	MaxNesting = 64

	// maxChain is how deep a tree may be that go-nix's recursive grammar is asked to build.
	maxChain = 10_000
)

// ErrLimit is why go-nix was not asked: the text is larger or nests deeper than it can take.
var ErrLimit = errors.New("beyond what go-nix reads")

// Accepts reports whether go-nix accepts src. err says why not: its own message, [ErrLimit] when it was not asked, or
// what it panicked with. It is nil exactly when ok is true.
func Accepts(src string) (ok bool, err error) {
	_, err = parse(src)
	return err == nil, err
}

func parse(src string) (p *parser.Parser, err error) {
	if err := limits(src); err != nil {
		return nil, err
	}
	defer func() {
		if r := recover(); r != nil {
			p, err = nil, fmt.Errorf("go-nix panics: %v", r)
		}
	}()
	p, err = parser.ParseString(src)
	if err == nil && p.Result == nil {
		err = errors.New("go-nix gives no tree")
	}
	return p, err
}

// limits refuses what go-nix would refuse for its size alone, so that the same is known of it everywhere.
func limits(src string) error {
	if len(src) > MaxSource {
		return fmt.Errorf("%d bytes: %w", len(src), ErrLimit)
	}
	depth := 0
	for t := range syntax.Parse(src).Tokens() {
		switch t.Kind {
		case syntax.LBrace, syntax.LBracket, syntax.LParen, syntax.DollarBrace, syntax.StringOpen, syntax.IndStringOpen:
			if depth++; depth >= MaxNesting {
				return fmt.Errorf("%d brackets inside one another: %w", depth, ErrLimit)
			}
		case syntax.RBrace, syntax.RBracket, syntax.RParen, syntax.StringClose, syntax.IndStringClose:
			depth--
		}
	}
	return nil
}

// Difference compares the tree of f with go-nix's tree of the same text; "" where they agree, where one of the two does
// not accept the text, and where the text holds what go-nix is known to misread ([Misreads]).
func Difference(f *syntax.File) string {
	if len(f.Errors) > 0 || Misreads(f) {
		return ""
	}
	p, err := parse(f.Source())
	if err != nil {
		return ""
	}
	var ours, theirs strings.Builder
	if !writeOurs(&ours, f.Expr(), 0) || !writeTheirs(&theirs, p, p.Result, 0) {
		return ""
	}
	if ours.String() == theirs.String() {
		return ""
	}
	return "ours   " + ours.String() + "\ngo-nix " + theirs.String()
}

// Misreads reports whether f holds what go-nix accepts and reads in another way than Nix: a number with a letter, digit,
// quote or minus directly behind it, which it takes for a name, `0.5`, which it takes for two numbers, and `$\` in a string, of which
// it does not see the escape.
func Misreads(f *syntax.File) bool {
	last := syntax.EOF
	for t := range f.Tokens() {
		text := f.Source()[t.Start:t.End]
		if t.Kind == syntax.FloatToken && strings.HasPrefix(text, "0.") {
			return true
		}
		if (last == syntax.IntToken || last == syntax.FloatToken) && text != "" && namePart(text[0]) {
			return true
		}
		if (t.Kind == syntax.StringToken || t.Kind == syntax.StringText) && strings.Contains(text, `$\`) {
			return true
		}
		last = t.Kind
	}
	return false
}

// namePart reports whether c may stand in a name behind its first character.
func namePart(c byte) bool {
	return c == '_' || c == '\'' || c == '-' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
