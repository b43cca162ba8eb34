package checks

import (
	"atproto-ls/analysis"
	"atproto-ls/syntax"
)

var duplicateAttribute = &analysis.Check{
	Code:     "ATP002",
	Name:     "duplicate-attribute",
	Severity: analysis.Error,
	Summary:  "An attribute is defined twice in one set, or a function takes one argument twice",
	Doc: `
Within one set that is written out, each attribute path may be defined once; Nix refuses the whole file otherwise. Sets
that are written in parts are merged, as Nix does since 2.26: ` + "`a.b = 1; a = { c = 2; };`" + ` is one set with two attributes.

Definitions of one option in *different* files or modules are something else: the module system merges them.`,
	Bad: `
{
  services.bluesky-pds.settings.PDS_PORT = 3000;
  services.bluesky-pds.settings.PDS_PORT = 3001;
}`,
	Good: `
{
  services.bluesky-pds.settings.PDS_PORT = 3000;
}`,
	Run: func(p *analysis.Pass) {
		for _, e := range p.File.Invalid() {
			if e.Kind == syntax.DuplicateAttribute {
				p.ReportError(e)
			}
		}
	},
}
