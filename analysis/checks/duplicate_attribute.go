package checks

import (
	"fmt"
	"strings"

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
  networking.hostName = "pds";
  networking.hostName = "relay";
}`,
	Good: `
{
  networking.hostName = "pds";
}`,
	Run: func(p *analysis.Pass) {
		for _, e := range p.File.Invalid() {
			if e.Kind != syntax.DuplicateAttribute {
				continue
			}
			e.Fix = removeSecond(p.File.Tree, e)
			if e.Related.Start < e.Start {
				p.ReportError(e)
				continue
			}
			first := p.Diagnostic(e)
			p.ReportError(atSecond(p.File.Tree, e))
			first.Severity, first.Fixes = analysis.Hint, nil
			p.Report(first)
		}
	},
}

// atSecond turns a finding about the first of two definitions, where Nix's message begins, into one about the second,
// which people have just written. The first keeps a hint: either of them may be the one to go.
func atSecond(tree *syntax.File, e syntax.Error) syntax.Error {
	path := tree.Source()[e.Related.Start:e.Related.End]
	line := tree.Lines().Line(e.Start) + 1
	return syntax.Error{
		Kind: e.Kind, Start: e.Related.Start, End: e.Related.End, Fix: e.Fix,
		Message: fmt.Sprintf("`%s` is already defined on line %d", path, line),
		Related: syntax.Related{Start: e.Start, End: e.End, Message: "it is first defined here"},
	}
}

// removeSecond takes out the second of two definitions that say the same; nil where they differ: nobody but the author
// knows which is meant.
func removeSecond(tree *syntax.File, e syntax.Error) *syntax.Fix {
	first := definitionAt(tree, min(e.Start, e.Related.Start))
	second := definitionAt(tree, max(e.Start, e.Related.Start))
	if e.Related.Message == "" || first == second || first.Kind() != second.Kind() {
		return nil
	}
	edit := syntax.Edit{Start: second.Start(), End: second.End()}
	switch second.Kind() {
	case syntax.BindingNode:
		if syntax.AsBinding(first).Value().Text() != syntax.AsBinding(second).Value().Text() {
			return nil
		}
		edit.Start = len(strings.TrimRight(tree.Source()[:edit.Start], " \t\r\n"))
	case syntax.FormalNode:
		if first.Text() != second.Text() {
			return nil
		}
		edit.Start = strings.LastIndexByte(tree.Source()[:edit.Start], ',')
	default:
		return nil // names of an inherit
	}
	return &syntax.Fix{Title: "remove the second one, which says the same", Edits: []syntax.Edit{edit}}
}

// definitionAt is the binding, the formal or the inherit whose name begins at off.
func definitionAt(tree *syntax.File, off int) syntax.Node {
	n := tree.NodeAt(off)
	for n.Exists() && !n.Is(syntax.BindingNode) && !n.Is(syntax.FormalNode) && !n.Is(syntax.InheritNode) {
		n = n.Parent()
	}
	return n
}
