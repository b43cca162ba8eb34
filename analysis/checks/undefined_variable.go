package checks

import (
	"fmt"
	"slices"
	"sort"
	"strings"

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
in a part that is never evaluated. Below a ` + "`with`" + ` any name may come from its set, so nothing is said there. ` + "`scopedImport`" + ` gives
a file names of its caller's choice: where some file of the workspace uses it, this is no error.

In a module the usual reason is an argument that is missing from the first line: ` + "`{ config, pkgs, ... }:`" + ` makes ` + "`pkgs`" + `
known, ` + "`{ config, ... }:`" + ` does not.`,
	Bad: `
{ config, ... }:
{
  environment.systemPackages = [ pkgs.bluesky-pdsadmin ];
}`,
	Good: `
{ config, pkgs, ... }:
{
  environment.systemPackages = [ pkgs.bluesky-pdsadmin ];
}`,
	Run: func(p *analysis.Pass) {
		for _, uses := range missingNames(p) {
			first := uses[0]
			d := p.Diagnostic(first.Error)
			if p.Snapshot.Mentions("scopedImport") {
				d.Severity = analysis.Information
			}
			for i := range d.Fixes {
				d.Fixes[i].Safe = false // the nearest name is a guess
			}
			for _, more := range uses[1:] {
				d.Related = append(d.Related, analysis.Related{Range: analysis.Range{File: p.File.Path, Start: more.Start, End: more.End}, Message: "also used here"})
			}
			if fix, ok := takeArgument(p, first.name); ok {
				d.Fixes = []analysis.Fix{fix}
			}
			p.Report(d)
		}
	},
}

// use is one use of a name that nothing defines.
type use struct {
	syntax.Error
	name string // the name
	text string // what the error is about: the name, or for `x or` all of it
}

// missingNames are the uses of each undefined name, one group a name: one name that is missing is one mistake, and one
// finding. In a group they are sorted by their text, then by place: Nix speaks of one of them too, in an order of its own.
func missingNames(p *analysis.Pass) (groups [][]use) {
	index := map[string]int{}
	for _, e := range p.File.Invalid() {
		if e.Kind != syntax.UndefinedVariable {
			continue
		}
		u := use{Error: e, text: p.File.Tree.Source()[e.Start:e.End]}
		if u.name = u.text; strings.HasSuffix(u.text, " or") {
			u.name = "or"
		}
		i, seen := index[u.name]
		if !seen {
			i = len(groups)
			index[u.name] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], u)
	}
	for _, g := range groups {
		sort.SliceStable(g, func(i, j int) bool { return g[i].text < g[j].text })
	}
	return groups
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
