package eval_test

import (
	"testing"

	"atproto-ls/eval"
)

func TestExpressions(t *testing.T) {
	for text, want := range map[string]string{
		"1 + 2 * 3": "7",
		"let f = { a, b ? 2 }: a + b; in f { a = 1; }": "3",
		"rec { a = 1; b = a + 1; }.b":                  "2",
		"({ a = 1; } // { a = 2; b = 3; }).a":          "2",
		"\"x${toString 3}y\"":                          "\"x3y\"",
		"builtins.map (x: x * 2) [ 1 2 3 ]":            "[ 2 4 6 ]",
		"with { a = 1; }; a":                           "1",
		"{ a.b = 1; } ? a.b":                           "true",
		"{ a = 1; }.b or 5":                            "5",
		"false && (throw \"no\")":                      "false",
		"throw \"no\"":                                 "error: no",
		"(builtins.tryEval (throw \"x\")).success":     "false",
		"[ 1 2 ] ++ [ 3 ]":                             "[ 1 2 3 ]",
		"builtins.foldl' (a: b: a + b) 0 [ 1 2 3 ]":    "6",
	} {
		if got := run(text, eval.Options{}); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", text, got, want)
		}
	}
}
