package main

import (
	"bufio"
	"fmt"
	"slices"
	"strings"

	"atproto-ls/analysis"
)

// writeText prints a block for each finding, as compilers do, and one line that sums them up:
//
//	hosts/pds.nix:4:38: error ATP001 expected `;` before `networking`
//	  |
//	4 |   services.bluesky-pds.enable = true
//	  |                                     ^
//	  = help: insert `;`
func writeText(out *bufio.Writer, r *report, look look) error {
	r = r.withoutEchoes()
	p := &painter{out: out, paint: paint(look.colour), width: look.width}
	if p.width < minWidth {
		p.width = plainWidth
	}
	for _, d := range r.findings {
		p.finding(r, d)
	}
	p.summary(r)
	return nil // a write that fails is remembered by out, and told when it is flushed
}

// Where no terminal says how wide it is, lines of source are cut to plainWidth columns; a terminal narrower than
// minWidth is not believed.
const (
	plainWidth = 140
	minWidth   = 40
)

// painter prints the text format.
type painter struct {
	out   *bufio.Writer
	paint paint
	width int
}

func (p *painter) finding(r *report, d analysis.Diagnostic) {
	line, column := position(r.lines[d.File], d.Start)
	colour := severityColour[d.Severity]
	fmt.Fprintf(p.out, "%s: %s %s\n",
		p.paint.with(bold, fmt.Sprintf("%s:%d:%d", printable(r.name(d.File)), line, column)),
		p.paint.with(colour+bold, d.Severity.String()+" "+d.Code),
		p.paint.with(bold, printable(d.Message)))
	parts := snippets(r, d)
	gutter := 0
	for _, s := range parts {
		gutter = max(gutter, s.gutter())
	}
	for _, s := range parts {
		p.snippet(s, gutter, colour)
	}
	for _, f := range d.Fixes {
		text := printable(f.Title)
		if !f.Safe {
			text += " (not safe to apply unseen)"
		}
		fmt.Fprintf(p.out, "%s %s %s\n", strings.Repeat(" ", gutter), p.paint.with(blue, "="), p.paint.with(green+bold, "help:")+" "+text)
	}
	p.out.WriteString("\n")
}

// withoutEchoes is r without the hints that only mark the other end of a finding, where an editor shows them: on a page
// the finding itself shows both ends.
func (r *report) withoutEchoes() *report {
	type place struct {
		code string
		at   analysis.Range
	}
	loud := map[place]bool{}
	for _, d := range r.findings {
		loud[place{d.Code, d.Range}] = d.Severity > analysis.Hint
	}
	said := *r
	said.findings = slices.DeleteFunc(slices.Clone(r.findings), func(d analysis.Diagnostic) bool {
		return d.Severity == analysis.Hint && slices.ContainsFunc(d.Related, func(o analysis.Related) bool { return loud[place{d.Code, o.Range}] })
	})
	return &said
}

// summary is the last line: how many findings of which severity in how many files, and where to read about one.
func (p *painter) summary(r *report) {
	var counts []string
	for s := analysis.Error; s >= analysis.Hint; s-- {
		if n := r.count(s); n > 0 {
			counts = append(counts, p.paint.with(severityColour[s]+bold, analysis.Counted(n, s.String())))
		}
	}
	text := strings.Join(counts, ", ")
	if text == "" {
		text = "nothing found"
	}
	text += " in " + analysis.Counted(r.files, "file")
	if r.suppressed > 0 {
		text += fmt.Sprintf(", %d suppressed", r.suppressed)
	}
	if r.accepted > 0 {
		text += fmt.Sprintf(", %d in the baseline", r.accepted)
	}
	if r.older > 0 {
		text += fmt.Sprintf(", %d not new", r.older)
	}
	if codes := r.codes(); len(codes) > 0 {
		text += fmt.Sprintf("; more about one: atproto-ls explain %s", codes[0])
	}
	fmt.Fprintln(p.out, text)
}

// codes are the codes that were found, those of the worst findings first.
func (r *report) codes() (codes []string) {
	for s := analysis.Error; s >= analysis.Hint; s-- {
		for _, d := range r.findings {
			if d.Severity == s && !slices.Contains(codes, d.Code) {
				codes = append(codes, d.Code)
			}
		}
	}
	return codes
}

// The colours, as ANSI parameters.
const (
	bold   = "1;"
	red    = "31;"
	green  = "32;"
	yellow = "33;"
	blue   = "34;"
	cyan   = "36;"
)

var severityColour = map[analysis.Severity]string{
	analysis.Error: red, analysis.Warning: yellow, analysis.Information: cyan, analysis.Hint: green,
}

// paint is whether to use colours.
type paint bool

// with is text in a style, plain where there are no colours.
func (on paint) with(style, text string) string {
	if !on || text == "" {
		return text
	}
	return "\x1b[" + strings.TrimSuffix(style, ";") + "m" + text + "\x1b[0m"
}
