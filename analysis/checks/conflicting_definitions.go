package checks

import (
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/optiondb/modules"
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
			value := p.File.Tree.Source()[at.Value.Start:at.Value.End]
			d := analysis.Diagnostic{
				Range: at.Value, Option: f.Option.String(), Entries: entries(p), Related: others(p, f, at),
				Message: "`" + f.Option.String() + "` is set to different values of the same priority",
			}
			for _, way := range []struct{ title, function string }{
				{"let this value win with `lib.mkForce`", "lib.mkForce"}, {"let this value give way with `lib.mkDefault`", "lib.mkDefault"},
			} {
				if at.Priority == modules.PriorityNormal && inScope(p.File, at.Value.Start, "lib") {
					text := way.function + " " + argument(value)
					d.Fixes = append(d.Fixes, analysis.Fix{Title: way.title, Edits: []analysis.Edit{{Range: at.Value, NewText: text}}})
				}
			}
			p.Report(d)
		}
	},
}

// argument is the text of an expression as a function takes it.
func argument(text string) string {
	if strings.ContainsAny(text, " \t\n") && !strings.ContainsAny(text[:1], "\"[{(") || strings.HasPrefix(text, "-") {
		return "(" + text + ")"
	}
	return text
}
