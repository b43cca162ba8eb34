package checks

import (
	"slices"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

var assertionWithoutMessage = &analysis.Check{
	Code:     "ATP310",
	Name:     "assertion-without-message",
	Severity: analysis.Warning,
	Summary:  "An assertion has no message",
	Doc: `
When it fails, NixOS reads its ` + "`message`" + `, finds none, and says so in place of what the user did wrong. ` + "`description`" + ` is the usual slip.`,
	Bad: `
{ config, lib, ... }:
{
  options.services.relay.enable = lib.mkEnableOption "the relay";
  config.assertions = [
    {
      assertion = !config.services.relay.enable;
      description = "The relay is gone.";
    }
  ];
}`,
	Good: `
{ config, lib, ... }:
{
  options.services.relay.enable = lib.mkEnableOption "the relay";
  config.assertions = [
    {
      assertion = !config.services.relay.enable;
      message = "The relay is gone.";
    }
  ];
}`,
	Run: func(p *analysis.Pass) {
		if !p.File.Mentions("assertion") {
			return
		}
		for n := range p.File.Tree.Root().Descendants() {
			set := syntax.AsAttrSet(n)
			names, all := attributes(set)
			if !set.Exists() || !all || !names["assertion"].Exists() || names["message"].Exists() || !inAssertions(p, n) {
				continue
			}
			at := syntax.AsBinding(names["assertion"]).Path().Node
			for attr := range syntax.AsInherit(names["assertion"]).Attrs() {
				if attr.Text() == "assertion" {
					at = attr
				}
			}
			d := analysis.Diagnostic{
				Range:   p.File.Range(at),
				Message: "this assertion has no `message`: when it fails, nobody learns why",
			}
			if slip := syntax.AsBinding(names["description"]).Path().Node; slip.Exists() {
				d.Fixes = []analysis.Fix{{
					Title: "name it `message`", Preferred: true, Safe: true,
					Edits: p.Edits(syntax.Edit{Start: slip.Start(), End: slip.End(), NewText: "message"}),
				}}
			}
			p.Report(d)
		}
	},
}

// inAssertions reports whether a set is an element of the value of `assertions`, as it is written, or as it is evaluated.
func inAssertions(p *analysis.Pass, n syntax.Node) bool {
	one := optiondb.Path{"assertions", optiondb.AnyElement}
	return slices.ContainsFunc(p.Snapshot.WholePlacesOf(p.File, n), func(at analysis.Place) bool { return slices.Equal(at.Path, one) }) ||
		slices.ContainsFunc(p.Snapshot.Defined(p.File, n), func(d *optiondb.Definition) bool {
			return slices.Equal(d.Path, one) && d.Value.IsSet() && !d.Open && !d.Value.Set().Get("message").Exists()
		})
}
