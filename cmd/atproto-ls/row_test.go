package main

import (
	"strings"
	"testing"
	"time"
)

// Of a line of any length the mark's surroundings are printed, with the mark below them.
func TestRowsOfLongLines(t *testing.T) {
	for _, before := range []int{0, 10, 200, 5_000, 200_000} {
		text := strings.Repeat("ä", before) + "MARK" + strings.Repeat("語", before)
		start := 2 * before
		begin := time.Now()
		for range 100 {
			r := newRow(text, mark{start: start, end: start + len("MARK")}, 80)
			if got := string([]rune(r.text)[r.start:r.end]); got != "MARK" {
				t.Fatalf("%d before: below the mark stands %q in %q", before, got, r.text)
			}
			if width := columns(r.text); width > 80 {
				t.Fatalf("%d before: the row takes %d columns", before, width)
			}
		}
		if took := time.Since(begin); took > 20*time.Second {
			t.Errorf("%d before: a hundred rows take %v", before, took)
		}
	}
}

// A character takes as many columns as terminals give it.
func TestColumns(t *testing.T) {
	for text, want := range map[string]int{"": 0, "a\u0308ä": 2, "語・Ａ": 6, "🎉": 2, "−→“”§": 5, "\u200d": 0, "ﾊ": 1, "한": 2, "␀\ufffd": 2} {
		if got := columns(text); got != want {
			t.Errorf("%q takes %d columns, not %d", text, got, want)
		}
	}
}
