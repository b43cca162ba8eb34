package checks

import (
	"slices"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
)

// reportUnknownServices reports services that nothing declares. A name below `services` is nixpkgs' or anybody's, so that
// little can be said: only where every module is in sight, and module sources were found; then of a name that belongs to a
// project outside of nixpkgs, of one inside of a group of such a project, and of a long one that is a slip of a service that
// is declared. Of a documented name it is also said where the modules of its system are the workspace's own.
func reportUnknownServices(p *analysis.Pass) {
	for _, c := range p.Snapshot.ConfigurationsOf(p.File) {
		if !c.Whole || c.Closed != analysis.Closed {
			continue
		}
		found := c.Found()
		partial := func(s *optiondb.Surface) bool { return s.Set != nil && s.Set.Partial }
		if slices.ContainsFunc(found, partial) {
			continue
		}
		for _, root := range c.Roots {
			for _, top := range root.Children {
				if name := top.Path[0]; name != "services" && !optiondb.GroupOutsideNixpkgs(optiondb.Path{name}) || !top.Value.IsSet() {
					continue
				}
				for _, d := range top.Children {
					if len(found) > 0 || c.View.For(d.Path).Gone() {
						reportUnknownService(p, c, found, d)
					}
				}
			}
		}
	}
}

func reportUnknownService(p *analysis.Pass, c *analysis.Configuration, found []*optiondb.Surface, d *optiondb.Definition) {
	if d.Path[len(d.Path)-1] == optiondb.AnyName {
		return
	}
	if c.Known(d.Path) {
		declared := slices.ContainsFunc(found, func(s *optiondb.Surface) bool { return s.At(d.Path) != nil })
		if declared && len(d.Path) == 2 && optiondb.GroupOutsideNixpkgs(d.Path) && c.View.For(d.Path) == nil && d.Value.IsSet() {
			for _, child := range d.Children { // a group of services, all of one project
				reportUnknownService(p, c, found, child)
			}
		}
		return
	}
	at, written := analysis.NameRange(d)
	if !written || at.File != p.File.Path {
		return
	}
	var near []string
	name := d.Path[len(d.Path)-1]
	for _, surface := range found {
		for _, declared := range surface.At(d.Path[:len(d.Path)-1]).Names() {
			if slip(name, declared) != farther && !slices.Contains(near, declared) {
				near = append(near, declared)
			}
		}
	}
	if d.Path[0] == "services" && !optiondb.GroupOutsideNixpkgs(d.Path) && len(d.Path) == 2 && (len(near) != 1 || len(name) < longName) {
		return
	}
	p.Report(analysis.Diagnostic{
		Range: at, Option: d.Path.String(), Entries: entries(p), Fixes: renames(p, at, near),
		Message: "the option `" + d.Path.String() + "` does not exist" + didYouMean(near),
	})
}

// longName is how long the name of a service must be to be taken for a slip of another one.
const longName = 10
