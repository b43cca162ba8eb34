package syntax

import (
	"iter"
	"strings"
)

// StringPart is a piece of a string or path: either Text, decoded, or the expression of an interpolation.
type StringPart struct {
	Text string
	Expr Node // the [InterpolationNode]; absent for text
}

// String is a string literal of either kind: `"…"` or `”…”` (Nix manual, "String literal").
type String struct{ Node }

// AsString views n as a string literal.
func AsString(n Node) String {
	if n.Is(StringNode) || n.Is(IndStringNode) {
		return String{n}
	}
	return String{}
}

// Value is the string that the literal stands for, escapes decoded and indentation stripped; known is false when it
// has an interpolation or n is absent.
func (s String) Value() (value string, known bool) {
	if !s.Exists() || s.raw().size() != 1 {
		return "", false
	}
	if s.Kind() == StringNode {
		start, end := contentRange(s.Node)
		return unescape(s.file.src[start:end]), true
	}
	for p := range s.Parts() {
		value = p.Text
	}
	return value, true
}

// Parts are the literal's pieces in order, decoded as Nix does. Adjacent texts are one piece, empty texts are left out.
func (s String) Parts() iter.Seq[StringPart] {
	return func(yield func(StringPart) bool) {
		if !s.Exists() {
			return
		}
		parts := RawParts(s.Node)
		if s.Kind() == IndStringNode {
			stripIndent(parts)
		} else {
			for i := range parts {
				parts[i].Text = unescape(parts[i].Text)
			}
		}
		for _, p := range parts {
			if (p.Text != "" || p.Expr.Exists()) && !yield(p) {
				return
			}
		}
	}
}

// PathParts are the pieces of a [PathNode]: its texts as written and its interpolations.
func PathParts(n Node) iter.Seq[StringPart] {
	return func(yield func(StringPart) bool) {
		if !n.Is(PathNode) {
			return
		}
		for _, p := range RawParts(n) {
			if !yield(p) {
				return
			}
		}
	}
}

// RawParts are the pieces of a string or path literal: its texts as written, without the quotes, and its interpolations.
// Empty texts are left out; any other node has no pieces.
func RawParts(n Node) []StringPart {
	var parts []StringPart
	if !n.Is(StringNode) && !n.Is(IndStringNode) && !n.Is(PathNode) {
		return nil
	}
	text := func(from, to int) {
		if from < to {
			parts = append(parts, StringPart{Text: n.file.src[from:to]})
		}
	}
	at, end := contentRange(n)
	for c := range n.Children() {
		if !c.Is(InterpolationNode) {
			continue
		}
		text(at, c.Start())
		parts = append(parts, StringPart{Expr: c})
		at = c.End()
	}
	text(at, end)
	return parts
}

// contentRange is a literal's range without its quotes; an unclosed one has no closing quotes.
func contentRange(n Node) (start, end int) {
	start, end = n.Start(), n.End()
	quotes := 0
	switch first := n.FirstToken(); first.Kind {
	case StringToken, StringOpen:
		quotes = 1
	case IndStringToken, IndStringOpen:
		quotes = 2
	}
	closed := false
	switch n.LastToken().Kind {
	case StringToken, IndStringToken, StringClose, IndStringClose:
		closed = true
	}
	start = min(start+quotes, end)
	if closed {
		end = max(end-quotes, start)
	}
	return start, end
}

// unescape decodes `"…"`: `\n \r \t`, `\x` for x, `\r\n` and `\r` as a newline.
func unescape(s string) string {
	if !strings.ContainsAny(s, "\\\r") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s):
			i++
			b.WriteByte(escaped(s[i]))
		case c == '\r':
			b.WriteByte('\n')
			if i+1 < len(s) && s[i+1] == '\n' {
				i++
			}
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func escaped(c byte) byte {
	switch c {
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	return c
}
