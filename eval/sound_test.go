package eval_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"atproto-ls/eval"
	"atproto-ls/syntax"
)

// TestSound replaces a part of generated programs by something unknown. What is known of the result all the same must hold
// whatever stands there: equal for a value, among the alternatives for a Choice. (A result that is an error says nothing:
// the unknown part may fail.)
func TestSound(t *testing.T) {
	g := &generator{Rand: rand.New(rand.NewPCG(7, 7))}
	known, choices, total := 0, 0, 20_000
	if testing.Short() {
		total = 2000
	}
	kinds := "idbslmaf"
	for range total {
		p := g.make(kinds[g.IntN(7)], 1+g.IntN(5), nil)
		text := "u: " + g.punch(p)
		file := syntax.Parse(text)
		with := func(u eval.Value) (*eval.Session, eval.Value) {
			s := eval.New(eval.Options{Fuel: 100_000})
			return s, s.Apply(s.Eval(file, "", "/"), u)
		}
		s, v := with(eval.MakeUnknown("a test", "u"))
		if v.Kind() == eval.UnknownKind {
			continue
		}
		for range 4 {
			q := g.make(kinds[g.IntN(8)], g.IntN(3), nil).String()
			s2, w := with(eval.New(eval.Options{}).Lazy(syntax.Parse(q), "", "/"))
			if !allows(s, v, s2, w) {
				t.Fatalf("%s\nwith u unknown: %s\nwith u = %s: %s", text, verdict(s, v), q, verdict(s2, w))
			}
		}
		known++
		if v.Kind() == eval.ChoiceKind {
			choices++
		}
	}
	t.Logf("%d programs, %d of them known with a part unknown, %d of these a choice", total, known, choices)
}

// punch is p's text with one node replaced by `u`.
func (g *generator) punch(p *program) string {
	if len(p.children) == 0 || g.IntN(4) == 0 {
		return "u"
	}
	q := *p
	i := g.IntN(len(p.children))
	q.children = append([]*program(nil), p.children...)
	q.children[i] = &program{template: g.punch(p.children[i])}
	return q.String()
}

// allows reports whether w, of the Session s2, is one of the values that v, of s, may stand for. Errors are always.
func allows(s *eval.Session, v eval.Value, s2 *eval.Session, w eval.Value) bool {
	v, w = s.Force(v), s2.Force(w)
	switch {
	case w.Kind() == eval.ErrorKind, w.Kind() == eval.UnknownKind, v.Kind() == eval.UnknownKind:
		return true
	case w.Kind() == eval.ChoiceKind:
		for _, b := range w.Alternatives() {
			if allows(s, v, s2, b) {
				return true
			}
		}
		return false
	case v.Kind() == eval.ChoiceKind:
		for _, a := range v.Alternatives() {
			if allows(s, a, s2, w) {
				return true
			}
		}
		return false
	case v.Kind() != w.Kind():
		return false
	case v.IsList():
		return allowsList(s, v.List(), s2, w.List())
	case v.IsSet():
		return allowsSet(s, v.Set(), s2, w.Set())
	case v.Kind() == eval.FunctionKind:
		return true
	}
	return s.Print(v) == s2.Print(w)
}

func allowsList(s *eval.Session, v *eval.List, s2 *eval.Session, w *eval.List) bool {
	if v.Open() == nil && v.Len() != w.Len() || v.Len() > w.Len() {
		return false
	}
	at := 0
	for i := range v.Len() {
		if v.Open() == nil {
			if !allows(s, v.At(i), s2, w.At(i)) {
				return false
			}
			continue
		}
		for at < w.Len() && !allows(s, v.At(i), s2, w.At(at)) {
			at++
		}
		if at++; at > w.Len() {
			return false
		}
	}
	return true
}

func allowsSet(s *eval.Session, v *eval.Set, s2 *eval.Session, w *eval.Set) bool {
	if v.Open() == nil && v.Len() != w.Len() {
		return false
	}
	for name, x := range v.All() {
		if !w.Has(name) || !allows(s, x, s2, w.Get(name)) {
			return false
		}
	}
	return true
}

// TestKnown holds what must be known although a part, `u`, is not.
func TestKnown(t *testing.T) {
	for text, want := range map[string]string{
		"false && u":                                "false",
		"true || u":                                 "true",
		"(u // { a = 1; }).a":                       "1",
		"({ a = 1; } // u) ? a":                     "true",
		"({ a = 1; } // u).a":                       "unknown: a test",
		"(u // { a = 1; }) ? b":                     "unknown: a test",
		"if u then 1 else 2":                        "choice: (1 | 2)",
		"if u then 1 else 1":                        "1",
		"if u then 1 else u":                        "unknown: a test",
		"(if u then 1 else 2) + 1":                  "choice: (2 | 3)",
		"if (if u then 1 else 2) > 0 then 5 else 6": "5",
		"(if u then { a = 1; } else { a = 2; }).a":  "choice: (1 | 2)",
		"let x = if u then x else 1; in x":          "unknown: a recursion through an unknown condition",
		"builtins.any (x: x == 3) ([ 3 ] ++ u)":     "true",
		"builtins.elem 1 [ u 1 ]":                   "true",
		"builtins.length [ u u ]":                   "2",
		"builtins.length ([ 1 ] ++ u)":              "unknown: a test",
		"builtins.head [ 1 u ]":                     "1",
		"builtins.attrNames { a = u; }":             `[ "a" ]`,
		"assert u; 1":                               "choice: («error: assertion 'u' failed» | 1)",
		"with u; 1":                                 "1",
		"with u; foo":                               "unknown: a test",
		"(builtins.tryEval (if u then throw \"x\" else 1)).success": "choice: (false | true)",
		"[ 1 ] == [ 1 u ]":   "false",
		"[ 1 u ] == [ 2 u ]": "false",
		"let f = n: if n == u then 0 else f (n + 1); in f 0": "unknown: more nested unknown conditions than the limit",
	} {
		s := eval.New(eval.Options{Fuel: 1_000_000})
		f := s.Eval(syntax.Parse("u: "+text), "", "/")
		got := verdict(s, s.Apply(f, eval.MakeUnknown("a test", "u")))
		if got != want {
			t.Errorf("%s:\n got %s\nwant %s", text, got, want)
		}
	}
}

// TestUnknownText shows that selections of an unknown set print as they were written.
func TestUnknownText(t *testing.T) {
	s := eval.New(eval.Options{})
	f := s.Eval(syntax.Parse(`{ pkgs, ... }: [ pkgs.microcosm.constellation (with pkgs; hello) pkgs."a b" (pkgs.lib.f 1) ]`), "", "/")
	v := s.Apply(f, eval.MakeSet([]eval.Attr{{Name: "pkgs", Value: eval.MakeUnknown("the package set is not evaluated", "pkgs")}}))
	var texts []string
	for _, e := range v.List().Elems() {
		texts = append(texts, s.Force(e).Unknown().Text())
	}
	if got := strings.Join(texts, " | "); got != `pkgs.microcosm.constellation | pkgs.hello | pkgs."a b" | ` {
		t.Error(got)
	}
}
