package eval_test

import (
	"path/filepath"
	"testing"

	"atproto-ls/eval"
	"atproto-ls/syntax"
)

// FuzzEval: any text evaluates within its fuel, without a panic, to the same result each time.
func FuzzEval(f *testing.F) {
	all, _ := filepath.Glob(folder + "/*.nix")
	for _, p := range all {
		for _, c := range chunksOf(f, p) {
			f.Add(c.text)
		}
	}
	f.Add("let u = builtins.getEnv \"x\"; in if u then { a = 1; } // u else [ u ] ++ u.a.b")
	f.Fuzz(func(t *testing.T, text string) {
		once, again := bounded(text), bounded(text)
		if once != again {
			t.Errorf("%q gives %s, and then %s", text, once, again)
		}
	})
}

// bounded evaluates text, which need not be valid, with little fuel and no files.
func bounded(text string) string {
	s := eval.New(eval.Options{Fuel: 20_000})
	v := s.Apply(s.Eval(syntax.Parse("{ lib, ... }: "+text), "", "/"), eval.MakeSet([]eval.Attr{{Name: "lib", Value: s.Lib()}}))
	return verdict(s, v)
}
