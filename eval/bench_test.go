package eval_test

import (
	"testing"

	"atproto-ls/eval"
	"atproto-ls/syntax"
)

// benchmarks are programs that stress one thing each. testdata/bench/README.md has Nix's times for the same programs.
var benchmarks = []struct{ name, text string }{
	{"calls", "let fib = n: if n < 2 then n else fib (n - 1) + fib (n - 2); in fib 25"},
	{"fold", "builtins.foldl' (a: b: a + b * 2) 0 (builtins.genList (x: x) 300000)"},
	{"merge", "builtins.length (builtins.attrNames (builtins.foldl' (a: n: a // { ${toString n} = n; }) { } (builtins.genList (x: x) 1500)))"},
	{"pattern", "let f = { a, b ? 1, ... }: a + b; in builtins.foldl' (s: n: s + f { a = n; c = 2; }) 0 (builtins.genList (x: x) 200000)"},
	{"strings", "builtins.stringLength (builtins.concatStringsSep \",\" (builtins.genList (n: \"item ${toString n} of ${toString (n * 2)}\") 100000))"},
	{"sort", "builtins.head (builtins.sort (a: b: a < b) (builtins.genList (n: (n * 7919) - (n * 7919 / 100003) * 100003) 100000))"},
	{"with", "with { a = 1; b = 2; }; builtins.foldl' (s: n: s + a + b + n) 0 (builtins.genList (x: x) 200000)"},
	{"attrs", "builtins.foldl' (s: n: s + (rec { x = n; y = x + 1; z = { inherit y; }; }).z.y) 0 (builtins.genList (x: x) 100000)"},
}

func BenchmarkEval(b *testing.B) {
	for _, c := range benchmarks {
		file := syntax.Parse(c.text)
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				s := eval.New(eval.Options{})
				if v := s.Eval(file, "", "/"); v.Kind() != eval.IntKind {
					b.Fatal(s.Print(v))
				}
			}
		})
	}
}

// BenchmarkSession is what a Session costs before it does anything, and what our own lib costs.
func BenchmarkSession(b *testing.B) {
	b.Run("new", func(b *testing.B) {
		for b.Loop() {
			eval.New(eval.Options{})
		}
	})
	b.Run("lib", func(b *testing.B) {
		for b.Loop() {
			s := eval.New(eval.Options{})
			s.Force(s.Lib())
		}
	})
}
