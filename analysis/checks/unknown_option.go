package checks

import (
	"cmp"
	"slices"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
	"atproto-ls/optiondb/modules"
	"atproto-ls/syntax"
)

var unknownOption = &analysis.Check{
	Code:     "ATP101",
	Name:     "unknown-option",
	Severity: analysis.Error,
	Summary:  "An option is defined that nothing declares",
	Doc: `
NixOS stops with "The option … does not exist" when a definition matches no declaration, also under ` + "`mkIf false`" + `.

Something is said only below a service whose options are all known, where no free keys are accepted, and only if no option
set that may be in force knows the name. Names of services themselves are never questioned. Of your own options it is said what
nothing declares where every import of the configuration was read.
Of a service that moved without an alias it is said where it is now, if the pinned input is newer than the move.`,
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
		reportMoved(p)
		reportUnknownServices(p)
		reportStrays(p)
		judged(p, optiondb.Undeclared, func(c *analysis.Configuration, v optiondb.Verdict) {
			at, written := analysis.NameRange(v.At)
			if !written || unfinished(v.At) {
				return
			}
			near := meant(v)
			d := analysis.Diagnostic{
				Range: at, Option: v.At.Path.String(), Entries: entry(c),
				Message: "the option `" + v.At.Path.String() + "` does not exist" + cmp.Or(didYouMean(near), thereAre(v.Within.Names())),
			}
			for i, fix := range renames(p, at, near) {
				sibling := v.At.Path[:len(v.At.Path)-1].Append(optiondb.ParsePath(near[i])...)
				if len(c.At(sibling)) == 0 { // else the option would be there twice
					d.Fixes = append(d.Fixes, fix)
				}
			}
			p.Report(d)
		})
	},
}

// reportStrays reports what stands in groups and submodules that the workspace's own modules declare, where every import was
// read: nobody else may add to them.
func reportStrays(p *analysis.Pass) {
	for f, at := range faults(p, modules.Undeclared) {
		st := f.of.View.For(f.Option)
		judged := st.Certain() && !f.of.Redeclared(st.Prefix) && f.of.Defines(f.Option) // above; what a function gives is not
		if f.of.Closed != analysis.Closed || at.Name.File != p.File.Path || judged {
			continue
		}
		whole, beside := around(f.of, f.Option)
		if !whole {
			continue
		}
		near := analysis.Near(f.Option[len(f.Option)-1], beside, 3)
		p.Report(analysis.Diagnostic{
			Range: at.Name, Option: named(f.Option).String(), Entries: entry(f.of), Fixes: renames(p, at.Name, near),
			Message: "the option `" + named(f.Option).String() + "` does not exist" + cmp.Or(didYouMean(near), thereAre(beside)),
		})
	}
}

// around reports whether modules at hand declare all of a group that option lies in, and names what is declared beside option:
// they declare its `enable`, or NixOS has nothing of the kind and all modules that may are in sight. A module of the workspace
// that nobody imports may be one of many, put together elsewhere.
func around(c *analysis.Configuration, option optiondb.Path) (whole bool, beside []string) {
	for _, s := range c.Surfaces() {
		own := s.Set == nil && !c.Likely || s.Set != nil && !s.Set.Partial
		whole = whole || own && modules.OutsideNixOS(option[0]) && s.At(option[:1]) != nil
	}
	for _, s := range c.Surfaces() {
		for n := 2; n < len(option); n++ {
			if g := s.At(option[:n]); g != nil && g.Option == nil && g.Children["enable"] != nil && g.Children["enable"].Option != nil {
				whole = true
			}
		}
		if g := s.At(option[:len(option)-1]); g != nil {
			for _, name := range g.Names() {
				if !slices.Contains(beside, name) {
					beside = append(beside, name)
				}
			}
		}
	}
	return whole, beside
}

// unfinished reports whether a definition is being written: it has no value yet, which ATP001 says.
func unfinished(d *optiondb.Definition) bool {
	n := d.Name()
	for n.Exists() && !n.Is(syntax.BindingNode) {
		n = n.Parent()
	}
	return n.Exists() && !syntax.AsBinding(n).Value().Exists()
}

// thereAre is the end of a message that names what a group holds, "" where that is too much to read.
func thereAre(names []string) string {
	if len(names) == 0 || len(names) > 8 {
		return ""
	}
	return "; there are " + analysis.Quoted(names)
}

// meant are up to three options that a name which nothing declares may stand for: near ones beside it, else one of the
// same name in a group below.
func meant(v optiondb.Verdict) []string {
	name := v.At.Path[len(v.At.Path)-1]
	if near := analysis.Near(name, v.Within.Names(), 3); len(near) > 0 {
		return near
	}
	var below []string
	for _, group := range v.Within.Names() {
		if g := v.Within.Children[group]; name != "enable" && g.Children[name] != nil {
			below = append(below, optiondb.Path{group, name}.String())
		}
	}
	if len(below) > 3 {
		return nil
	}
	return below
}

// reportMoved reports the definitions below a path that its modules left without an alias before the pinned revision.
func reportMoved(p *analysis.Pass) {
	for _, c := range p.Configurations() {
		for _, set := range p.Snapshot.Library().Sets {
			for _, move := range set.Moved {
				if since, moved := c.View.Left(set, move); moved && !c.Redeclared(move.From) {
					reportMove(p, c, move, since)
				}
			}
		}
	}
}

func reportMove(p *analysis.Pass, c *analysis.Configuration, move optiondb.Move, since optiondb.Pin) {
	for _, d := range c.At(move.From) {
		at, written := analysis.NameRange(d)
		if !written || at.File != p.File.Path {
			continue
		}
		finding := analysis.Diagnostic{
			Range: at, Option: d.Path.String(), Entries: entry(c),
			Message: "`" + move.From.String() + "` is gone since " + move.On + ", and the input `" + since.Name + "` is newer",
		}
		if move.To != nil {
			finding.Message = "`" + move.From.String() + "` moved to `" + move.To.String() + "` on " + move.On + ", and the input `" + since.Name + "` is newer"
			if fix, ok := rename(p, c, d, move.To); ok {
				fix.Safe = false
				finding.Fixes = []analysis.Fix{fix}
			}
		}
		p.Report(finding)
	}
}
