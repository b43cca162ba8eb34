package checks

import (
	"slices"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
)

var disabledService = &analysis.Check{
	Code:       "ATP110",
	Name:       "disabled-service",
	Severity:   analysis.Hint,
	Everywhere: true,
	Summary:    "Options are set of a service that is off",
	Doc: `
A service does nothing until its ` + "`enable`" + ` is true, whatever else is set. It may be meant: editors show the name faded. Nothing is
said where it is not known whether the service is on, nor of what something else in the workspace reads.`,
	Bad: `
{
  services.bluesky-pds = {
    settings.PDS_HOSTNAME = "pds.example.org";
    environmentFiles = [ "/run/secrets/pds.env" ];
  };
}`,
	Good: `
{
  services.bluesky-pds = {
    enable = true;
    settings.PDS_HOSTNAME = "pds.example.org";
    environmentFiles = [ "/run/secrets/pds.env" ];
  };
}`,
	Run: func(p *analysis.Pass) {
		for c := range absences(p) {
			for _, st := range c.View.Standings {
				if st.Certain() && !c.Redeclared(st.Prefix) && c.Declares(st.Prefix.Append("enable")) {
					reportDisabled(p, c, st.Prefix)
				}
			}
		}
	},
}

func reportDisabled(p *analysis.Pass, c *analysis.Configuration, service optiondb.Path) {
	enable := service.Append("enable")
	m := c.Merged(enable)
	on, known := m.Value.AsBool()
	if m.State != analysis.Settled || !known || on || c.HoledBelow(enable) || c.Closed != analysis.Closed {
		return
	}
	for _, d := range c.At(service) {
		idle := slices.ContainsFunc(d.Children, func(child *optiondb.Definition) bool {
			return child.Path[len(service)] != "enable" && child.When == optiondb.Certain && !p.Snapshot.UsedHere(child.Path)
		})
		at, written := analysis.NameRange(d)
		if !idle || !written || at.File != p.File.Path {
			continue
		}
		finding := analysis.Diagnostic{
			Range: at, Option: service.String(), Entries: entry(c),
			Message: "`" + service.String() + "` is not switched on: what is set here has no effect",
		}
		if last := m.Last(); last != nil {
			finding.Message = "`" + service.String() + "` is off: what is set here has no effect"
			if off, written := analysis.DefinitionRange(last); written {
				finding.Related = []analysis.Related{{Range: off, Message: "it is switched off here"}}
			}
		}
		if fix, ok := define(p, c, "switch it on", setting{enable.String(), "true"}); ok {
			fix.Preferred, fix.Safe = false, false
			finding.Fixes = []analysis.Fix{fix}
		}
		p.Report(finding)
		return // once a file
	}
}
