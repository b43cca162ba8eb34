package syntax_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

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

// Columns of lines that are longer than what is looked at for one are what counting from the line's start gives.
func TestLongLines(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"a", "é", "語", "𝄞", "\xff", "\xf0\x9d", "plain text ", strings.Repeat("x", 700), strings.Repeat("ä😀", 200)}
	for range 20 {
		var b strings.Builder
		for range 300 {
			b.WriteString(pieces[random.IntN(len(pieces))])
			if random.IntN(100) == 0 {
				b.WriteString("\r\n")
			}
		}
		text := b.String()
		long := syntax.NewLines(text)
		for range 300 {
			off := random.IntN(len(text) + 1)
			line := long.Line(off)
			start := long.Start(line)
			for enc := syntax.UTF8; enc <= syntax.UTF32; enc++ {
				want, at := 0, start // the slow way, in steps that no mark shortens
				for at < min(off, long.End(line)) {
					r, size := utf8.DecodeRuneInString(text[at:])
					if at+size > off {
						break
					}
					want += map[bool]int{true: len(utf16.Encode([]rune{r})), false: 1}[enc == syntax.UTF16]
					if enc == syntax.UTF8 {
						want += size - 1
					}
					at += size
				}
				if _, column := long.Position(off, enc); column != want {
					t.Fatalf("encoding %d: offset %d is column %d, want %d", enc, off, column, want)
				}
				if back := long.Offset(line, want, enc); back != at {
					t.Fatalf("encoding %d: column %d is offset %d, want %d", enc, want, back, at)
				}
			}
		}
	}
}

// Asking for every column of one long line takes no longer for each than in short ones.
func BenchmarkPositionInALongLine(b *testing.B) {
	l := syntax.NewLines(strings.Repeat("services.pds = 1; ", 1<<16))
	for i := 0; b.Loop(); i++ {
		l.Position(i*4099%(1<<20), syntax.UTF16)
	}
}
