package checks

import (
	"fmt"
	"slices"

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
			if e.Kind != syntax.UndefinedVariable {
				continue
			}
			d := p.Diagnostic(e)
			for i := range d.Fixes {
				d.Fixes[i].Safe = false // the nearest name is a guess
			}
			if fix, ok := takeArgument(p, p.File.Tree.Source()[e.Start:e.End]); ok {
				d.Fixes = []analysis.Fix{fix}
			}
			p.Report(d)
		}
	},
}

// moduleArguments are what the module system gives to every module (nixpkgs, lib/modules.nix and nixos/lib/eval-config.nix).
var moduleArguments = []string{"config", "lib", "modulesPath", "options", "pkgs"}

// takeArgument adds name to the arguments of a module that could have it.
func takeArgument(p *analysis.Pass, name string) (fix analysis.Fix, ok bool) {
	formals := syntax.AsLambda(p.File.Tree.Expr()).Formals()
	if !formals.Ellipsis() || !slices.Contains(moduleArguments, name) {
		return fix, false
	}
	at := 0
	for t := range formals.Tokens() {
		if t.Kind == syntax.Ellipsis {
			at = t.Start
		}
	}
	return analysis.Fix{
		Title: fmt.Sprintf("take `%s` as an argument", name), Preferred: true, Safe: true,
		Edits: p.Edits(syntax.Edit{Start: at, End: at, NewText: name + ", "}),
	}, true
}
