package checks

import (
	"slices"
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
	"atproto-ls/optiondb/modules"
)

var missingRequired = &analysis.Check{
	Code:     "ATP103",
	Name:     "missing-required",
	Severity: analysis.Error,
	Summary:  "A service is on and an option without default is not set",
	Doc: `
An option without a default must be defined by whoever enables the service: NixOS stops with "used but not defined". All
that are missing are listed together. Where several option sets may be in force, only what all of them ask for is listed.`,
	Bad: `
{
  services.cocoon = {
    enable = true;
    settings.COCOON_HOSTNAME = "cocoon.example.org";
    environmentFiles = [ "/run/secrets/cocoon.env" ];
  };
}`,
	Good: `
{
  services.cocoon = {
    enable = true;
    settings = {
      COCOON_DID = "did:web:cocoon.example.org";
      COCOON_HOSTNAME = "cocoon.example.org";
      COCOON_CONTACT_EMAIL = "admin@example.org";
    };
    environmentFiles = [ "/run/secrets/cocoon.env" ];
  };
}`,
	Run: func(p *analysis.Pass) {
		speaking := p.Configurations()
		for c, severity := range absencesIn(p, p.Snapshot.ConfigurationsOf(p.File)) {
			said := map[string]bool{}
			for _, st := range c.View.Standings {
				if slices.Contains(speaking, c) && st.Certain() && !c.Redeclared(st.Prefix) && c.Merged(st.Prefix.Append("enable")).IsTrue() {
					reportRequired(p, c, st, severity, said)
				}
			}
			evaluated := p.Snapshot.Evaluated(c)
			for _, option := range evaluated.Lacking {
				reportLacking(p, c, option, severity, said)
			}
			for _, f := range evaluated.Faults {
				if f.Kind != modules.Missing || !f.On || !ofUser(c, f.Option) || ofSomeElements(c, f.Option) || p.Snapshot.Unused(c, f.Option) {
					continue
				}
				if spoilt(evaluated, f.Option) || !p.Snapshot.Selects(c, f.Option) { // else it is among those that are lacking, if it is asked for
					reportLacking(p, c, f.Option, severity, said)
				}
			}
		}
	},
}

// spoilt reports whether something else is wrong beside an option, so that nothing of what it lies in has a value.
func spoilt(e *analysis.Evaluated, option optiondb.Path) bool {
	return slices.ContainsFunc(e.Faults, func(f analysis.Fault) bool {
		return f.Kind == modules.Undeclared && f.Option.HasPrefix(option[:len(option)-1])
	})
}

// ofUser reports whether what an option lies in is defined by a module that does not declare it: what a module itself makes of
// its own submodules it reads as it needs.
func ofUser(c *analysis.Configuration, option optiondb.Path) bool {
	return slices.ContainsFunc(c.At(option[:len(option)-1]), func(d *optiondb.Definition) bool {
		return !slices.ContainsFunc(c.Surfaces(), func(s *optiondb.Surface) bool {
			o := s.Option(option)
			return o != nil && slices.ContainsFunc(o.Declarations, func(at optiondb.Position) bool { return at.File == d.File() })
		})
	})
}

// ofSomeElements reports whether an option lies in a group inside of an element of a set or list, such as the `tap` of an
// interface: it may well be read for elements of one sort only.
func ofSomeElements(c *analysis.Configuration, option optiondb.Path) bool {
	return slices.ContainsFunc(c.Surfaces(), func(s *optiondb.Surface) bool {
		g := s.Root
		for i, name := range option {
			if g == nil {
				return false
			}
			if below := g.Children[name]; below != nil {
				g = below
				continue
			}
			if g = g.Below(name); g != nil && len(option) > i+2 {
				return true
			}
		}
		return false
	})
}

