package checks

import (
	"fmt"
	"slices"
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/syntax"
)

var swallowedBinding = &analysis.Check{
	Code:     "ATP004",
	Name:     "swallowed-binding",
	Severity: analysis.Error,
	Over:     []string{"ATP101"},
	Summary:  "A path that ends in a dot takes the next line's option as its rest",
	Doc: `
Nix lets an attribute path go on in the next line. A path that was left unfinished therefore swallows the binding below
it: ` + "`services.foo.`" + ` above ` + "`services.bar.enable = true;`" + ` is valid, and defines ` + "`services.foo.services.bar.enable`" + `. The option
that was meant stays unset.

The check speaks where the dot ends its line, the rest begins a line that is not indented deeper, and the rest is a path
of its own from the top of a NixOS configuration. A long path that is broken on purpose, with the rest indented or with
the dot at the beginning of the line, is left alone.`,
	Bad: `
{
  services.bluesky-pds.
  services.openssh.enable = true;
}`,
	Good: `
{
  services.openssh.enable = true;
}`,
	Run: func(p *analysis.Pass) {
		for n := range p.File.Tree.Root().Descendants() {
			if !n.Is(syntax.BindingNode) {
				continue
			}
			path := syntax.AsBinding(n).Path()
			if path.Child(1).Exists() && strings.ContainsAny(path.Text(), "\n\r") && definesOptions(n) {
				reportSwallowed(p, path)
			}
		}
	},
}

// topLevel are the option groups at the top of a NixOS configuration (nixpkgs, nixos/modules), less those whose names
// are everyday words (`image`, `lib`, `location`, `meta`, `time`).
var topLevel = strings.Fields(`
	age atproto boot console containers documentation environment fileSystems fonts hardware home-manager i18n networking
	nix nixpkgs powerManagement programs security services sops specialisation swapDevices system systemd users
	virtualisation xdg zramSwap`)

// definesOptions reports whether the binding's path begins at the top of a configuration, so far as one can see: what
// is around it is no binding, one of a `let`, or one whose value is modules.
func definesOptions(binding syntax.Node) bool {
	for n := binding.Parent(); n.Exists(); n = n.Parent() {
		outer := syntax.AsBinding(n)
		if !outer.Exists() {
			continue
		}
		if n.Parent().Is(syntax.LetNode) {
			return true
		}
		var last syntax.Node
		for segment := range outer.Path().Segments() {
			last = segment
		}
		name, _ := syntax.AttrName(last)
		return name == "config" || name == "imports" || name == "modules"
	}
	return true
}

func reportSwallowed(p *analysis.Pass, path syntax.AttrPath) {
	segments := slices.Collect(path.Segments())
	for i := 1; i < len(segments); i++ {
		rest := segments[i]
		name, known := syntax.AttrName(rest)
		if !known || !slices.Contains(topLevel, name) {
			continue // the rest is no option path
		}
		dot, broken := dotBefore(p.File.Tree, segments[i-1], rest)
		if !broken || column(p.File.Tree, rest) > column(p.File.Tree, path.Node) {
			continue // on one line, or broken on purpose
		}
		source := p.File.Tree.Source()
		unfinished := source[path.Start():dot]
		p.Report(analysis.Diagnostic{
			Range:   analysis.Range{File: p.File.Path, Start: path.Start(), End: dot},
			Message: fmt.Sprintf("`%s` takes the next line for its rest: this defines `%s`", unfinished, joined(segments)),
			Related: []analysis.Related{{Range: p.File.Range(rest), Message: "this is read as the rest of the path"}},
			Fixes: []analysis.Fix{{
				Title: fmt.Sprintf("remove `%s`", unfinished), Preferred: true,
				Edits: p.Edits(syntax.Edit{Start: path.Start(), End: rest.Start()}),
			}},
		})
		return
	}
}

// dotBefore is the end of the dot between two segments, and whether the line ends between the dot and the second one,
// which begins its line.
func dotBefore(tree *syntax.File, first, second syntax.Node) (end int, broken bool) {
	between := tree.Source()[first.End():second.Start()]
	dot := strings.IndexByte(between, '.')
	if dot < 0 || strings.ContainsAny(between[:dot], "\n\r#/") {
		return 0, false
	}
	lines := tree.Lines()
	start := lines.Start(lines.Line(second.Start()))
	return first.End() + dot + 1, start > first.End() && strings.TrimSpace(tree.Source()[start:second.Start()]) == ""
}

func column(tree *syntax.File, n syntax.Node) int {
	return n.Start() - tree.Lines().Start(tree.Lines().Line(n.Start()))
}

// joined is a path as written, line breaks left out.
func joined(segments []syntax.Node) string {
	texts := make([]string, len(segments))
	for i, s := range segments {
		texts[i] = s.Text()
	}
	return strings.Join(texts, ".")
}
