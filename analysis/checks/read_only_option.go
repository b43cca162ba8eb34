package checks

import (
	"atproto-ls/analysis"
	"atproto-ls/optiondb/modules"
)

var readOnlyOption = &analysis.Check{
	Code:     "ATP104",
	Name:     "read-only-option",
	Severity: analysis.Error,
	Summary:  "An option is set that only its own module may set",
	Doc: `
An option with ` + "`readOnly = true`" + ` tells others what its module computed. NixOS refuses a second definition, whatever its
priority.`,
	Bad: `
{ lib, ... }:
{
  options.services.pds.url = lib.mkOption {
    description = "An example.";
    type = lib.types.str;
    readOnly = true;
    default = "http://localhost:3000";
  };
  config.services.pds.url = "http://localhost:3001";
}`,
	Good: `
{ lib, ... }:
{
  options.services.pds.url = lib.mkOption {
    description = "An example.";
    type = lib.types.str;
    readOnly = true;
    default = "http://localhost:3000";
  };
}`,
	Run: func(p *analysis.Pass) {
		for f, at := range faults(p, modules.ReadOnly) {
			d := analysis.Diagnostic{
				Range: at.Value, Option: f.Option.String(), Entries: entry(f.of), Related: others(p, f, at),
				Message: "`" + f.Option.String() + "` is read-only: only the module that declares it may set it",
			}
			if o, _ := f.of.Declared(f.Option); o != nil {
				for _, by := range o.Declarations {
					d.Related = append(d.Related, related(p, analysis.Range{File: by.File, Start: by.Start, End: by.End}, "it is declared here")...)
				}
			}
			p.Report(d)
		}
	},
}
