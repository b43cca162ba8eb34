package checks

import (
	"fmt"

	"atproto-ls/analysis"
)

var unknownSuppression = &analysis.Check{
	Code:     "ATP902",
	Name:     "unknown-suppression",
	Severity: analysis.Warning,
	Summary:  "A suppression names no check that exists, or cannot be understood",
	Doc: `
A comment that asks for silence names checks, by code or by name, in brackets; a reason may follow:

    # atproto-ls: ignore[ATP002] reason
    # atproto-ls: ignore-file[missing-import, ATP003] reason

The first form speaks of its own line, or, on a line of its own, of the next; the second of the whole file. A slip in it
would hide nothing, silently, so it is said.`,
	Bad: `
{
  networking.hostName = "pds"; # atproto-ls: ignore[unused-hostname] it is used
}`,
	Good: `
{
  networking.hostName = "pds";
}`,
	Run: func(p *analysis.Pass) {
		words := analysis.Words(p.Known)
		for _, s := range p.File.Suppressions() {
			if s.Problem != "" {
				p.Report(analysis.Diagnostic{Range: s.Range, Message: s.Problem})
				continue
			}
			if analysis.Find(p.Known, s.Word) != nil {
				continue // a check that exists
			}
			d := analysis.Diagnostic{
				Range:   s.Range,
				Message: fmt.Sprintf("no check is named `%s`%s", s.Word, analysis.DidYouMean(s.Word, words)),
			}
			if near, ok := analysis.Nearest(s.Word, words); ok {
				d.Fixes = []analysis.Fix{{
					Title: fmt.Sprintf("name `%s`", near), Preferred: true, Safe: true,
					Edits: []analysis.Edit{{Range: s.Range, NewText: near}},
				}}
			}
			p.Report(d)
		}
	},
}
