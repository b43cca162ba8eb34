package main

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/syntax"
)

// snippet is the lines of one file that a finding speaks of, each with what is marked on it.
type snippet struct {
	file  string // its path
	name  string // what it is called
	lines *syntax.Lines
	marks []mark // by line, then by column
	own   bool   // the finding is in this file
}

// mark is a range to underline.
type mark struct {
	line       int // 0-based
	start, end int // byte offsets in the line
	stroke     string
	label      string
	added      []string // whole lines that an insertion puts below this one; nil where it stays on the line
}

// The strokes that underline: the finding itself, what is related to it, and where its fix inserts something.
const (
	primary   = "^"
	related   = "-"
	insertion = "+"
)

// snippets are the finding's own file, then those of its related places.
func snippets(r *report, d analysis.Diagnostic) []*snippet {
	own := &snippet{file: d.File, name: r.name(d.File), lines: r.lines[d.File], own: true}
	all := []*snippet{own}
	own.add(d.Range, primary, "")
	for _, rel := range d.Related {
		i := slices.IndexFunc(all, func(s *snippet) bool { return s.file == rel.File })
		if i < 0 && r.lines[rel.File] == nil {
			continue // a place in a file that is not at hand
		}
		if i < 0 {
			i = len(all)
			all = append(all, &snippet{file: rel.File, name: r.name(rel.File), lines: r.lines[rel.File]})
		}
		all[i].add(rel.Range, related, rel.Message)
	}
	if e := insertionOf(d); e.File == d.File {
		added := own.below(e)
		if added != nil || own.lines.Line(e.Start) != own.marks[0].line {
			own.add(e.Range, insertion, "")
			own.marks[len(own.marks)-1].added = added
		}
	}
	for _, s := range all {
		sort.SliceStable(s.marks, func(i, j int) bool {
			a, b := s.marks[i], s.marks[j]
			return cmp.Or(a.line-b.line, strings.Compare(b.stroke, a.stroke), a.start-b.start) < 0
		})
	}
	return all
}

// insertionOf is what the first fix inserts where it does nothing else; empty when it does.
func insertionOf(d analysis.Diagnostic) (e analysis.Edit) {
	if len(d.Fixes) == 0 || len(d.Fixes[0].Edits) != 1 {
		return e
	}
	if first := d.Fixes[0].Edits[0]; first.Start == first.End {
		e = first
	}
	return e
}

// fewLines is how many lines of an insertion are shown; of one with more only the place.
const fewLines = 8

// below are the lines that an insertion puts below the one where it begins; nil where it is no such insertion.
func (s *snippet) below(e analysis.Edit) []string {
	line := s.lines.Line(e.Start)
	rest := s.lines.Text(line)[min(e.Start, s.lines.End(line))-s.lines.Start(line):]
	text := strings.ReplaceAll(e.NewText, "\r\n", "\n")
	if !strings.HasPrefix(text, "\n") || strings.TrimSpace(rest) != "" {
		return nil
	}
	lines := strings.Split(strings.Trim(text, "\n"), "\n")
	if len(lines) > fewLines {
		return nil
	}
	return lines
}

// add marks a range; of one over several lines, the first line.
func (s *snippet) add(at analysis.Range, stroke, label string) {
	line := s.lines.Line(at.Start)
	begin, stop := s.lines.Start(line), s.lines.End(line)
	m := mark{line: line, start: min(at.Start, stop) - begin, end: min(at.End, stop) - begin, stroke: stroke, label: label}
	s.marks = append(s.marks, m)
}

// gutter is how many columns the line numbers take.
func (s *snippet) gutter() int { return len(strconv.Itoa(s.marks[len(s.marks)-1].line + 1)) }

// snippet prints s.
func (p *painter) snippet(s *snippet, gutter int, colour string) {
	indent := strings.Repeat(" ", gutter)
	bar := p.paint.with(blue, "|")
	if s.own {
		fmt.Fprintf(p.out, "%s %s\n", indent, bar)
	} else {
		line, column := position(s.lines, s.lines.Start(s.marks[0].line)+s.marks[0].start)
		fmt.Fprintf(p.out, "%s %s %s:%d:%d\n", indent, p.paint.with(blue, ":::"), printable(s.name), line, column)
	}
	source := func(line int, text string) {
		number := fmt.Sprintf("%*d", gutter, line+1)
		fmt.Fprintf(p.out, "%s %s", p.paint.with(blue, number), bar)
		p.row(" " + text)
	}
	for i, m := range s.marks {
		row := newRow(s.lines.Text(m.line), m, p.width-gutter-3)
		switch {
		case i > 0 && s.marks[i-1].line == m.line:
		case i > 0 && m.line-s.marks[i-1].line == 2:
			source(m.line-1, newRow(s.lines.Text(m.line-1), mark{}, p.width-gutter-3).text)
			source(m.line, row.text)
		case i > 0 && m.line-s.marks[i-1].line > 2:
			fmt.Fprintf(p.out, "%s\n", p.paint.with(blue, "..."))
			source(m.line, row.text)
		default:
			source(m.line, row.text)
		}
		if m.added == nil {
			fmt.Fprintf(p.out, "%s %s %s\n", indent, bar, p.underline(m, row, colour))
		}
		for _, text := range m.added {
			text = newRow(text, mark{}, p.width-gutter-3).text
			fmt.Fprintf(p.out, "%s %s", p.paint.with(green+bold, fmt.Sprintf("%*s", gutter, insertion)), bar)
			p.row(" " + p.paint.with(green, text))
		}
	}
}

// row ends a line of output without blanks at its end.
func (p *painter) row(text string) {
	p.out.WriteString(strings.TrimRight(text, " "))
	p.out.WriteString("\n")
}

func (p *painter) underline(m mark, r row, colour string) string {
	style := map[string]string{primary: colour + bold, related: blue, insertion: green + bold}[m.stroke]
	text := strings.Repeat(m.stroke, r.end-r.start)
	if m.label != "" {
		text += " " + printable(m.label)
	}
	return strings.Repeat(" ", r.start) + p.paint.with(style, text)
}
