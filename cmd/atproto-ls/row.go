package main

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// row is a line of source as it is printed, and the columns that a mark takes there.
type row struct {
	text       string
	start, end int // half-open, at least one column
}

// tabWidth is how many columns a tab takes, wherever it stands.
const tabWidth = 4

// columns are how many a text takes, each character by itself. The locale is not asked: it would change what is printed.
func columns(text string) (n int) {
	for _, c := range text {
		switch kind := width.LookupRune(c).Kind(); {
		case unicode.In(c, unicode.Mn, unicode.Me, unicode.Cf):
		case kind == width.EastAsianWide || kind == width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}

// nearby is how much of a very long line is looked at on each side of a mark's beginning, in bytes: more than any
// terminal shows.
const nearby = 8 << 10

// around is what of text is near m, and m in it.
func around(text string, m mark) (string, mark) {
	start, end := max(0, m.start-nearby), min(len(text), m.start+nearby)
	for start > 0 && !utf8.RuneStart(text[start]) {
		start--
	}
	for end < len(text) && !utf8.RuneStart(text[end]) {
		end++
	}
	m.start, m.end = m.start-start, min(m.end, end)-start
	return text[start:end], m
}

// newRow makes text printable, and cuts it to width columns around the mark.
func newRow(text string, m mark, width int) row {
	text, m = around(text, m)
	var cells []string // what is printed for each character
	var at []int       // the column where it begins, and at the end the whole width
	column, r := 0, row{start: -1, end: -1}
	for i := 0; i < len(text); {
		char, size := utf8.DecodeRuneInString(text[i:])
		if r.start < 0 && i+size > m.start {
			r.start = column
		}
		if r.end < 0 && i >= m.end {
			r.end = column
		}
		cell := printableRune(char)
		cells, at = append(cells, cell), append(at, column)
		column += columns(cell)
		i += size
	}
	at = append(at, column)
	if r.start < 0 {
		r.start = column
	}
	if r.end < 0 {
		r.end = column
	}
	r.end = max(r.end, r.start+1)
	if column <= width {
		r.text = strings.Join(cells, "")
		return r
	}
	return r.cut(cells, at, width)
}

// cut leaves width columns of the row, with the mark's beginning a quarter into them where it is far to the right, and
// an ellipsis where something is missing.
func (r row) cut(cells []string, at []int, width int) row {
	from := 0
	if r.end > width-1 && r.start > width/4 {
		from = min(r.start-width/4, at[len(cells)]-width+1)
	}
	var b strings.Builder
	shift := 0
	for i, cell := range cells {
		switch {
		case at[i] < from:
			shift = at[i+1]
			continue
		case shift > 0 && b.Len() == 0:
			b.WriteString("…")
			shift--
		}
		if at[i+1]-shift > width-1 {
			b.WriteString("…")
			break
		}
		b.WriteString(cell)
	}
	return row{b.String(), max(0, r.start-shift), max(1, min(r.end-shift, width))}
}

// printable is text that a terminal shows and does not obey.
func printable(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); {
		char, size := utf8.DecodeRuneInString(text[i:])
		b.WriteString(printableRune(char))
		i += size
	}
	return b.String()
}

// printableRune is what is printed for a character: a tab as blanks, a control character as its picture (U+2400 …), and
// as U+FFFD what is no character or would turn the direction of writing.
func printableRune(c rune) string {
	switch {
	case c == '\t':
		return strings.Repeat(" ", tabWidth)
	case c < ' ':
		return string('\u2400' + c)
	case c == 0x7f:
		return "\u2421"
	case c > 0x7f && c < 0xa0, c >= 0x202a && c <= 0x202e, c >= 0x2066 && c <= 0x2069, c == 0x200e, c == 0x200f,
		c == 0x2028, c == 0x2029:
		return string(utf8.RuneError)
	}
	return string(c)
}
