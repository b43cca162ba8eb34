package syntax_test

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"atproto-ls/syntax"
)

// What a change reaches is the text between the marks of the new version, which stands for the text of the old one between them.
func TestCompare(t *testing.T) {
	for _, c := range []struct{ name, old, new string }{
		{"nothing", "{ a = 1; }", "{  a = 1; # b\n}"},
		{"a value", "{ a = 1; b = 2; }", "{ a = «3»; b = 2; }"},
		{"a value in a list in a call", "f [ { a = 1; } (g 2) ]", "f [ { a = 1; } (g «3») ]"},
		{"a new binding", "{ a = 1; c = 3; }", "{ a = 1; «b = 2;» c = 3; }"},
		{"a binding less", "{ a = 1; b = 2; c = 3; }", "{ a = 1; «» c = 3; }"},
		{"another name", "{ a.b = 1; c.d = 3; }", "{ a.b = 1; «c.e = 3;» }"},
		{"an element more", "[ 1 2 ]", "[ 1 2 «3» ]"},
		{"an operator", "{ a = b + c; d = 1; }", "{ a = «b - c»; d = 1; }"},
		{"a function's body", "{ lib, ... }: { a = 1; }", "{ lib, ... }: { a = «2»; }"},
		{"a function's argument", "{ lib, ... }: { a = 1; }", "«{ lib, pkgs, ... }: { a = 1; }»"},
		{"a function somewhere", "{ f = x: { a = x; }; b = 1; }", "{ f = «x: { a = 1; }»; b = 1; }"},
		{"the body of a let", "let a = 1; in { b = a; }", "let a = 1; in { b = «2»; }"},
		{"a binding of a let", "{ c = let a = 1; in { b = a; }; d = 1; }", "{ c = «let a = 2; in { b = a; }»; d = 1; }"},
		{"a recursive set", "{ c = rec { a = 1; b = a; }; d = 1; }", "{ c = «rec { a = 2; b = a; }»; d = 1; }"},
		{"what may be put together with a recursive set", "{ c = rec { a = 1; }; c.b = a; }", "«{ c = rec { a = 2; }; c.b = a; }»"},
		{"beside a recursive set", "{ c = rec { a = 1; }; d.b = a; }", "{ c = rec { a = 1; }; d.b = «e»; }"},
		{"a string", `{ a = "x ${b} y"; c = 1; }`, `{ a = «"x ${d} y"»; c = 1; }`},
		{"a syntax error", "{ a = (f { b = 1; c = 2; }); d = 3; }", "{ a = (f { «b = 1);» c = 2; }); d = 3; }"},
	} {
		t.Run(c.name, func(t *testing.T) {
			start, rest, marked := strings.Cut(c.new, "«")
			changed, end, _ := strings.Cut(rest, "»")
			old, next := syntax.Parse(c.old), syntax.Parse(start+changed+end)
			kept := syntax.Compare(old, next)
			for n := range next.Root().Descendants() {
				inside := marked && n.Start() >= len(start) && n.End() <= len(start)+len(changed)
				around := marked && n.Start() <= len(start) && n.End() >= len(start)+len(changed)
				if _, was := kept.Was(n.Index()); was == inside && !(around && inside) || kept.Whole(n) != !(inside || around) {
					t.Errorf("%s `%s`: was there: %t, as a whole: %t", n.Kind(), n.Text(), was, kept.Whole(n))
				}
			}
		})
	}
}

// What is looked at again gives what looking at all of it gives, through any changes.
func TestRevalidate(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	pieces := []string{"a", "p", "nope", " ", ";", "{ b = nope; }", "}", "(", ")", "[", "]", "rec ", "let x = nope; in ", "with x; ", "\"", "${nope}", "x: ", "= ", "a.b = 1; a.b = 2;", "inherit nope;"}
	first := "{ lib, ... }: let p = 1; q = rec { r = p; s = r; }; in { a = [ 1 p { b.c = 2; d = nope; } (x: x + y) ]; d = lib.f (with p; { e = \"x${p}\"; }) ''\n  ${z}\n''; a2.b = { c = 1; }; g = if p then { h = 1; } else a; i.j = rec { k = 1; l = k; m = i; }; i.n = { o = k; }; }"
	old := syntax.Parse(first)
	errors := syntax.Validate(old)
	text := first
	for step := range 5_000 {
		if random.IntN(4) == 0 {
			text = first
		}
		at := random.IntN(len(text) + 1)
		text = text[:at] + pieces[random.IntN(len(pieces))] + text[min(len(text), at+random.IntN(3)):]
		next := syntax.Parse(text)
		got, want := syntax.Revalidate(next, old, errors), syntax.Validate(next)
		if !reflect.DeepEqual(got, want) && len(got)+len(want) > 0 {
			t.Fatalf("step %d: %q, before %q:\ngot  %v\nwant %v", step, text, old.Source(), got, want)
		}
		old, errors = next, want
	}
}

// Whatever the change, what is kept as a whole has the text that it had.
func TestKeptHasItsText(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"a", " ", ";", "{ b = 1; }", "}", "(", ")", "[", "]", "rec ", "let x = 1; in ", "\"", "''", "${", "x: ", "= "}
	text := "{ lib, ... }: let p = 1; in { a = [ 1 p { b.c = 2; } ]; d = lib.f (with p; { e = \"x${p}\"; }) ''\n  y\n''; a.b = { }; g = if p then { h = 1; } else a; }"
	old := syntax.Parse(text)
	wholes := 0
	for range 5_000 {
		at := random.IntN(len(text) + 1)
		changed := text[:at] + pieces[random.IntN(len(pieces))] + text[min(len(text), at+random.IntN(3)):]
		next := syntax.Parse(changed)
		kept := syntax.Compare(old, next)
		for n := range next.Root().Descendants() {
			i, was := kept.Was(n.Index())
			if !was {
				continue
			}
			if now, there := kept.Now(i); !there || now != n.Index() {
				t.Fatalf("%q: node %d was %d, which is now %d", changed, n.Index(), i, now)
			}
			if kept.Whole(n) {
				wholes++
				blanksOnly := kept == syntax.Kept{}
				if before := old.Node(i); before.Text() != n.Text() && !blanksOnly || before.Kind() != n.Kind() {
					t.Fatalf("%q: %s `%s` was %s `%s`", changed, n.Kind(), n.Text(), before.Kind(), before.Text())
				}
			}
		}
	}
	if wholes < 50_000 {
		t.Errorf("only %d nodes were kept as wholes", wholes)
	}
}