// reportLacking reports an option whose value the evaluation misses, where its group or service is on, unless it is said
// already.
func reportLacking(p *analysis.Pass, c *analysis.Configuration, option optiondb.Path, severity analysis.Severity, said map[string]bool) {
	if said[option.String()] || len(c.At(option)) > 0 {
		return
	}
	said[option.String()] = true
	for n := len(option) - 1; n > 0; n-- {
		all := c.At(option[:n].Append("enable"))
		if n > 1 {
			all = append(all, c.At(option[:n])...)
		}
		for _, d := range all {
			at, written := analysis.DefinitionRange(d)
			if !written || d.When != optiondb.Certain {
				continue
			}
			if at.File != p.File.Path {
				return // it is said there
			}
			diagnostic := analysis.Diagnostic{
				Severity: severity, Range: at, Option: named(option).String(), Entries: entry(c),
				Message: "`" + option[:n].String() + "` is on without `" + named(option[n:]).String() + "`" + unseen(c),
				Related: slips(c, option),
			}
			if value, ok := valueFor(c, option); ok && diagnostic.Related == nil {
				if fix, ok := define(p, c, "set what is missing", setting{option.String(), value}); ok {
					fix.Safe = false
					diagnostic.Fixes = append(diagnostic.Fixes, fix)
				}
			}
			p.Report(diagnostic)
			return
		}
	}
	around := p.Snapshot.Evaluated(c).Around(option)
	for _, m := range around.Made {
		if at := bindingRange(p, m.Name); at.File == p.File.Path {
			group := len(around.Group)
			p.Report(analysis.Diagnostic{
				Severity: severity, Range: at, Option: named(option).String(), Entries: entry(c),
				Message: "`" + option[:group].String() + "` is on without `" + named(option[group:]).String() + "`" + unseen(c),
			})
			return
		}
	}
	if len(around.Made) > 0 {
		return // it is said there
	}
	for _, m := range p.Snapshot.Evaluated(c).Readers(option) {
		if m.Value.File == p.File.Path {
			p.Report(analysis.Diagnostic{
				Severity: severity, Range: m.Value, Option: option.String(), Entries: entry(c),
				Message: "`" + option.String() + "` is read here and has no value" + unseen(c),
			})
		}
	}
}

// valueFor is a value to begin with for an option that has none, see [analysis.Placeholder].
func valueFor(c *analysis.Configuration, option optiondb.Path) (string, bool) {
	if o, _ := c.Declared(option); o != nil {
		return analysis.Placeholder(o)
	}
	return `""`, true
}

// bindingRange is the range of the binding that a name stands in, zero where it is in another file.
func bindingRange(p *analysis.Pass, name analysis.Range) analysis.Range {
	if name.File != p.File.Path {
		return analysis.Range{}
	}
	b := bindingOf(p.File.Tree.NodeAt(name.Start))
	return analysis.Range{File: name.File, Start: b.Path().Start(), End: max(b.Value().End(), name.End)}
}

func reportRequired(p *analysis.Pass, c *analysis.Configuration, st *optiondb.Standing, severity analysis.Severity, said map[string]bool) {
	m := c.Merged(st.Prefix.Append("enable"))
	at, here := placeIn(p, m.Last())
	if !here {
		return // on by its default, which nobody wrote, or by another file
	}
	d := analysis.Diagnostic{Severity: severity, Range: at, Option: st.Prefix.String(), Entries: entry(c)}
	var listed []string
	var settings []setting
	for _, o := range st.Required() {
		if len(c.At(o.Path)) > 0 || c.HoledBelow(o.Path) || !c.On(o.Path) || !p.Snapshot.Asks(c, o.Path) {
			continue
		}
		said[o.Path.String()] = true
		listed = append(listed, "`"+o.Path[len(st.Prefix):].String()+"`")
		if near := slips(c, o.Path); near != nil {
			d.Related = append(d.Related, near...) // the fix is the right name
			continue
		}
		if value, ok := analysis.Placeholder(o); ok {
			settings = append(settings, setting{o.Path.String(), value})
		}
	}
	if len(listed) == 0 {
		return
	}
	d.Message = "`" + st.Prefix.String() + "` is on without " + strings.Join(listed, ", ") + unseen(c)
	if fix, ok := define(p, c, "set what is missing", settings...); ok {
		fix.Safe = false
		d.Fixes = append(d.Fixes, fix)
	}
	p.Report(d)
}

// slips are the definitions that most likely mean an option, under a slip of its name.
func slips(c *analysis.Configuration, option optiondb.Path) (near []analysis.Related) {
	name := option[len(option)-1]
	for _, set := range c.At(option[:len(option)-1]) {
		for _, d := range set.Children {
			at, written := analysis.NameRange(d)
			if written && slip(d.Path[len(d.Path)-1], name) != farther && !c.Declares(d.Path) {
				near = append(near, analysis.Related{Range: at, Message: "is this meant to be `" + name + "`?"})
			}
		}
	}
	return near
}
