package checks

import "atproto-ls/analysis"

var moduleWarning = &analysis.Check{
	Code:     "ATP109",
	Name:     "module-warning",
	Severity: analysis.Warning,
	Summary:  "A module warns of how it is used",
	Doc: `
Modules put into ` + "`warnings`" + ` what NixOS prints at each rebuild. The message is the module's own; it stands at a definition that
its condition read. Conditions that depend on what is not known say nothing.`,
	Bad: `
{ config, lib, ... }:
{
  options.services.pds.debug = lib.mkOption { description = "An example."; type = lib.types.bool; default = false; };
  config.services.pds.debug = true;
  config.warnings = lib.optional config.services.pds.debug "services.pds.debug logs passwords";
}`,
	Good: `
{ config, lib, ... }:
{
  options.services.pds.debug = lib.mkOption { description = "An example."; type = lib.types.bool; default = false; };
  config.warnings = lib.optional config.services.pds.debug "services.pds.debug logs passwords";
}`,
	Run: func(p *analysis.Pass) {
		for c, severity := range absencesIn(p, p.Snapshot.ConfigurationsOf(p.File)) {
			for _, n := range p.Snapshot.Evaluated(c).Warnings {
				reportNotice(p, c, severity, n, "a module warns of how it is used")
			}
		}
	},
}
