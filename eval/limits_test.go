package eval_test

import (
	"strings"
	"testing"

	"atproto-ls/eval"
)

// TestDeep goes where a recursive evaluator overflows its stack, which Go cannot recover: every text must give something.
func TestDeep(t *testing.T) {
	nest := func(open, close string, n int) string {
		return strings.Repeat(open, n) + "1" + strings.Repeat(close, n)
	}
	chain := "let deep = builtins.foldl' (a: _: [ a ]) [ ] (builtins.genList (x: x) 200000); in "
	for name, c := range map[string]struct{ text, want string }{
		"calls":                 {"let f = n: 1 + f (n + 1); in f 0", "error: stack overflow"},
		"9000 calls":            {"let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 9000", "9000"},
		"fold":                  {"builtins.foldl' (a: b: a + b) 0 (builtins.genList (x: x) 100000)", "4999950000"},
		"lazy fold":             {"(builtins.foldl' (a: _: { v = a.v + 1; }) { v = 0; } (builtins.genList (x: x) 100000)).v", "unknown: depth limit"},
		"deep equality":         {chain + "deep == [ deep ]", "unknown: depth limit"},
		"deep json":             {chain + "builtins.toJSON deep", "unknown: depth limit"},
		"deep xml":              {chain + "builtins.toXML deep", "unknown: "},
		"deep string":           {chain + "toString deep", "unknown: depth limit"},
		"deep seq":              {chain + "builtins.deepSeq deep 1", "unknown: depth limit"},
		"deep order":            {chain + "deep < [ deep ]", "unknown: depth limit"},
		"endless set":           {"let x = { a = x; }; in builtins.toJSON x", "unknown: depth limit"},
		"endless equal":         {"let x = { a = x; }; y = { a = y; }; in x == y", "unknown: depth limit"},
		"endless functor":       {"let f = { __functor = self: self; }; in f 1", "unknown: "},
		"endless outPath":       {"let x = { outPath = x; }; in \"${x}\"", "unknown: depth limit"},
		"endless list":          {"builtins.genList (x: x) 9223372036854775807", "unknown: "},
		"endless closure":       {"builtins.genericClosure { startSet = [ { key = 0; } ]; operator = x: [ { key = x.key + 1; } ]; }", "unknown: "},
		"doubling":              {"builtins.foldl' (a: _: a + a) \"xxxxxxxx\" (builtins.genList (x: x) 60)", "unknown: size limit"},
		"doubling list":         {"builtins.foldl' (a: _: a ++ a) [ 1 2 ] (builtins.genList (x: x) 60)", "unknown: size limit"},
		"doubling set":          {"let f = a: f (a // { ${toString (builtins.length (builtins.attrNames a))} = 1; }); in f { }", "error: stack overflow"},
		"parentheses":           {nest("(", ")", 9000), "1"},
		"sums":                  {nest("(1+", ")", 4000), "4001"},
		"deep text, deep calls": {"let f = n: " + strings.Repeat("(1+", 200) + "f (n + 1)" + strings.Repeat(")", 200) + "; in f 0", "unknown: depth limit"},
		"deep if, deep calls":   {"let f = n: " + strings.Repeat("if n < 0 then 0 else ", 2000) + "f (n + 1) + 1; in f 0", "unknown: depth limit"},
		"deep apply":            {"let id = x: x; in " + nest("id (", ")", 2000), "1"},
	} {
		got := run(c.text, eval.Options{Fuel: 3_000_000})
		if !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: got %.200s, want %s", name, got, c.want)
		}
	}
}

// TestFuel shows that running out of steps is Unknown, costs only what was limited, and comes at the same step each time.
func TestFuel(t *testing.T) {
	const text = "let f = n: if n == 0 then 0 else f (n - 1); in f 5000"
	if got := run(text, eval.Options{Fuel: 1000}); got != "unknown: step limit" {
		t.Errorf("with little fuel: %s", got)
	}
	if got := run(text, eval.Options{Fuel: 100_000}); got != "0" {
		t.Errorf("with enough fuel: %s", got)
	}
}
