package checks

import (
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
)

var removedOption = &analysis.Check{
	Code:     "ATP107",
	Name:     "removed-option",
	Severity: analysis.Error,
	Summary:  "An option is defined that its module has removed",
	Doc: `
A module that drops an option says so (` + "`mkRemovedOptionModule`" + `), and NixOS refuses to build as long as somebody sets it, also to
` + "`false`" + `. The message is the module's own.`,
	Bad: `
{ lib, ... }:
{
  imports = [ (lib.mkRemovedOptionModule [ "services" "relay" "cache" ] "The relay needs no cache any more.") ];
  services.relay.cache = false;
}`,
	Good: `
{ lib, ... }:
{
  imports = [ (lib.mkRemovedOptionModule [ "services" "relay" "cache" ] "The relay needs no cache any more.") ];
}`,
	Over: []string{"ATP108"},
	Run: func(p *analysis.Pass) {
		judged(p, optiondb.Gone, func(c *analysis.Configuration, v optiondb.Verdict) {
			if at, written := analysis.NameRange(v.At); written && len(v.At.Path) == len(v.Option.Path) {
				reportRemoved(p, v.Option, at)
			}
		})
		for _, c := range p.Snapshot.ConfigurationsOf(p.File) {
			for _, n := range p.Snapshot.Evaluated(c).Failed { // the assertion that such an option brings along
				for _, r := range n.Reads {
					for _, m := range r.Made {
						if o := removedBy(c, r.Option); o != nil && m.Name.File == p.File.Path {
							reportRemoved(p, o, m.Name)
						}
					}
				}
			}
		}
	},
}

// removedBy is the option at path, where a module of c, or one of which the view decides nothing, has removed it; else nil.
func removedBy(c *analysis.Configuration, path optiondb.Path) *optiondb.Option {
	if c.View.For(path).Certain() {
		return nil
	}
	for _, surface := range c.Surfaces() {
		if o := surface.Option(path); o != nil && o.Removed != "" {
			return o
		}
	}
	return nil
}

func reportRemoved(p *analysis.Pass, o *optiondb.Option, at analysis.Range) {
	finding := analysis.Diagnostic{
		Range: at, Option: o.Path.String(), Entries: entries(p),
		Message: "`" + o.Path.String() + "` was removed",
	}
	// nixpkgs' words end in a sentence about the removal, and then come the module's.
	if _, why, ok := strings.Cut(o.Removed, "been removed. "); ok && strings.TrimSpace(why) != "" {
		finding.Message += ": " + strings.TrimSuffix(strings.Join(strings.Fields(why), " "), ".")
	}
	if b := bindingOf(p.File.Tree.NodeAt(at.Start)); b.Path().End() == at.End {
		finding.Fixes = []analysis.Fix{{Title: "remove it", Preferred: true, Edits: removeBinding(p, b)}}
	}
	p.Report(finding)
}
