//go:build oracle

package eval_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"atproto-ls/eval"
	"atproto-ls/syntax"
)

// pool are arguments to call functions of lib with, of every kind that they take.
var pool = []string{
	"0", "1", "3", "(-2)", "2.5", "true", "false", "null", `""`, `"a"`, `"foo-1.2"`, `"a.b.c"`, `"x y'z"`, `"10"`, "/nix/store/x", "[ ]", "[ 1 2 3 ]",
	`[ "a" "b" "a" ]`, `[ [ 1 ] [ 2 3 ] ]`, "[ { name = \"a\"; value = 1; } ]", "{ }", "{ a = 1; }", "{ a = { b = 2; c = [ 1 ]; }; d = \"x\"; }", `[ { a = 1; } { a = 2; b = 3; } ]`,
	"(x: x)", "(x: y: x)", "(x: y: y)", "(x: true)", "(x: false)", "(a: b: a + b)", "(x: toString x)", "(n: v: n)", "(n: v: v)", "(x: [ x ])", "({ a ? 1, ... }: a)", "(a: b: a < b)",
}

// The functions of our lib come to what those of nixpkgs' lib come to, for calls made at random: the same value, or an error
// in both, or ours does not know. NIXPKGS_LIB names the checkout.
func TestLibAgainstNixpkgs(t *testing.T) {
	checkout := os.Getenv("NIXPKGS_LIB")
	if checkout == "" {
		t.Fatal("NIXPKGS_LIB names no checkout")
	}
	loader := disk{map[string]*syntax.File{}}
	names := functionsOfLib(t, filepath.Join(checkout, "lib"))
	calls, unknown, differ := 0, 0, map[string]int{}
	for _, name := range names {
		random := rand.New(rand.NewPCG(7, uint64(len(name))<<8|uint64(name[0])))
		for range 25 {
			call := "lib." + name
			for range 1 + random.IntN(3) {
				call += " " + pool[random.IntN(len(pool))]
			}
			ours, theirs := libCall(loader, "", call), libCall(loader, filepath.Join(checkout, "lib"), call)
			calls++
			switch {
			case strings.Contains(ours, "unknown") || strings.Contains(theirs, "unknown") || strings.Contains(ours+theirs, "choice: "):
				unknown++
			case strings.Contains(theirs, "error: "), ours == theirs:
				// Arguments of the wrong type: ours may be laxer, where theirs checks what it does not need.
			default:
				if differ[name]++; differ[name] <= 1 {
					t.Errorf("%s\n  ours %.300s\ntheirs %.300s", call, ours, theirs)
				}
			}
		}
	}
	t.Logf("%d calls of %d functions, %d unknown, %d functions differ", calls, len(names), unknown, len(differ))
}

func libCall(loader eval.Loader, checkout, call string) string {
	o := eval.Options{Loader: loader, Strict: true, Fuel: 2_000_000}
	if checkout != "" {
		o.Lib = func(s *eval.Session) eval.Value { return s.Import(checkout) }
	}
	s := eval.New(o)
	return functions.Replace(verdict(s, s.Apply(s.Eval(syntax.Parse("lib: "+call), "", "/"), s.Lib())))
}

// functions makes all functions one: which are builtins is no part of what lib promises.
var functions = strings.NewReplacer("<PRIMOP-APP>", "<LAMBDA>", "<PRIMOP>", "<LAMBDA>")

// functionsOfLib are the functions of both libs by their paths, those of the module system left out.
func functionsOfLib(t *testing.T, checkout string) (names []string) {
	t.Helper()
	s := eval.New(eval.Options{})
	real := eval.New(eval.Options{Loader: disk{map[string]*syntax.File{}}, Strict: true})
	theirs := real.Import(checkout)
	seen := map[string]bool{}
	var walk func(prefix string, v eval.Value, depth int)
	walk = func(prefix string, v eval.Value, depth int) {
		for _, a := range v.Set().Attrs() {
			value := s.Force(a.Value)
			switch {
			case value.Kind() == eval.FunctionKind:
				path := strings.Split(prefix+a.Name, ".")
				if seen[a.Name] || real.Lookup(theirs, path...).Kind() != eval.FunctionKind {
					continue
				}
				seen[a.Name] = prefix == ""
				names = append(names, prefix+eval.QuoteName(a.Name))
			case value.IsSet() && depth == 0 && a.Name != "types" && a.Name != "modules":
				walk(fmt.Sprintf("%s%s.", prefix, a.Name), value, 1)
			}
		}
	}
	walk("", s.Force(s.Lib()), 0)
	if len(names) == 0 {
		t.Fatal("our lib has no functions")
	}
	return names
}
