package checks

import (
	"strings"

	"atproto-ls/analysis"
)

var failedAssertion = &analysis.Check{
	Code:     "ATP108",
	Name:     "failed-assertion",
	Severity: analysis.Error,
	Summary:  "An assertion of a module does not hold",
	Doc: `
Modules say in ` + "`assertions`" + ` what must hold, and NixOS refuses to build where it does not. The message is the module's own; it
stands at a definition that the condition read, at an assertion of your own where it read none. Conditions that depend on what is
not known say nothing.`,
	Bad: `
{ config, lib, ... }:
{
  options.services.pds.port = lib.mkOption { description = "An example."; type = lib.types.port; };
  config.services.pds.port = 80;
  config.assertions = [
    {
      assertion = config.services.pds.port > 1024;
      message = "services.pds.port must not need root";
    }
  ];
}`,
	Good: `
{ config, lib, ... }:
{
  options.services.pds.port = lib.mkOption { description = "An example."; type = lib.types.port; };
  config.services.pds.port = 3000;
  config.assertions = [
    {
      assertion = config.services.pds.port > 1024;
      message = "services.pds.port must not need root";
    }
  ];
}`,
	Run: func(p *analysis.Pass) {
		for c, severity := range absencesIn(p, p.Snapshot.ConfigurationsOf(p.File)) {
			for _, n := range p.Snapshot.Evaluated(c).Failed {
				reportNotice(p, c, severity, n, "an assertion of a module does not hold")
			}
		}
		for c, severity := range absences(p) {
			for _, i := range c.Implications() {
				if at, here := trigger(p, i); here && i.Clause.Fails != "" {
					p.Report(analysis.Diagnostic{Severity: severity, Range: at, Option: i.Option.String(), Entries: entry(c), Message: i.Clause.Fails + unseen(c)})
				}
			}
		}
	},
}

// reportNotice reports what a module says where the pass's file has the first of the definitions that its condition read.
func reportNotice(p *analysis.Pass, c *analysis.Configuration, severity analysis.Severity, n analysis.Notice, otherwise string) {
	at, option, ends := noticePlace(c, n)
	if f := p.Snapshot.File(n.At.File); at.File == "" && f != nil && !c.Likely {
		at, option = writtenPlace(p.Snapshot, f, c, n.At)
	}
	if at.File != p.File.Path {
		return // another file's, or nobody wrote what it read
	}
	if n.At != at {
		ends = append(ends, related(p, n.At, "the module says it here")...)
	}
	message := strings.Join(strings.Fields(n.Message), " ")
	if message == "" {
		message = otherwise
	}
	p.Report(analysis.Diagnostic{
		Severity: severity, Range: at, Option: option, Entries: entry(c), Message: message + unseen(c), Related: ends,
	})
}

// writtenPlace is where something stands that the text of a notice in f reads: an option that no module at hand declares. It is
// the notice itself where that is not found.
func writtenPlace(s *analysis.Snapshot, f *analysis.File, c *analysis.Configuration, notice analysis.Range) (at analysis.Range, option string) {
	for inner := range over(f, notice).Descendants() {
		for _, r := range s.ReadsOf(f, inner) {
			for _, d := range c.At(r.Path) {
				if place, written := analysis.ValueRange(d); written && len(r.Path) > 2 && inFiles(c, place.File) {
					return place, r.Path.String()
				}
			}
		}
	}
	return notice, ""
}

// noticePlace is where a notice stands: at the value of an option that its condition read, a switch only where there is
// nothing else; else where the service of such an option is switched on; else likewise of what decided to ask; else where
// something beside such an option is set.
func noticePlace(c *analysis.Configuration, n analysis.Notice) (at analysis.Range, option string, related []analysis.Related) {
	for _, reads := range [][]analysis.Read{n.Reads, n.Around} {
		if at, option, related = valuePlace(c, reads); at.File != "" {
			return at, option, related
		}
		if at, option = groupPlace(c, reads, "enable"); at.File != "" {
			return at, option, nil
		}
	}
	at, option = groupPlace(c, n.Reads)
	return at, option, nil
}

// valuePlace is the first value of the options that a condition read, and the others; of switches the innermost, which those
// around it decide about.
func valuePlace(c *analysis.Configuration, reads []analysis.Read) (at analysis.Range, option string, related []analysis.Related) {
	var switches []analysis.Related
	depth := 0
	for _, r := range reads {
		for _, m := range r.Made {
			place := analysis.Related{Range: m.Value, Message: "`" + r.Option.String() + "` is set here"}
			if place.File == "" || !inFiles(c, place.File) {
				continue
			}
			if r.Option[len(r.Option)-1] == "enable" {
				if switches = append(switches, place); len(r.Option) > depth {
					depth = len(r.Option)
					switches[0], switches[len(switches)-1] = place, switches[0]
				}
				continue
			}
			if related = append(related, place); option == "" {
				option = r.Option.String()
			}
		}
	}
	if related = append(related, switches...); len(related) > 0 {
		return related[0].Range, option, related[1:]
	}
	return analysis.Range{}, "", nil
}

// groupPlace is the definition of the nearest group around one of the options that a condition read, or of what is named below.
func groupPlace(c *analysis.Configuration, reads []analysis.Read, below ...string) (at analysis.Range, option string) {
	for _, r := range reads {
		for i := len(r.Option) - 1; i > 1; i-- {
			for _, d := range c.At(r.Option[:i].Append(below...)) {
				if place, written := analysis.DefinitionRange(d); written {
					return place, r.Option.String()
				}
			}
		}
	}
	return analysis.Range{}, ""
}

func inFiles(c *analysis.Configuration, path string) bool {
	for _, f := range c.Files {
		if f.Path == path {
			return true
		}
	}
	return false
}
