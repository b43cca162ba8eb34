package main

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"sort"
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// The types of `check --format json`, version 1. Every key is always there. docs/schema/findings.json says the same.
type (
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

// writeJSON writes one object, with a line for each finding: a person can read it, and grep and diff can use it.
func writeJSON(out *bufio.Writer, r *report, _ look) error {
	fmt.Fprintf(out, "{\"version\":1,\n\"tool\":%s,\n\"sources\":%s,\n\"findings\":[",
		encode(jsonTool{"atproto-ls", programVersion()}), encode(r.sourcesToJSON()))
	for i, d := range r.findings {
		if i > 0 {
			out.WriteByte(',')
		}
		fmt.Fprintf(out, "\n%s", encode(findingToJSON(r, d)))
	}
	_, err := fmt.Fprintf(out, "],\n\"unread\":%s,\n\"summary\":%s}\n", encode(r.unreadToJSON()), encode(jsonSummary{
		Files: r.files, Suppressed: r.suppressed + r.accepted + r.older,
		Errors: r.count(analysis.Error), Warnings: r.count(analysis.Warning),
		Information: r.count(analysis.Information), Hints: r.count(analysis.Hint),
	}))
	return err
}

// sourcesToJSON are the option sets that configurations were held against, sorted by name.
func (r *report) sourcesToJSON() []jsonSource {
	all := []jsonSource{}
	for c := range r.configurations() {
		for _, st := range c.View.Standings {
			for _, surface := range st.Surfaces {
				source := jsonSource{surface.Set.Name, string(surface.Set.Kind), revisionOf(surface.Generation), len(surface.Options())}
				if !slices.Contains(all, source) {
					all = append(all, source)
				}
			}
		}
	}
	sort.SliceStable(all, func(i, j int) bool {
		a, b := all[i], all[j]
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Revision, b.Revision)) < 0
	})
	return all
}

// revisionOf names a generation of a shipped set by its dates: "2026-02-01/", empty for one that is always right.
func revisionOf(g *optiondb.Generation) string {
	if g.Since == "" && g.Until == "" {
		return g.Set.Revision
	}
	return g.Since + "/" + g.Until
}

// unreadToJSON is what configurations import and could not be read.
func (r *report) unreadToJSON() []jsonUnread {
	all := []jsonUnread{}
	for c, s := range r.configurations() {
		for _, u := range c.Unread {
			if u.File != "" {
				r.index(s, u.Range)
				all = append(all, jsonUnread{r.name(u.File), r.rangeToJSON(u.Range), u.What, u.Why})
			}
		}
	}
	return all
}

// configurations are those of all that was checked, each with its snapshot.
func (r *report) configurations() iter.Seq2[*analysis.Configuration, *analysis.Snapshot] {
	return func(yield func(*analysis.Configuration, *analysis.Snapshot) bool) {
		for _, s := range r.snapshots {
			for _, c := range s.Configurations() {
				if !yield(c, s) {
					return
				}
			}
		}
	}
}

// encode is v as JSON on one line, with `<`, `>` and `&` as they are.
func encode(v any) []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		panic(err) // the types above can be encoded
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

func findingToJSON(r *report, d analysis.Diagnostic) jsonFinding {
	f := jsonFinding{
		Code: d.Code, Name: d.Name, Severity: d.Severity.String(), Message: d.Message, URL: analysis.URL(d.Code),
		File: r.name(d.File), Range: r.rangeToJSON(d.Range), Entries: append([]string{}, d.Entries...),
		Related: []jsonRelated{}, Fixes: []jsonFix{}, Fingerprint: d.Fingerprint,
	}
	if d.Option != "" {
		f.Option = &d.Option
	}
	for _, rel := range d.Related {
		f.Related = append(f.Related, jsonRelated{r.name(rel.File), r.rangeToJSON(rel.Range), rel.Message})
	}
	for _, fix := range d.Fixes {
		edits := make([]jsonEdit, len(fix.Edits))
		for i, e := range fix.Edits {
			edits[i] = jsonEdit{r.name(e.File), r.rangeToJSON(e.Range), e.NewText}
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
