package analysis

import (
	"slices"
	"strings"

	"atproto-ls/syntax"
)

// Silence is the fix that hides d by a comment where it stands: it adds to a comment that is there, else writes one above
// the line, else one behind it. False where no comment can hide it: within a long string, or when d is about a comment.
func (s *Snapshot) Silence(d Diagnostic) (Fix, bool) {
	f := s.File(d.File)
	if f == nil {
		return Fix{}, false
	}
	edit, line, ok := f.silencing(d)
	if !ok {
		return Fix{}, false
	}
	fix := Fix{Title: "ignore " + d.Code + " here", Safe: true, Edits: []Edit{edit}}
	texts, ok := s.Apply(fix)
	if !ok {
		return Fix{}, false
	}
	after := NewFile(f.Path, texts[f.Path])
	hides := func(w Suppression) bool { return w.Line == line && !w.WholeFile && strings.EqualFold(w.Word, d.Code) }
	return fix, len(after.Tree.Errors) <= len(f.Tree.Errors) && slices.ContainsFunc(after.Suppressions(), hides)
}

// silencing is the edit, and the line that d's line is after it.
func (f *File) silencing(d Diagnostic) (edit Edit, line int, ok bool) {
	lines := f.Tree.Lines()
	line = lines.Line(d.Start)
	text := lines.Text(line)
	for _, w := range slices.Backward(f.Suppressions()) {
		if w.Line == line && !w.WholeFile && w.Problem == "" {
			return Edit{Range{f.Path, w.End, w.End}, ", " + d.Code}, line, true
		}
	}
	comment := "# " + marker + " " + ignoreLine + "[" + d.Code + "]"
	if start := lines.Start(line); !f.inText(start) && !strings.HasPrefix(strings.TrimSpace(text), "#") {
		indent := text[:len(text)-len(strings.TrimLeft(text, " \t"))]
		return Edit{Range{f.Path, start, start}, indent + comment + f.newline()}, line + 1, true
	}
	end := lines.End(line)
	return Edit{Range{f.Path, end, end}, " " + comment}, line, !f.inText(end)
}

// inText reports whether off lies within a string, a path or a comment, where a new comment would be none.
func (f *File) inText(off int) bool {
	t := f.Tree.TokenAt(off)
	if t.Start < off && t.Kind != syntax.Whitespace {
		return true
	}
	switch t.Kind {
	case syntax.StringText, syntax.StringClose, syntax.IndStringText, syntax.IndStringClose, syntax.PathText:
		return true
	}
	if off == 0 {
		return false
	}
	switch f.Tree.TokenAt(off - 1).Kind {
	case syntax.StringOpen, syntax.StringText, syntax.IndStringOpen, syntax.IndStringText, syntax.Comment:
		return true
	}
	return false
}

// newline is the file's line end: that of its first line.
func (f *File) newline() string {
	if first, _, ok := strings.Cut(f.Tree.Source(), "\n"); ok && strings.HasSuffix(first, "\r") {
		return "\r\n"
	}
	return "\n"
}
