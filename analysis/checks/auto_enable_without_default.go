package checks

import (
	"atproto-ls/analysis"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

var autoEnableWithoutDefault = &analysis.Check{
	Code:     "ATP307",
	Name:     "auto-enable-without-default",
	Severity: analysis.Warning,
	Summary:  "A module for others turns another service on so that nobody can turn it off",
	Doc: `
A plain ` + "`services.postgresql.enable = true`" + ` in a module conflicts with the ` + "`false`" + ` of a user who runs the database elsewhere, and the
evaluation fails. With ` + "`mkDefault`" + ` the user wins. A hint, and a warning in modules that
a flake gives to others; never said beside the configurations of one's own machines.`,
	Bad: `
{ lib, ... }:
{
  options.services.relay.enable = lib.mkEnableOption "the relay";
  config.services.postgresql.enable = true;
}`,
	Good: `
{ lib, ... }:
{
  options.services.relay.enable = lib.mkEnableOption "the relay";
  config.services.postgresql.enable = lib.mkDefault true;
}`,
	Run: func(p *analysis.Pass) {
		if p.Snapshot.HasMachines() || !p.File.Mentions("enable") {
			return
		}
		severity := analysis.Hint
		if p.Snapshot.Publishes() {
			severity = p.Severity()
		}
		for _, f := range append(p.Snapshot.MadeOf(p.File), p.File) {
			facts := p.Snapshot.Facts(f)
			if facts.Options == nil {
				continue
			}
			for _, root := range facts.Roots {
				reportEnables(p, facts.Options, root, severity)
			}
		}
	},
}

func reportEnables(p *analysis.Pass, own *optiondb.Surface, d *optiondb.Definition, severity analysis.Severity) {
	for _, child := range d.Children {
		reportEnables(p, own, child, severity)
	}
	n := len(d.Path)
	if n < 3 || d.Path[n-1] != "enable" || d.Path[0] != "services" || own.At(d.Path[:n-1]) != nil || own.At(d.Path[:2]) != nil {
		return
	}
	at, written := analysis.ValueRange(d)
	value := analysis.WrittenValue(d.ValueNode())
	if d.Priority != optiondb.PriorityNormal || !d.Value.IsTrue() || !written || at.File != p.File.Path {
		return
	}
	finding := analysis.Diagnostic{
		Severity: severity, Range: at, Option: d.Path.String(),
		Message: "a user who sets `" + d.Path.String() + "` to `false` gets a conflict: use `mkDefault`",
	}
	if !value.Is(syntax.IdentNode) || innermost.MatchString(before(p.File, at)) {
		p.Report(finding)
		return
	}
	prefix := "lib."
	if p.File.Mentions("with lib;") {
		prefix = ""
	}
	finding.Fixes = []analysis.Fix{{
		Title: "let users turn it off with `mkDefault`", Preferred: true,
		Edits: p.Edits(syntax.Edit{Start: value.Start(), End: value.Start(), NewText: prefix + "mkDefault "}),
	}}
	p.Report(finding)
}
