package syntax_test

import (
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"atproto-ls/syntax"
	"atproto-ls/syntax/gonix"
)

// seed adds every .nix file of testdata that is small, and the limits' nestings.
func seed(f *testing.F) {
	_, texts := readNix(f, filepath.Join("..", "testdata"))
	for _, text := range texts {
		if len(text) < 4096 {
			f.Add(text)
		}
	}
	for _, nest := range nestings {
		f.Add(nest(3))
	}
	for _, text := range []string{"{ . .a = 1; }", "a. .b", "{a 00.00 0. .b"} {
		f.Add(text)
	}
}

// FuzzParse: whatever the text, the tree is whole, and where go-nix accepts it too the two trees are the same.
func FuzzParse(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, text string) {
		file := syntax.Parse(text)
		if problem := brokenTree(file); problem != "" {
			t.Error(problem)
		}
		for n := range file.Root().Descendants() {
			touch(n)
		}
		if difference := gonix.Difference(file); difference != "" {
			t.Error(difference)
		}
	})
}

// FuzzFixes: every fix applies, changes the text, and mends what it is for.
func FuzzFixes(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, text string) {
		for _, problem := range badFixes(text) {
			t.Errorf("%q: %s", text, problem)
		}
	})
}

// FuzzLines holds Lines against a model that walks the text from its beginning.
func FuzzLines(f *testing.F) {
	for _, text := range []string{"", "a", "a\n", "a\r\nb", "a\rb\n", "\r\r\n\n", "é\n𝄞x", "\xff\xfe\n\xe2\x82", "\n\r"} {
		f.Add(text, 1, 0)
		f.Add(text, 2, 1)
	}
	f.Fuzz(func(t *testing.T, text string, off, shift int) {
		l := syntax.NewLines(text)
		checkPosition(t, l, text, off)
		for i := range min(len(text)+1, 200) {
			checkPosition(t, l, text, i)
		}
		line := l.Line(off)
		for _, enc := range []syntax.Encoding{syntax.UTF8, syntax.UTF16, syntax.UTF32} {
			if at := l.Offset(line+shift%3, shift, enc); at < 0 || at > len(text) {
				t.Errorf("offset %d of %d", at, len(text))
			}
		}
	})
}

// checkPosition compares Position with the model, and Offset with its inverse.
func checkPosition(t *testing.T, l *syntax.Lines, text string, off int) {
	t.Helper()
	for _, enc := range []syntax.Encoding{syntax.UTF8, syntax.UTF16, syntax.UTF32} {
		line, column := l.Position(off, enc)
		wantLine, wantColumn, start := naive(text, off, enc)
		if line != wantLine || column != wantColumn {
			t.Errorf("%q at %d (%v): %d:%d, want %d:%d", text, off, enc, line, column, wantLine, wantColumn)
		}
		if back := l.Offset(line, column, enc); back != start {
			t.Errorf("%q at %d (%v): back at %d, want %d", text, off, enc, back, start)
		}
	}
}

// naive is the line and column of off, and the offset that they stand for: where off's character or line end begins.
func naive(text string, off int, enc syntax.Encoding) (line, column, start int) {
	off = min(max(off, 0), len(text))
	i := 0
	for i < off {
		switch {
		case strings.HasPrefix(text[i:], "\r\n"):
			if off < i+2 {
				return line, column, i
			}
			i, line, column = i+2, line+1, 0
		case text[i] == '\n' || text[i] == '\r':
			i, line, column = i+1, line+1, 0
		default:
			r, size := utf8.DecodeRuneInString(text[i:])
			if i+size > off {
				return line, column, i
			}
			i += size
			switch {
			case enc == syntax.UTF8:
				column += size
			case enc == syntax.UTF16 && r != utf8.RuneError:
				column += utf16.RuneLen(r)
			default:
				column++
			}
		}
	}
	return line, column, i
}

// FuzzApplyEdits: edits that fit are made, all others leave the text alone.
func FuzzApplyEdits(f *testing.F) {
	f.Add("abc", 0, 1, "x", 2, 2, "y")
	f.Add("abc", 1, 1, "x", 1, 1, "y")
	f.Add("abc", 0, 2, "x", 1, 3, "y")
	f.Add("abc", 1, 2, "x", 1, 1, "y")
	f.Fuzz(func(t *testing.T, text string, s1, e1 int, t1 string, s2, e2 int, t2 string) {
		edits := []syntax.Edit{{Start: s1, End: e1, NewText: t1}, {Start: s2, End: e2, NewText: t2}}
		got, ok := syntax.ApplyEdits(text, edits)
		inside := func(s, e int) bool { return 0 <= s && s <= e && e <= len(text) }
		fits := inside(s1, e1) && inside(s2, e2) && (e1 <= s2 || e2 <= s1)
		if ok != fits {
			t.Fatalf("%q %v: %v", text, edits, ok)
		}
		if !ok {
			if got != text {
				t.Error("changed all the same")
			}
			return
		}
		want := ""
		if e1 <= s2 {
			want = text[:s1] + t1 + text[e1:s2] + t2 + text[e2:]
		} else {
			want = text[:s2] + t2 + text[e2:s1] + t1 + text[e1:]
		}
		if got != want {
			t.Errorf("%q %v: %q, want %q", text, edits, got, want)
		}
	})
}
