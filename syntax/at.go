package syntax

import (
	"iter"
	"strings"
)

// This file answers what stands at an offset, and what a person wrote about a node.

// Ancestors are n's parent, its parent, and so on up to the root.
func (n Node) Ancestors() iter.Seq[Node] {
	return func(yield func(Node) bool) {
		for p := n.Parent(); p.Exists(); p = p.Parent() {
			if !yield(p) {
				return
			}
		}
	}
}

// Enclosing is the innermost of n and its ancestors that has the kind k; absent when none has.
func (n Node) Enclosing(k Kind) Node {
	for n.Exists() && !n.Is(k) {
		n = n.Parent()
	}
	return n
}

// BindingAt is the innermost binding that holds the byte offset off, be it in its path or its value; absent when none does.
func (f *File) BindingAt(off int) Binding { return AsBinding(f.NodeAt(off).Enclosing(BindingNode)) }

// SegmentAt is the index of the segment that holds the byte offset off, the later one where two meet; behind a dot that
// nothing follows, the missing segment's. ok is false where off lies outside the path.
func (p AttrPath) SegmentAt(off int) (index int, ok bool) {
	i := 0
	for s := range p.Segments() {
		if s.Start() <= off && off <= s.End() {
			index, ok = i, true
		}
		i++
	}
	return index, ok
}

// Names are the path's names in order, up to the first that is computed or missing; all says that there is none such.
func (p AttrPath) Names() (names []string, all bool) {
	for s := range p.Segments() {
		name, known := AttrName(s)
		if !known {
			return names, false
		}
		names = append(names, name)
	}
	return names, p.Exists()
}

// CommentsBefore is the text of the comments directly before n, without their marks, one line of comment a line: those
// that stand between n and the token before it, on lines of their own with no blank line behind them. A comment behind
// the token before n, on its line, belongs to that. "" when there are none, and for an absent node.
func (n Node) CommentsBefore() string {
	if !n.Exists() {
		return ""
	}
	f, i := n.file, int(n.raw().first)
	lines := ""
	for i--; i >= 0 && f.tokens[i].kind().IsTrivia(); i-- {
		t := f.token(i)
		text := f.src[t.Start:t.End]
		switch {
		case t.Kind == Whitespace && strings.Count(text, "\n") > 1:
			return strings.TrimSuffix(lines, "\n")
		case t.Kind == Comment && f.ownLine(i):
			lines = uncomment(text) + "\n" + lines
		case t.Kind == Comment:
			return strings.TrimSuffix(lines, "\n")
		}
	}
	return strings.TrimSuffix(lines, "\n")
}

// ownLine reports whether nothing but blanks stands before token i on its line.
func (f *File) ownLine(i int) bool {
	if i == 0 {
		return true
	}
	before := f.token(i - 1)
	return before.Kind == Whitespace && (i == 1 || strings.Contains(f.src[before.Start:before.End], "\n"))
}

// uncomment strips the marks of a comment: `#`, or `/*`, `/**`, `*/` and a `*` at the beginning of each line.
func uncomment(text string) string {
	if rest, ok := strings.CutPrefix(text, "#"); ok {
		return strings.TrimSpace(strings.TrimLeft(rest, "#"))
	}
	text = strings.TrimSuffix(strings.TrimLeft(strings.TrimPrefix(text, "/"), "*"), "/")
	var out []string
	for line := range strings.Lines(strings.TrimRight(text, "*")) {
		line = strings.TrimSpace(line)
		if rest, ok := strings.CutPrefix(line, "*"); ok && (rest == "" || rest[0] == ' ') {
			line = strings.TrimSpace(rest)
		}
		out = append(out, line)
	}
	return strings.Trim(strings.Join(out, "\n"), "\n")
}
