package checks

import (
	"atproto-ls/analysis"
	"atproto-ls/syntax"
)

var undefinedVariable = &analysis.Check{
	Code:     "ATP003",
	Name:     "undefined-variable",
	Severity: analysis.Error,
	Summary:  "A name is used that nothing in scope defines",
	Doc: `
Names come from function arguments, ` + "`let`, `rec { … }`" + `, and Nix's own globals; Nix refuses a file with any other, even
in a part that is never evaluated. Below a ` + "`with`" + ` any name may come from its set, so nothing is said there.

In a module the usual reason is an argument that is missing from the first line: ` + "`{ config, pkgs, ... }:`" + ` makes ` + "`pkgs`" + `
known, ` + "`{ config, ... }:`" + ` does not.`,
	Bad: `
{ config, ... }:
{
  services.bluesky-pds.package = pkgs.bluesky-pds;
}`,
	Good: `
{ config, pkgs, ... }:
{
  services.bluesky-pds.package = pkgs.bluesky-pds;
}`,
	Run: func(p *analysis.Pass) {
		for _, e := range p.File.Invalid() {
			if e.Kind == syntax.UndefinedVariable {
				p.ReportError(e)
			}
		}
	},
}
