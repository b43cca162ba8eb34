package checks

import (
	"regexp"
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
	"atproto-ls/optiondb/modules"
	"atproto-ls/syntax"
)

var conflictingDefinitions = &analysis.Check{
	Code:     "ATP105",
	Name:     "conflicting-definitions",
	Severity: analysis.Error,
	Summary:  "An option has different values of the same priority",
	Doc: `
Two modules set an option to different values, and neither gives way. NixOS refuses to choose. ` + "`lib.mkForce`" + ` makes a value
win, ` + "`lib.mkDefault`" + ` makes it give way.`,
	Bad: `
{ lib, ... }:
{
  options.services.pds.port = lib.mkOption { description = "An example."; type = lib.types.port; };
  config = lib.mkMerge [
    { services.pds.port = 3000; }
    { services.pds.port = 3001; }
  ];
}`,
	Good: `
{ lib, ... }:
{
  options.services.pds.port = lib.mkOption { description = "An example."; type = lib.types.port; };
  config = lib.mkMerge [
    { services.pds.port = lib.mkDefault 3000; }
    { services.pds.port = 3001; }
  ];
}`,
	Run: func(p *analysis.Pass) {
		for f, at := range faults(p, modules.Conflicting) {
			reportRival(p, f.of, f.Option, at.Place(), at.Priority == modules.PriorityNormal, others(p, f, at))
		}
		for _, c := range p.Configurations() {
			said := map[rival]bool{}
			if !c.Whole || c.Closed == analysis.Open {
				continue
			}
			for _, clash := range c.Clashes() {
				reportClash(p, c, clash, said)
			}
		}
	},
}

// rival is a place that gives an option a value: a function may give many options theirs.
type rival struct {
	at     analysis.Range
	option string
}

// reportClash reports the definitions of a clash that stand in the pass's file, each range once.
func reportClash(p *analysis.Pass, c *analysis.Configuration, clash analysis.Clash, said map[rival]bool) {
	for _, d := range clash.Definitions {
		at, written := analysis.ValueRange(d)
		one := rival{at, clash.Path.String()}
		if !written || at.File != p.File.Path || said[one] {
			continue
		}
		said[one] = true
		var related []analysis.Related
		for _, other := range clash.Definitions {
			if r, ok := analysis.ValueRange(other); ok && r != at && p.Snapshot.File(r.File) != nil {
				related = append(related, analysis.Related{Range: r, Message: "set here, too"})
			}
		}
		reportRival(p, c, clash.Path, at, d.Priority == optiondb.PriorityNormal && !d.Around, related)
	}
}

// reportRival reports one of several values that do not go together; a plain one can be made to win or to give way.
func reportRival(p *analysis.Pass, c *analysis.Configuration, option optiondb.Path, at analysis.Range, plain bool, related []analysis.Related) {
	value := p.File.Tree.Source()[at.Start:at.End]
	plain = plain && !over(p.File, at).Is(syntax.LambdaNode)
	d := analysis.Diagnostic{
		Range: at, Option: option.String(), Entries: entry(c), Related: related,
		Message: "`" + option.String() + "` is set to different values of the same priority",
	}
	for _, way := range []struct{ title, function string }{
		{"let this value win with `lib.mkForce`", "lib.mkForce"}, {"let this value give way with `lib.mkDefault`", "lib.mkDefault"},
	} {
		if plain && !innermost.MatchString(before(p.File, at)) && !property.MatchString(value) && inScope(p.File, at.Start, "lib") {
			text := way.function + " " + argument(value)
			if isElement(p.File, at) {
				text = "(" + text + ")"
			}
			d.Fixes = append(d.Fixes, analysis.Fix{Title: way.title, Edits: []analysis.Edit{{Range: at, NewText: text}}})
		}
	}
	p.Report(d)
}

// innermost are properties inside of which NixOS looks for no priority, and property are those that it does not look for inside
// of one: a value that makes one in some way of its own is left alone.
var (
	innermost = regexp.MustCompile(`\bmk(Override|Order|Before|After)\b`)
	property  = regexp.MustCompile(`\bmk(If|Merge|Override|Order|Before|After|Force|Default)\b`)
)

// before is what stands before a value in its binding: the path, and the properties around the value. Of a variable, around which
// they stand elsewhere, it is all of the file.
func before(f *analysis.File, value analysis.Range) string {
	b := f.Tree.NodeAt(value.Start).Enclosing(syntax.BindingNode)
	switch {
	case b.Parent().Is(syntax.LetNode):
		return f.Tree.Source()
	case b.Exists():
		return f.Tree.Source()[b.Start():value.Start]
	}
	return ""
}

// isElement reports whether what stands at a range is one of several: an element of a list, or an argument.
func isElement(f *analysis.File, at analysis.Range) bool {
	n := over(f, at)
	for n.Parent().Start() == n.Start() && n.Parent().End() == n.End() {
		n = n.Parent()
	}
	return n.Parent().Is(syntax.ListNode) || n.Parent().Is(syntax.ApplyNode)
}

// over is the smallest node that begins at a range and holds all of it.
func over(f *analysis.File, at analysis.Range) syntax.Node {
	n := f.Tree.NodeAt(at.Start)
	for n.Exists() && n.End() < at.End {
		n = n.Parent()
	}
	return n
}

// argument is the text of an expression as a function takes it.
func argument(text string) string {
	if strings.ContainsAny(text, " \t\n") && !strings.ContainsAny(text[:1], "\"[{(") || strings.HasPrefix(text, "-") {
		return "(" + text + ")"
	}
	return text
}
