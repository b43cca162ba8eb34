package checks

import (
	"slices"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
)

var noEffect = &analysis.Check{
	Code:     "ATP111",
	Name:     "no-effect",
	Severity: analysis.Warning,
	Summary:  "An option is set that no module reads",
	Doc: `
The modules declare the option and do nothing with it, so that setting it changes nothing. It is said only of modules that
` + "`--modules`" + ` or the settings name; never of the sets that ship, which do less than the modules that they stand for. A value that is handed on counts as read, and so does everything below it.`,
	Modules: `
{ config, lib, ... }:
{
  options.services.relay = {
    enable = lib.mkEnableOption "the relay";
    port = lib.mkOption { type = lib.types.port; default = 3000; };
  };
  config.systemd.services.relay.enable = config.services.relay.enable;
}`,
	Bad: `
{
  services.relay = {
    enable = true;
    port = 3001;
  };
}`,
	Good: `
{
  services.relay.enable = true;
}`,
	Run: func(p *analysis.Pass) {
		for c, severity := range absences(p) {
			for _, surface := range c.Found() {
				for _, o := range surface.Options() {
					if settable(o) && len(c.At(o.Path)) > 0 && p.Snapshot.Unused(c, o.Path) {
						reportNoEffect(p, c, o, severity)
					}
				}
			}
		}
	},
}

// settable reports whether an option is one of a fixed path, there to be set and then read by its module.
func settable(o *optiondb.Option) bool {
	return o.Path[0] != "flake" && o.Path[0] != "perSystem" && !slices.Contains(o.Path, optiondb.AnyName) && !slices.Contains(o.Path, optiondb.AnyElement) && len(o.Path) > 1 &&
		!o.ReadOnly && !o.Internal && o.Renamed == nil && o.Removed == "" && o.Type.Sub == nil
}

func reportNoEffect(p *analysis.Pass, c *analysis.Configuration, o *optiondb.Option, severity analysis.Severity) {
	for _, d := range c.At(o.Path) {
		at, written := analysis.NameRange(d)
		if !written || at.File != p.File.Path || d.When == optiondb.Never {
			continue
		}
		finding := analysis.Diagnostic{
			Severity: severity, Range: at, Option: o.Path.String(), Entries: entry(c),
			Message: "`" + o.Path.String() + "` has no effect: no module reads it" + unseen(c),
		}
		if b := bindingOf(d.Name()); b.Path().End() == d.Name().End() {
			finding.Fixes = []analysis.Fix{{Title: "remove it", Preferred: true, Edits: removeBinding(p, b)}}
		}
		p.Report(finding)
	}
}
