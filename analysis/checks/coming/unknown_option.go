package coming

import (
	"atproto-ls/analysis"
	"atproto-ls/optiondb"
)

var unknownOption = &analysis.Check{
	Code:     "ATP101",
	Name:     "unknown-option",
	Severity: analysis.Error,
	Summary:  "An option is defined that nothing declares",
	Doc: `
NixOS stops with "The option … does not exist" when a definition matches no declaration, also under ` + "`mkIf false`" + `.

Something is said only below a service whose options are all known, where no free keys are accepted, and only if no option
set that may be in force knows the name. Names of services themselves are never questioned, and neither are your own options.`,
	Bad: `
{
  services.microcosm-constellation = {
    enable = true;
    metrics.enabel = true;
  };
}`,
	Good: `
{
  services.microcosm-constellation = {
    enable = true;
    metrics.enable = false;
  };
}`,
	Run: func(p *analysis.Pass) {
		judged(p, optiondb.Undeclared, func(c *analysis.Configuration, v optiondb.Verdict) {
			at, written := analysis.NameRange(v.At)
			if !written {
				return
			}
			name := v.At.Path[len(v.At.Path)-1]
			near := analysis.Near(name, v.Within.Names(), 3)
			p.Report(analysis.Diagnostic{
				Range: at, Option: v.At.Path.String(), Entries: entries(p),
				Message: "the option `" + v.At.Path.String() + "` does not exist" + didYouMean(near),
				Fixes:   renames(at, near),
			})
		})
	},
}
