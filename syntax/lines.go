package syntax

import (
	"sort"
	"strings"
	"sync"
	"unicode/utf8"
)

// Encoding is a unit in which a column counts. The LSP specification (§ position encoding) knows the three.
type Encoding uint8

// The encodings. UTF32 counts Unicode code points; each byte that is not valid UTF-8 counts as one unit in all of them.
const (
	UTF8 Encoding = iota
	UTF16
	UTF32
)

// Lines converts between byte offsets and positions by line and column in one text. Lines end at "\n", "\r\n" or a lone
// "\r", as the LSP specification has it; a line's end belongs to no column of it. Lines is immutable.
type Lines struct {
	src    string
	starts []int // the offset at which each line begins

	marking sync.Once
	marks   []mark // made when a column far behind its line's start is asked for
}

// markEvery is the distance of two marks in bytes: what is looked at for one column, however long its line is.
const markEvery = 1 << 10

// mark is a place between two characters, and how much of the text is before it.
type mark struct{ off, utf16, utf32 int }

// before is how many units of enc the text has before the mark.
func (m mark) before(enc Encoding) int { return [...]int{m.off, m.utf16, m.utf32}[enc] }

// NewLines indexes src.
func NewLines(src string) *Lines {
	starts := make([]int, 1, 1+strings.Count(src, "\n"))
	for i := 0; i < len(src); i++ {
		switch src[i] {
		case '\n':
			starts = append(starts, i+1)
		case '\r':
			if i+1 == len(src) || src[i+1] != '\n' {
				starts = append(starts, i+1)
			}
		}
	}
	return &Lines{src: src, starts: starts}
}

// Count is the number of lines, at least 1: behind a final line end there is one more, empty, line.
func (l *Lines) Count() int { return len(l.starts) }

// Line is the 0-based line that the byte offset off lies on; offsets outside the text count as its nearest end.
func (l *Lines) Line(off int) int {
	return max(0, sort.Search(len(l.starts), func(i int) bool { return l.starts[i] > off })-1)
}

// Start is the byte offset at which the 0-based line begins; lines outside the text count as the nearest.
func (l *Lines) Start(line int) int {
	return l.starts[min(max(line, 0), len(l.starts)-1)]
}

// End is the byte offset at which the line's text ends, before its line end.
func (l *Lines) End(line int) int {
	line = min(max(line, 0), len(l.starts)-1)
	if line+1 == len(l.starts) {
		return len(l.src)
	}
	end := l.starts[line+1]
	if l.src[end-1] == '\n' {
		end--
	}
	if end > l.starts[line] && l.src[end-1] == '\r' {
		end--
	}
	return end
}

// Text is the line's text without its line end.
func (l *Lines) Text(line int) string { return l.src[l.Start(line):l.End(line)] }

// Position is the 0-based line and column of the byte offset off, the column counted in enc. An offset inside a
// character counts as the character's start, one inside a line end as the end of the line's text.
func (l *Lines) Position(off int, enc Encoding) (line, column int) {
	off = min(max(off, 0), len(l.src))
	line = l.Line(off)
	start, end := l.starts[line], l.End(line)
	off = min(off, end)
	if off-start > markEvery {
		from, to := l.markAt(start), l.markAt(off)
		if to.off > start {
			column, start = to.before(enc)-from.before(enc)-l.between(from.off, start, enc), to.off
		}
	}
	for i := start; i < off; {
		r, size := utf8.DecodeRuneInString(l.src[i:end])
		if i+size > off {
			break
		}
		column += units(r, size, enc)
		i += size
	}
	return line, column
}

// Offset is the byte offset of a 0-based line and column, the column counted in enc. A column behind the line's end
// counts as its end, one inside a character as the character's start, a line behind the text as the text's end.
func (l *Lines) Offset(line, column int, enc Encoding) int {
	if line < 0 {
		return 0
	}
	if line >= len(l.starts) {
		return len(l.src)
	}
	off, end := l.starts[line], l.End(line)
	if column > markEvery {
		from := l.markAt(off)
		before := from.before(enc) + l.between(from.off, off, enc)
		first := sort.Search(len(l.marks), func(i int) bool { m := l.marks[i]; return m.off > end || m.before(enc)-before > column })
		if first > 0 && l.marks[first-1].off > off {
			off = l.marks[first-1].off
			column -= l.marks[first-1].before(enc) - before
		}
	}
	for column > 0 && off < end {
		r, size := utf8.DecodeRuneInString(l.src[off:end])
		column -= units(r, size, enc)
		if column < 0 {
			break
		}
		off += size
	}
	return off
}

// markAt is the last mark at or before off.
func (l *Lines) markAt(off int) mark {
	l.marking.Do(func() {
		for m := (mark{}); m.off <= len(l.src); {
			if len(l.marks)*markEvery <= m.off {
				l.marks = append(l.marks, m)
			}
			if m.off == len(l.src) {
				return
			}
			r, size := utf8.DecodeRuneInString(l.src[m.off:])
			m = mark{m.off + size, m.utf16 + units(r, size, UTF16), m.utf32 + 1}
		}
	})
	i := min(off/markEvery, len(l.marks)-1)
	if l.marks[i].off > off { // by at most three bytes
		i--
	}
	return l.marks[i]
}

// between is how many units of enc lie between two places that are between characters.
func (l *Lines) between(start, end int, enc Encoding) (n int) {
	for start < end {
		r, size := utf8.DecodeRuneInString(l.src[start:])
		n += units(r, size, enc)
		start += size
	}
	return n
}

func units(r rune, size int, enc Encoding) int {
	switch {
	case enc == UTF8:
		return size
	case enc == UTF16 && r > 0xffff:
		return 2
	}
	return 1
}
