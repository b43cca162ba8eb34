package syntax_test

import (
	"strings"
	"testing"

	"atproto-ls/syntax"
)

// nestings are texts that nest n deep, of each kind of bracket, operator and keyword.
var nestings = map[string]func(n int) string{
	"list":          func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) },
	"open list":     func(n int) string { return strings.Repeat("[", n) },
	"paren":         func(n int) string { return strings.Repeat("(", n) + "1" + strings.Repeat(")", n) },
	"set":           func(n int) string { return strings.Repeat("{a=", n) + "1" + strings.Repeat(";}", n) },
	"open set":      func(n int) string { return strings.Repeat("{a=", n) },
	"open braces":   func(n int) string { return strings.Repeat("{", n) },
	"rec":           func(n int) string { return strings.Repeat("rec{a=", n) + "1" },
	"string":        func(n int) string { return strings.Repeat(`"${`, n) + strings.Repeat(`}"`, n) },
	"open string":   func(n int) string { return strings.Repeat(`"${`, n) },
	"ind string":    func(n int) string { return strings.Repeat("''${", n) + strings.Repeat("}''", n) },
	"path":          func(n int) string { return strings.Repeat("./${", n) + "1" + strings.Repeat("}", n) },
	"interpolation": func(n int) string { return strings.Repeat("${", n) },
	"attr":          func(n int) string { return "{" + strings.Repeat("${", n) + "1" + strings.Repeat("}", n) },
	"lambda":        func(n int) string { return strings.Repeat("_:", n) + " x" },
	"spaced lambda": func(n int) string { return strings.Repeat("x: ", n) + "x" },
	"pattern":       func(n int) string { return strings.Repeat("{ x }: ", n) + "x" },
	"default":       func(n int) string { return strings.Repeat("{ x ? ", n) + "1" + strings.Repeat("}: x", n) },
	"let":           func(n int) string { return strings.Repeat("let a = 1; in ", n) + "a" },
	"let in let":    func(n int) string { return strings.Repeat("let a = ", n) },
	"legacy let":    func(n int) string { return strings.Repeat("let { a = ", n) },
	"with":          func(n int) string { return strings.Repeat("with x; ", n) + "a" },
	"assert":        func(n int) string { return strings.Repeat("assert x; ", n) + "a" },
	"if":            func(n int) string { return strings.Repeat("if ", n) },
	"then":          func(n int) string { return strings.Repeat("if a then ", n) },
	"else":          func(n int) string { return strings.Repeat("if a then b else ", n) + "c" },
	"not":           func(n int) string { return strings.Repeat("!", n) + "a" },
	"minus":         func(n int) string { return strings.Repeat("- ", n) + "1" },
	"implies":       func(n int) string { return strings.Repeat("a -> ", n) + "a" },
	"update":        func(n int) string { return strings.Repeat("a // ", n) + "a" },
	"concat":        func(n int) string { return strings.Repeat("a ++ ", n) + "a" },
	"pipe from":     func(n int) string { return strings.Repeat("a <| ", n) + "a" },
	"pipe into":     func(n int) string { return strings.Repeat("a |> ", n) + "a" },
	"plus":          func(n int) string { return strings.Repeat("a + ", n) + "a" },
	"apply":         func(n int) string { return strings.Repeat("a ", n) },
	"or":            func(n int) string { return strings.Repeat("a.b or ", n) + "c" },
	"has":           func(n int) string { return "a" + strings.Repeat(" ? a", n) },
	"inherit":       func(n int) string { return strings.Repeat("{ inherit (", n) },
	"list of calls": func(n int) string { return strings.Repeat("[ (a ", n) },
	"set in list":   func(n int) string { return strings.Repeat("[ { a = ", n) },
}

// TestDeepNesting parses texts that nest 100,000 deep. Nothing overflows, the tree prints back, and what is too deep is said.
func TestDeepNesting(t *testing.T) {
	for name, nest := range nestings {
		t.Run(name, func(t *testing.T) {
			f := syntax.Parse(nest(100_000))
			if problem := brokenTree(f); problem != "" {
				t.Error(problem)
			}
			if len(f.Errors) == 0 {
				t.Error("100,000 levels are accepted")
			}
			deepest := 0
			depths := make([]int, f.NumNodes())
			for n := range f.Root().Descendants() {
				for c := range n.Children() {
					depths[c.Index()] = depths[n.Index()] + 1
					deepest = max(deepest, depths[c.Index()]+1)
				}
			}
			if deepest > syntax.MaxDepth+2 {
				t.Errorf("the tree is %d deep", deepest)
			}
			f = syntax.Parse(nest(1000))
			if problem := brokenTree(f); problem != "" {
				t.Error(problem)
			}
		})
	}
}

// TestLongChains are texts that do not nest, however long.
func TestLongChains(t *testing.T) {
	for name, text := range map[string]string{
		"path":     "a" + strings.Repeat(".a", 200_000),
		"bindings": "{" + strings.Repeat("a.b.c = 1;", 50_000) + "}",
		"list":     "[" + strings.Repeat(" a", 200_000) + " ]",
		"formals":  "{ " + strings.Repeat("a, ", 100_000) + "... }: a",
	} {
		f := syntax.Parse(text)
		if len(f.Errors) > 0 {
			t.Errorf("%s: %s", name, place(f, f.Errors[0]))
		}
		if got := len(syntax.Validate(f)); got > syntax.MaxErrors {
			t.Errorf("%s: %d errors", name, got)
		}
	}
}

// TestTooLarge: a text beyond the limit is one error node, cut at the limit.
func TestTooLarge(t *testing.T) {
	f := syntax.Parse(strings.Repeat(" ", syntax.MaxSource+1))
	if len(f.Errors) != 1 || !f.Root().FirstChild().Is(syntax.ErrorNode) {
		t.Error(f.Errors)
	}
	f = syntax.Parse(strings.Repeat(" ", syntax.MaxSource-1) + "1")
	if len(f.Errors) != 0 || f.Expr().Text() != "1" {
		t.Error(f.Errors)
	}
}

// TestOddBytes: bytes that are no text belong to tokens like all others.
func TestOddBytes(t *testing.T) {
	for _, text := range []string{"", "\x00", "\xff", "a\x00b", "\"a\x00b\"", "''a\x00b''", "# a\x00b\n1", "/* \x00 */ 1", "\xef\xbb\xbf1", "\xef\xbb",
		"a\r\nb", "a\rb", "\r", "#\r1", "\"\\", "\"\\\x00\"", "''''\\", "''$", "\"$", "$", "./", "~", "~/", "<", "/", "/*", "/**", "\x00\x00\x00\x00\x00\x00\x00\x00\x00"} {
		if problem := brokenTree(syntax.Parse(text)); problem != "" {
			t.Errorf("%q: %s", text, problem)
		}
	}
}

// TestManyErrors: no text has more than MaxErrors of them.
func TestManyErrors(t *testing.T) {
	for _, text := range []string{strings.Repeat(";", 100_000), strings.Repeat("\xff ", 100_000), "{" + strings.Repeat("a = 1;", 100_000) + "}",
		"[" + strings.Repeat(" a", 100_000) + "]", strings.Repeat("<<<<<<< a\n", 10_000)} {
		f := syntax.Parse(text)
		if found := syntax.Validate(f); len(f.Errors) > syntax.MaxErrors || len(found) > syntax.MaxErrors || len(f.Errors)+len(found) == 0 {
			t.Errorf("%.20q…: %d and %d errors", text, len(f.Errors), len(found))
		}
	}
}
