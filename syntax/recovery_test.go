package syntax_test

import (
	"slices"
	"strings"
	"testing"

	"atproto-ls/syntax"
)

// TestRecovery: what is well formed keeps its place beside what is not. paths are the attribute paths, from the root, of
// the bindings that the tree holds; a `?` stands for a missing name.
func TestRecovery(t *testing.T) {
	for _, c := range []struct {
		name, text string
		paths      string
		message    string // of the first error
		fixed      bool   // the first error's fix leaves no error
	}{
		{"dangling dot", "{ services.foo. }", "services.foo.?", "expected the name of an attribute behind `.`", false},
		{"dangling dot, then a binding", "{ a = 1; services.foo. ; b = 2; }", "a services.foo.? b", "expected the name", false},
		{"missing value", "{ a = ; b = 1; }", "a b", "expected a value for `a`", false},
		{"missing semicolon", "x: {\n  a = x\n  b = 2;\n}", "a b", "expected `;` behind the value of `a`", true},
		{"missing semicolon before inherit", "x: {\n  a = x\n  inherit x;\n}", "a", "expected `;`", true},
		{"missing semicolon before a quoted name", "{\n  a = 1\n  \"b\".c = 2;\n}", "a b.c", "expected `;`", true},
		{"missing semicolon before a computed name", "x: {\n  a = x\n  b.\"${x}-c\".${x}.d = 2;\n}", "a b.?.?.d", "expected `;` behind the value of `a`", true},
		{"swallowed line", "services: {\n  services.foo.\n  services.bar = 1;\n  c = ;\n}", "services.foo.services.bar c", "expected a value for `c`", false},
		{"unclosed set", "{\n  a = {\n    b = 1;\n  c.d = 2;\n  e = 3;\n}", "a a.b c.d e", "expected `}` to close the `{` on line 2", true},
		{"unclosed set inside", "{\n  a = {\n    b = {\n      c = 1;\n  };\n  d = 2;\n}", "a a.b a.b.c d", "expected `}`", true},
		{"unclosed sets", "{\n  a = {\n    b = {\n      c = 1;\n  d = 2;\n}", "a a.b a.b.c d", "expected `}`", true},
		{"unclosed set before in", "let\n  a = {\n    b = 1;\n  c = 2;\nin\n  a", "a a.b c", "expected `}`", true},
		{"extra brace", "{\n  a = 1;\n  };\n  b.c = 2;\n}", "a b.c", "unexpected `}`", true},
		{"extra braces", "{\n  a = 1;\n  };\n  b.c = 2;\n  };\n  d = 3;\n}", "a b.c d", "unexpected `}`", false},
		{"extra brace in a set", "{\n  a = {\n    b = 1;\n    };\n    c = 2;\n  };\n  d = 3;\n}", "a a.b a.c d", "unexpected `}`", true},
		{"extra parenthesis in a set in parentheses", "{\n  a = (f {\n    b = [ 1 ]);\n    c = 2;\n  });\n  d = 3;\n}", "a a.b a.c d", "unexpected `)`", true},
		{"extra bracket in a set in a list", "{\n  a = [ {\n    b = 1];\n    c = 2;\n  } ];\n  d = 3;\n}", "a a.b a.c d", "unexpected `]`", true},
		{"unclosed list", "{\n  a = [ 1 2;\n  b = 3;\n}", "a b", "expected `]` to close the `[`", true},
		{"unclosed list before a binding", "{\n  a = [ 1 2\n  b = 3;\n}", "a b", "expected `]` to close the `[`", false},
		{"unclosed parenthesis", "{\n  a = (1 + 2;\n  b = 3;\n}", "a b", "expected `)` to close the `(`", true},
		{"unclosed parenthesis before a binding", "{\n  a = (1 + 2\n  b = 3;\n}", "a b", "expected `)` to close the `(`", false},
		{"unclosed string", "{\n  a = \"x;\n  b = 3;\n  c = \"y\";\n}", "a b c", "this string is not closed", true},
		{"unclosed indented string", "{\n  a = ''\n    x\n  b = 3;\n  c = \"y\";\n}", "a b c", "this string is not closed", false},
		{"unclosed interpolation", "x: {\n  a = \"${x\";\n  b = 3;\n}", "a b", "this `${` is not closed", true},
		{"unclosed interpolation and string", "x: {\n  a = \"${x;\n  b = 3;\n}", "a b", "this string is not closed", true},
		{"unclosed interpolation in an indented string", "x: {\n  a = ''\n    ${x\n  '';\n  b = 3;\n}", "a b", "this `${` is not closed", true},
		{"merge conflict", "{\n<<<<<<< ours\n  a = 1;\n=======\n  a = 2;\n>>>>>>> theirs\n  b = 3;\n}", "a a b", "a merge conflict", false},
		{"wrong bracket", "{ a = [ 1 }; b = 2; }", "a b", "expected `]` to close the `[`, found `}`", true},
		{"wrong brace", "{ a = { c = 1; ]; b = 2; }", "a a.c b", "expected `}` to close the `{`, found `]`", true},
		{"comma", "{ a = 1, b = 2; }", "a b", "a binding ends with `;`", true},
		{"colon", "{ a: 1; b = 2; }", "a b", "a value is given to `a` by `=`", true},
		{"missing in", "let a = 1; { b = a; }", "a b", "expected `in`", true},
		{"missing semicolon of with", "lib: with lib { a = 1; }", "a", "expected `;` behind the set of `with`", true},
		{"bindings without braces", "a = 1;\nb = 2;\n", "a b", "a file is one expression", true},
		{"leftover bindings", "{ a = 1; } b = 2;", "a b", "unexpected `b`", false},
		{"keyword as name", "{ if = 1; b = 2; }", "if b", "is a keyword", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := syntax.Parse(c.text)
			if got := strings.Join(bindingPaths(f), " "); got != c.paths {
				t.Errorf("bindings %s, want %s\n%s", got, c.paths, syntax.Dump(f))
			}
			if len(f.Errors) == 0 || !strings.Contains(f.Errors[0].Message, c.message) {
				t.Fatalf("errors %v, want first %s", f.Errors, c.message)
			}
			mended := false
			if e := f.Errors[0]; e.Fix != nil {
				text, _ := syntax.ApplyEdits(c.text, e.Fix.Edits)
				mended = len(syntax.Parse(text).Errors) == 0
				if got := strings.Join(bindingPaths(syntax.Parse(text)), " "); mended && strings.ReplaceAll(got, `"`, "") != c.paths {
					t.Errorf("mended, the bindings are %s", got)
				}
			}
			if mended != c.fixed {
				t.Errorf("fix %v leaves no error: %v, want %v", f.Errors[0].Fix, mended, c.fixed)
			}
			if c.fixed && len(f.Errors) != 1 {
				t.Errorf("one slip, %d errors: %s", len(f.Errors), places(f, f.Errors))
			}
		})
	}
}

// bindingPaths are the paths of f's bindings from the root, in source order.
func bindingPaths(f *syntax.File) (paths []string) {
	for n := range f.Root().Descendants() {
		if !n.Is(syntax.BindingNode) {
			continue
		}
		var names []string
		for b := n; b.Exists(); b = b.Parent() {
			var own []string
			for s := range syntax.AsBinding(b).Path().Segments() {
				name, known := syntax.AttrName(s)
				if !known {
					name = "?"
				}
				own = append(own, name)
			}
			names = append(own, names...)
		}
		paths = append(paths, strings.Join(names, "."))
	}
	return slices.Clip(paths)
}
