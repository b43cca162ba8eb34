package main

import (
	"bufio"
	"fmt"
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/syntax"
)

// The form that reviewdog reads (https://github.com/reviewdog/reviewdog/blob/master/proto/rdf/reviewdog.proto).
type (
	rdDiagnostic struct {
		Message     string         `json:"message"`
		Location    rdLocation     `json:"location"`
		Severity    string         `json:"severity"`
		Code        rdCode         `json:"code"`
		Suggestions []rdSuggestion `json:"suggestions,omitempty"`
		Related     []rdRelated    `json:"related_locations,omitempty"`
	}
	rdLocation struct {
		Path  string   `json:"path"`
		Range *rdRange `json:"range,omitempty"`
	}
	// rdRange is half-open.
	rdRange struct {
		Start rdPosition `json:"start"`
		End   rdPosition `json:"end"`
	}
	// rdPosition counts from 1, and columns in bytes: the proto says so.
	rdPosition struct {
		Line   int `json:"line"`
		Column int `json:"column"`
	}
	rdCode struct {
		Value string `json:"value"`
		URL   string `json:"url"`
	}
	rdSuggestion struct {
		Range rdRange `json:"range"`
		Text  string  `json:"text"`
	}
	rdRelated struct {
		Message  string     `json:"message"`
		Location rdLocation `json:"location"`
	}
)

// writeRDJSON writes one object, with a line for each finding.
func writeRDJSON(out *bufio.Writer, r *report, _ look) error {
	fmt.Fprintf(out, `{"source":{"name":"atproto-ls","url":%s},"diagnostics":[`, encode(home))
	for i, d := range r.withoutEchoes().findings {
		if i > 0 {
			out.WriteByte(',')
		}
		fmt.Fprintf(out, "\n%s", encode(r.rdDiagnostic(d)))
	}
	_, err := out.WriteString("]}\n")
	return err
}

func (r *report) rdDiagnostic(d analysis.Diagnostic) rdDiagnostic {
	out := rdDiagnostic{
		Message: d.Message, Location: r.rdLocation(d.Range), Severity: rdSeverity(d.Severity),
		Code: rdCode{d.Code, analysis.URL(d.Code)},
	}
	for _, rel := range d.Related {
		out.Related = append(out.Related, rdRelated{rel.Message, r.rdLocation(rel.Range)})
	}
	for _, f := range d.Fixes {
		if s, ok := r.rdSuggestion(d, f); ok {
			out.Suggestions = append(out.Suggestions, s)
		}
	}
	return out
}

// rdSuggestion is a fix as one replacement in the finding's file, the only form there is: a fix of several edits, or in
// another file, cannot be said.
func (r *report) rdSuggestion(d analysis.Diagnostic, f analysis.Fix) (rdSuggestion, bool) {
	edits := merged(f.Edits)
	if len(edits) != 1 || edits[0].File != d.File {
		return rdSuggestion{}, false
	}
	return rdSuggestion{rdRangeOf(r.lines[d.File], edits[0].Range), edits[0].NewText}, true
}

func (r *report) rdLocation(at analysis.Range) rdLocation {
	l := rdLocation{Path: r.inRepository(at.File)}
	if lines := r.lines[at.File]; lines != nil {
		whole := rdRangeOf(lines, at)
		l.Range = &whole
	}
	return l
}

func rdRangeOf(lines *syntax.Lines, at analysis.Range) rdRange {
	place := func(off int) rdPosition {
		line := lines.Line(off)
		return rdPosition{line + 1, off - lines.Start(line) + 1}
	}
	return rdRange{place(at.Start), place(at.End)}
}

func rdSeverity(s analysis.Severity) string {
	if s >= analysis.Warning {
		return strings.ToUpper(s.String())
	}
	return "INFO"
}
