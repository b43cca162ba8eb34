package syntax_test

import (
	"testing"

	"atproto-ls/syntax"
)

func TestLines(t *testing.T) {
	l := syntax.NewLines("ab\r\ncé𝄞d\r\n")
	if l.Count() != 3 {
		t.Errorf("%d lines, want 3", l.Count())
	}
	for _, c := range []struct {
		off, line          int
		utf8, utf16, utf32 int
	}{{0, 0, 0, 0, 0}, {2, 0, 2, 2, 2}, {3, 0, 2, 2, 2}, {4, 1, 0, 0, 0}, {5, 1, 1, 1, 1}, {7, 1, 3, 2, 2}, {8, 1, 3, 2, 2}, {11, 1, 7, 4, 3}, {12, 1, 8, 5, 4}, {14, 2, 0, 0, 0}, {99, 2, 0, 0, 0}} {
		for enc, want := range map[syntax.Encoding]int{syntax.UTF8: c.utf8, syntax.UTF16: c.utf16, syntax.UTF32: c.utf32} {
			if line, column := l.Position(c.off, enc); line != c.line || column != want {
				t.Errorf("offset %d is %d:%d, want %d:%d (encoding %d)", c.off, line, column, c.line, want, enc)
			}
		}
	}
	if got := l.Text(1); got != "cé𝄞d" {
		t.Errorf("line 1 is %q", got)
	}
	if l.Start(7) != 14 || l.End(-1) != 2 || l.Offset(-1, 5, syntax.UTF8) != 0 || l.Offset(9, 0, syntax.UTF8) != 14 || l.Offset(1, 99, syntax.UTF16) != 12 {
		t.Error("lines and columns outside the text do not count as its nearest ends")
	}
}
