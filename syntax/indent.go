package syntax

import "strings"

// This file strips the indentation of `''…''` strings as Nix does (src/libexpr/parser-state.hh, stripIndentation): the
// smallest indentation of any line that holds more than blanks is removed from all lines, blanks behind the last line
// end are dropped, and escapes are decoded afterwards, but before lines are cut, so that an
// escaped blank ends a line's indentation when it is measured and yet may be removed with it.

// indPiece is a piece of an indented string: text as written that may hold line ends, or one that counts as visible
// whatever it holds (an escape, an interpolation).
type indPiece struct {
	text    string
	literal bool // decoded text of an escape: not looked into
	part    int  // index of the part that it belongs to
}

// stripIndent replaces the texts of parts by what they stand for.
func stripIndent(parts []StringPart) {
	if len(parts) > 0 && !parts[0].Expr.Exists() {
		parts[0].Text = dropFirstLine(parts[0].Text)
	}
	var pieces []indPiece
	for i, p := range parts {
		if p.Expr.Exists() {
			pieces = append(pieces, indPiece{literal: true, part: i})
			continue
		}
		pieces = splitEscapes(pieces, p.Text, i)
	}
	indent := smallestIndent(pieces)
	for i := range parts {
		parts[i].Text = ""
	}
	bol, dropped, last := true, 0, len(pieces)-1
	for i, p := range pieces {
		if parts[p.part].Expr.Exists() {
			bol, dropped = false, 0
			continue
		}
		var out strings.Builder
		bol, dropped = cutIndent(&out, p.text, indent, bol, dropped)
		text := out.String()
		if i == last {
			text = dropLastBlanks(text)
		}
		parts[p.part].Text += text
	}
}

// dropFirstLine removes blanks and the line end directly behind the opening quotes.
func dropFirstLine(s string) string {
	rest := strings.TrimLeft(s, " ")
	if strings.HasPrefix(rest, "\n") {
		return rest[1:]
	}
	return s
}

// splitEscapes appends text's pieces: runs of plain text, and each escape decoded.
func splitEscapes(pieces []indPiece, text string, part int) []indPiece {
	plain := 0
	cut := func(at, width int, decoded string) {
		if plain < at {
			pieces = append(pieces, indPiece{text: text[plain:at], part: part})
		}
		pieces = append(pieces, indPiece{text: decoded, literal: true, part: part})
		plain = at + width
	}
	for i := 0; i < len(text); {
		switch rest := text[i:]; {
		case strings.HasPrefix(rest, "$$"):
			i += 2
		case strings.HasPrefix(rest, "'''"):
			cut(i, 3, "''")
			i += 3
		case strings.HasPrefix(rest, "''$"):
			cut(i, 3, "$")
			i += 3
		case strings.HasPrefix(rest, "''\\") && len(rest) > 3:
			cut(i, 4, string([]byte{escaped(rest[3])}))
			i += 4
		default:
			i++
		}
	}
	if plain < len(text) {
		pieces = append(pieces, indPiece{text: text[plain:], part: part})
	}
	return pieces
}

// smallestIndent is the number of blanks to remove from each line.
func smallestIndent(pieces []indPiece) int {
	const none = 1 << 30
	smallest, current, bol := none, 0, true
	for _, p := range pieces {
		if p.literal {
			if bol {
				bol, smallest = false, min(smallest, current)
			}
			continue
		}
		for i := 0; i < len(p.text); i++ {
			switch c := p.text[i]; {
			case c == '\n':
				bol, current = true, 0
			case !bol:
			case c == ' ':
				current++
			default:
				bol, smallest = false, min(smallest, current)
			}
		}
	}
	return smallest
}

// cutIndent writes text without up to indent blanks at the beginning of each line.
func cutIndent(out *strings.Builder, text string, indent int, bol bool, dropped int) (bool, int) {
	for i := 0; i < len(text); i++ {
		c := text[i]
		if bol && c == ' ' {
			if dropped >= indent {
				out.WriteByte(c)
			}
			dropped++
			continue
		}
		out.WriteByte(c)
		bol, dropped = c == '\n', 0
	}
	return bol, dropped
}

// dropLastBlanks removes the blanks behind the last line end, where there is nothing but blanks.
func dropLastBlanks(s string) string {
	i := strings.LastIndexByte(s, '\n')
	if i >= 0 && strings.Trim(s[i+1:], " ") == "" {
		return s[:i+1]
	}
	return s
}
