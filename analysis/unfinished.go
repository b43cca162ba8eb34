package analysis

import (
	"slices"
	"strings"

	"atproto-ls/syntax"
)

// A line that is being typed is wrong in many ways until it ends: a name that lacks its last letter is not defined, half a string
// is no path. That it is not finished is told (ATP001), and in an editor nothing else of the definition on that line.

// beingTyped are the parts of a file that a syntax error says are not finished: the line on which what comes before the error ends,
// or on which a string or a bracket is opened that nothing closes, as far as it is of one definition.
func (f *File) beingTyped() (all []Range) {
	src := f.Tree.Source()
	for _, e := range f.Tree.Errors {
		at := endOfCode(src[:e.Start])
		if !strings.Contains(src[at:e.Start], "\n") || isOpen(f.Tree.NodeAt(e.Start), e.Start) {
			at = e.Start
		}
		all = append(all, f.lineFrom(at))
		if e.Related.Message != "" {
			all = append(all, f.lineFrom(e.Related.Start))
		}
	}
	return all
}

// endOfCode is where a text ends but for white space and lines that are comments.
func endOfCode(src string) int {
	for {
		src = strings.TrimRight(src, " \t\r\n")
		line := strings.LastIndexByte(src, '\n') + 1
		if !strings.HasPrefix(strings.TrimLeft(src[line:], " \t"), "#") {
			return len(src)
		}
		src = src[:line]
	}
}

// isOpen reports whether n is a string or an interpolation that begins at start and that nothing closes.
func isOpen(n syntax.Node, start int) bool {
	text := n.Text()
	switch {
	case n.Start() != start:
		return false
	case n.Is(syntax.InterpolationNode):
		return !strings.HasSuffix(text, "}")
	}
	return (n.Is(syntax.StringNode) || n.Is(syntax.IndStringNode)) && (len(text) < 2 || text[len(text)-1] != text[0])
}

// lineFrom is the line around an offset, from where the definition there begins, or the outermost around it on the line.
func (f *File) lineFrom(at int) Range {
	src := f.Tree.Source()
	start, end := strings.LastIndexByte(src[:at], '\n')+1, len(src)
	if line := strings.IndexByte(src[at:], '\n'); line >= 0 {
		end = at + line
	}
	first, last := start, end
	for n := f.Tree.NodeAt(max(at-1, 0)); n.Exists() && n.Start() >= start; n = n.Parent() {
		if n.Is(syntax.BindingNode) || n.Is(syntax.InheritNode) {
			first, last = n.Start(), min(n.End(), end)
		}
	}
	return Range{f.Path, first, last}
}

// Finished are those of found that are about nothing that is being typed: what an editor shows.
func (s *Snapshot) Finished(found []Diagnostic) []Diagnostic {
	parts := map[string][]Range{}
	typed := func(r Range) bool {
		in := s.files[r.File]
		if in == nil || len(in.Tree.Errors) == 0 {
			return false
		}
		if parts[r.File] == nil {
			parts[r.File] = in.beingTyped()
		}
		return slices.ContainsFunc(parts[r.File], func(u Range) bool { return u.Start <= r.Start && r.Start < u.End })
	}
	return slices.DeleteFunc(found, func(d Diagnostic) bool {
		return d.Code != "ATP001" && (typed(d.Range) || slices.ContainsFunc(d.Related, func(r Related) bool { return typed(r.Range) }))
	})
}
