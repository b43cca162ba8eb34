package main

import (
	"bufio"
	"encoding/json"

	"atproto-ls/analysis"
	"atproto-ls/syntax"
)

// The types of `check --format json`, version 1. Every key is always there. docs/findings.schema.json says the same.
type (
	jsonReport struct {
		Version  int           `json:"version"`
		Tool     jsonTool      `json:"tool"`
		Sources  []jsonSource  `json:"sources"`
		Findings []jsonFinding `json:"findings"`
		Unread   []jsonUnread  `json:"unread"`
		Summary  jsonSummary   `json:"summary"`
	}
	jsonTool struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}
	jsonSource struct {
		Name     string `json:"name"`
		Kind     string `json:"kind"`
		Revision string `json:"revision"`
		Options  int    `json:"options"`
	}
	jsonFinding struct {
		Code        string        `json:"code"`
		Name        string        `json:"name"`
		Severity    string        `json:"severity"`
		Message     string        `json:"message"`
		URL         string        `json:"url"`
		File        string        `json:"file"`
		Range       jsonRange     `json:"range"`
		Option      *string       `json:"option"`
		Entries     []string      `json:"entries"`
		Related     []jsonRelated `json:"related"`
		Fixes       []jsonFix     `json:"fixes"`
		Fingerprint string        `json:"fingerprint"`
	}
	jsonRelated struct {
		File    string    `json:"file"`
		Range   jsonRange `json:"range"`
		Message string    `json:"message"`
	}
	jsonFix struct {
		Title     string     `json:"title"`
		Preferred bool       `json:"preferred"`
		Safe      bool       `json:"safe"`
		Edits     []jsonEdit `json:"edits"`
	}
	jsonEdit struct {
		File    string    `json:"file"`
		Range   jsonRange `json:"range"`
		NewText string    `json:"newText"`
	}
	jsonUnread struct {
		File  string    `json:"file"`
		Range jsonRange `json:"range"`
		What  string    `json:"what"`
		Why   string    `json:"why"`
	}
	jsonSummary struct {
		Files       int `json:"files"`
		Errors      int `json:"errors"`
		Warnings    int `json:"warnings"`
		Information int `json:"information"`
		Hints       int `json:"hints"`
		Suppressed  int `json:"suppressed"`
	}
	// jsonRange is half-open.
	jsonRange struct {
		Start jsonPosition `json:"start"`
		End   jsonPosition `json:"end"`
	}
	// jsonPosition counts lines and columns from 1, columns in code points, bytes from 0.
	jsonPosition struct {
		Line   int `json:"line"`
		Column int `json:"column"`
		Offset int `json:"offset"`
	}
)

func writeJSON(out *bufio.Writer, r *report, _ look) error {
	j := jsonReport{
		Version:  1,
		Tool:     jsonTool{"atproto-ls", programVersion()},
		Sources:  []jsonSource{},
		Findings: make([]jsonFinding, len(r.findings)),
		Unread:   []jsonUnread{},
		Summary: jsonSummary{
			Files: r.files, Suppressed: r.suppressed,
			Errors: r.count(analysis.Error), Warnings: r.count(analysis.Warning),
			Information: r.count(analysis.Information), Hints: r.count(analysis.Hint),
		},
	}
	for i, d := range r.findings {
		j.Findings[i] = findingToJSON(r, d)
	}
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	return encoder.Encode(j)
}

func findingToJSON(r *report, d analysis.Diagnostic) jsonFinding {
	f := jsonFinding{
		Code: d.Code, Name: d.Name, Severity: d.Severity.String(), Message: d.Message, URL: analysis.URL(d.Code),
		File: shown(d.File), Range: r.rangeToJSON(d.Range), Entries: append([]string{}, d.Entries...),
		Related: []jsonRelated{}, Fixes: []jsonFix{}, Fingerprint: d.Fingerprint,
	}
	if d.Option != "" {
		f.Option = &d.Option
	}
	for _, rel := range d.Related {
		f.Related = append(f.Related, jsonRelated{shown(rel.File), r.rangeToJSON(rel.Range), rel.Message})
	}
	for _, fix := range d.Fixes {
		edits := make([]jsonEdit, len(fix.Edits))
		for i, e := range fix.Edits {
			edits[i] = jsonEdit{shown(e.File), r.rangeToJSON(e.Range), e.NewText}
		}
		f.Fixes = append(f.Fixes, jsonFix{fix.Title, fix.Preferred, fix.Safe, edits})
	}
	return f
}

func (r *report) rangeToJSON(at analysis.Range) jsonRange {
	return rangeToJSON(r.lines[at.File], at.Start, at.End)
}

func rangeToJSON(lines *syntax.Lines, start, end int) jsonRange {
	return jsonRange{positionToJSON(lines, start), positionToJSON(lines, end)}
}

func positionToJSON(lines *syntax.Lines, off int) jsonPosition {
	line, column := position(lines, off)
	return jsonPosition{line, column, off}
}
