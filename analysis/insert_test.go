package analysis

import (
	"testing"

	"atproto-ls/syntax"
)

func TestInsert(t *testing.T) {
	one := []Definition{{Path: []string{"a", "b", "enable"}, Value: "true"}}
	two := append(one, Definition{Path: []string{"a", "x.y"}, Value: "\"z\""})
	for _, c := range []struct {
		name, src, want string
		definitions     []Definition
	}{
		{"at the end of a set", "{\n    x = 1; # one\n}\n", "{\n    x = 1; # one\n    b.enable = true;\n}\n", one},
		{"into a set on one line", "{ x = 1; }", "{ x = 1; b.enable = true; }", one},
		{"into an empty set", "{ }", "{ b.enable = true; }", one},
		{"into an empty set without blanks", "{}", "{ b.enable = true; }", one},
		{"several into one line", "{ x = 1; }", "{ x = 1;\n  b.enable = true;\n  \"x.y\" = \"z\";\n}", two},
		{"with the file's line ends", "{\r\n  x = 1;\r\n}", "{\r\n  x = 1;\r\n  b.enable = true;\r\n}", one},
		{"beside a comment", "{\n  # nothing yet\n}", "{\n  # nothing yet\n  b.enable = true;\n}", one},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := NewFile("/a.nix", c.src)
			site := Site{file, file.Tree.Expr(), []string{"a"}}
			s := NewSnapshot("/", []*File{file}, nil)
			texts, ok := s.Apply(Fix{Edits: site.Insert(c.definitions, syntax.Node{})})
			if !ok || texts["/a.nix"] != c.want {
				t.Errorf("got  %q\nwant %q", texts["/a.nix"], c.want)
			}
			if errors := syntax.Parse(texts["/a.nix"]).Errors; len(errors) > 0 {
				t.Error(errors)
			}
		})
	}
}
