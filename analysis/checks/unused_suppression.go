package checks

import (
	"fmt"

	"atproto-ls/analysis"
)

var unusedSuppression = &analysis.Check{
	Code:     "ATP901",
	Name:     "unused-suppression",
	Severity: analysis.Warning,
	Summary:  "A suppression hides nothing",
	Doc: `
A comment that hides a finding outlives its reason: the finding is mended, the comment stays, and would hide the next
mistake on its line. This check says so, and its fix takes the comment out.

It speaks only of checks that were run over the file: what ` + "`--select`, `--ignore`" + ` or the settings leave out cannot be
known to be unused.`,
	Bad: `
{
  # atproto-ls: ignore[duplicate-attribute] both are needed
  services.bluesky-pds.enable = true;
}`,
	Good: `
{
  services.bluesky-pds.enable = true;
}`,
	Last: true,
	Run: func(p *analysis.Pass) {
		for _, s := range p.Unused() {
			where := "on the line that it speaks of"
			if s.WholeFile {
				where = "in this file"
			}
			p.Report(analysis.Diagnostic{
				Range:   s.Range,
				Message: fmt.Sprintf("there is no `%s` to ignore %s", s.Word, where),
				Fixes: []analysis.Fix{{
					Title: "remove the suppression", Preferred: true, Safe: true,
					Edits: []analysis.Edit{s.Remove(p.File)},
				}},
			})
		}
	},
}
