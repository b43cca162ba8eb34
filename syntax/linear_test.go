package syntax_test

import (
	"strings"
	"testing"
	"time"

	"atproto-ls/syntax"
)

// nasty are texts of about n bytes that a careless parser needs quadratic time for.
var nasty = map[string]func(n int) string{
	"quotes":               repeat(`"a `),
	"open strings":         repeat("a = \"b;\n"),
	"indented quotes":      repeat("''a "),
	"open indented":        repeat("  a = ''\n    b;\n"),
	"interpolations":       repeat("${"),
	"open interpolations":  repeat("\"${a\n"),
	"strings and braces":   repeat("\"${a}\n"),
	"comments":             repeat("/*"),
	"comments and ends":    repeat("/* a /* b */ "),
	"chain":                repeat("a."),
	"chain as URI":         func(n int) string { return strings.Repeat("a.", n/2) + ":x" },
	"chain as path":        func(n int) string { return strings.Repeat("a.", n/2) + "/x" },
	"underscored chain":    func(n int) string { return strings.Repeat("_.", n/2) + ":x" },
	"plus chain":           repeat("a+"),
	"conflicts":            repeat("<<<<<<<\n"),
	"less":                 repeat("<a"),
	"idents":               func(n int) string { return "[" + strings.Repeat("a ", n/2) + "]" },
	"idents alone":         repeat("a "),
	"lines of idents":      repeat("a\n"),
	"binding names":        repeat("a.b.c\n"),
	"dots in a set":        func(n int) string { return "{" + strings.Repeat("a.", n/2) },
	"bindings":             func(n int) string { return "{" + strings.Repeat("a=1;\n", n/5) + "}" },
	"dotted bindings":      func(n int) string { return "{" + strings.Repeat("a.b.c=1;\n", n/9) + "}" },
	"values without end":   func(n int) string { return "{" + strings.Repeat("a=1\n", n/4) },
	"open sets":            repeat("a = {\n"),
	"open sets, stairs":    stairs("a = {\n"),
	"open sets, back":      func(n int) string { return "{\n" + strings.Repeat("  a = {\n    b = 1;\n", n/20) },
	"extra braces":         func(n int) string { return "{\n" + strings.Repeat("  a = 1;\n  };\n", n/14) + "}" },
	"semicolons":           repeat(";"),
	"commas":               repeat(", "),
	"assigns":              repeat("= "),
	"colons":               repeat(": "),
	"open patterns":        repeat("{ a, "),
	"patterns":             repeat("{ a ? "),
	"pattern or set":       repeat("{ a b "),
	"lets":                 repeat("let a "),
	"let bodies":           repeat("let a b; "),
	"lists with semicolon": repeat("[ 1; "),
	"withs":                repeat("with a [ ] "),
	"ors":                  repeat("a or "),
	"closers":              repeat("} ] ) "),
	"open brackets":        repeat("[ { ( "),
	"stray bytes":          repeat("\x01 "),
	"curly quotes":         repeat("“ "),
	"apostrophes":          repeat("' "),
	"NUL in string":        func(n int) string { return `"` + strings.Repeat("\x00", n) + `"` },
	"carriage returns":     repeat("\r"),
	"undefined":            func(n int) string { return "[ " + strings.Repeat("abc ", n/4) + "]" },
	"names in scope": func(n int) string {
		return "let " + numbered(n/16, "a", " = 1; ") + "in [ " + strings.Repeat("abcd ", n/10) + "]"
	},
	"duplicates": func(n int) string { return "{" + strings.Repeat("a = { b = 1; };", n/15) + "}" },
	"merged recs": func(n int) string {
		return "{ a = rec { " + numbered(n/40, "x", "=1;") + " };" + strings.Repeat("a.b = 1;", n/16) + "}"
	},
	"merged sets": func(n int) string { return "{" + strings.Repeat("a = rec { b = 1; };", n/19) + "}" },
	"lambdas": func(n int) string {
		return strings.Repeat("x: ", min(n/6, 9000)) + "[ " + strings.Repeat("map ", n/8) + "]"
	},
}

func repeat(s string) func(int) string {
	return func(n int) string { return strings.Repeat(s, n/len(s)) }
}

// stairs indents each line further than the last.
func stairs(s string) func(int) string {
	return func(n int) string {
		var b strings.Builder
		for i := 0; b.Len() < n; i++ {
			b.WriteString(strings.Repeat(" ", i%200) + s)
		}
		return b.String()
	}
}

func numbered(n int, before, after string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(before + itoa(i) + after)
	}
	return b.String()
}

// BenchmarkNasty parses and validates a megabyte of each.
func BenchmarkNasty(b *testing.B) {
	for name, make := range nasty {
		b.Run(name, func(b *testing.B) {
			text := make(1 << 20)
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				syntax.Validate(syntax.Parse(text))
			}
		})
	}
}

// TestLinearTime: eight times the text takes about eight times as long, never sixty-four times. The times are compared with one
// another, so that a slow machine does not matter.
func TestLinearTime(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	const small, factor = 64 << 10, 8
	for name, make := range nasty {
		took := func(n int) time.Duration {
			text := make(n)
			start := time.Now()
			syntax.Validate(syntax.Parse(text))
			return time.Since(start)
		}
		one, many := min(took(small), took(small)), took(factor*small)
		if many > 4*factor*one && many > 200*time.Millisecond {
			many = min(many, took(factor*small))
		}
		if many > 4*factor*one && many > 200*time.Millisecond {
			t.Errorf("%s: %v for %d KiB, %v for %d KiB", name, one, small>>10, many, factor*small>>10)
		}
	}
}
