package checks

import (
	"slices"
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/eval"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

var renamedOption = &analysis.Check{
	Code:     "ATP106",
	Name:     "renamed-option",
	Severity: analysis.Warning,
	Summary:  "An option is defined under a name that it no longer has",
	Doc: `
A module that renames an option leaves an alias behind (` + "`mkRenamedOptionModule`" + `): the old name works, NixOS warns, and
some day the alias goes. Something is said where the pinned revision has the alias: without a lock file the old name may well
be the right one.`,
	Bad: `
{
  services.pds = {
    enable = true;
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
	Pins: []optiondb.Pin{{
		Repository: optiondb.Repository{Host: "github.com", Owner: "NixOS", Repo: "nixpkgs"}, Name: "nixpkgs", Branch: "nixos-25.11",
	}},
	Run: func(p *analysis.Pass) {
		judged(p, optiondb.Aliased, func(c *analysis.Configuration, v optiondb.Verdict) {
			at, written := analysis.NameRange(v.At)
			if !written || v.Option == nil || len(v.At.Path) != len(v.Option.Path) || !c.Declares(v.Option.Renamed) {
				return // an alias of a whole group: NixOS says nothing of it
			}
			reportRenamed(p, c, at, v.At, v.Option.Renamed)
		})
		for _, c := range p.Snapshot.ConfigurationsOf(p.File) {
			for _, r := range p.Snapshot.Evaluated(c).Renamed {
				reportOwn(p, c, r)
			}
		}
	},
}

// reportOwn reports where an option is set that a module of c, or one of which the view decides nothing, has renamed.
func reportOwn(p *analysis.Pass, c *analysis.Configuration, r analysis.Read) {
	surfaces := c.Surfaces()
	i := slices.IndexFunc(surfaces, func(s *optiondb.Surface) bool { o := s.Option(r.Option); return o != nil && o.Renamed != nil })
	for _, m := range r.Made {
		if i < 0 || m.Name.File != p.File.Path {
			continue
		}
		d := &optiondb.Definition{Path: r.Option, Origin: eval.NewOrigin(p.File.Path, over(p.File, m.Name), syntax.Node{})}
		reportRenamed(p, c, m.Name, d, surfaces[i].Option(r.Option).Renamed)
	}
}

// reportRenamed reports at its name that d sets an option which is called otherwise now.
func reportRenamed(p *analysis.Pass, c *analysis.Configuration, at analysis.Range, d *optiondb.Definition, to optiondb.Path) {
	finding := analysis.Diagnostic{
		Range: at, Option: d.Path.String(), Entries: entry(c),
		Message: "`" + d.Path.String() + "` was renamed to `" + to.String() + "`",
	}
	fix, ok := renameGroup(p, c, d, to)
	if !ok {
		fix, ok = rename(p, c, d, to)
	}
	if ok {
		finding.Fixes = []analysis.Fix{fix}
	}
	p.Report(finding)
}

// renameGroup is the fix that renames the set around d as a whole, where every name in it is one of the new group.
func renameGroup(p *analysis.Pass, c *analysis.Configuration, d *optiondb.Definition, to optiondb.Path) (analysis.Fix, bool) {
	old, group := d.Path[:len(d.Path)-1], to[:len(to)-1]
	if d.Path[len(old)] != to[len(group)] {
		return analysis.Fix{}, false
	}
	for _, set := range c.At(old) {
		if set.File() != p.File.Path || set.ValueNode() != bindingOf(d.Name()).Parent() {
			continue // not the set that d is written in
		}
		if set.Open || len(set.Children) == 0 {
			return analysis.Fix{}, false // there may be more in it than is known
		}
		for _, child := range set.Children {
			if moved := group.Append(child.Path[len(old):]...); !c.View.Knows(moved) || c.Defines(moved) {
				return analysis.Fix{}, false
			}
		}
		return rename(p, c, set, group)
	}
	return analysis.Fix{}, false
}

// rename is the fix that writes another path in place of that of d: in its binding where the part that changes stands
// there, else by moving the definition to the end of the set that holds it.
func rename(p *analysis.Pass, c *analysis.Configuration, d *optiondb.Definition, to optiondb.Path) (analysis.Fix, bool) {
	fix := analysis.Fix{Title: "rename to `" + to.String() + "`", Preferred: true, Safe: true}
	b := bindingOf(d.Name())
	if !b.Exists() || len(c.At(to)) > 0 && !d.Value.IsSet() {
		return fix, false
	}
	written, found := 0, false // the segments of d's path that stand in the binding; behind them there may be more
	for segment := range b.Path().Segments() {
		if _, known := syntax.AttrName(segment); !known {
			break // it is computed, of others as well maybe
		}
		if written++; segment == d.Name() {
			found = true
			break
		}
	}
	if !found {
		return fix, false
	}
	outside := len(d.Path) - written // segments that sets around the binding give
	if outside >= 0 && to.HasPrefix(d.Path[:outside]) {
		r := p.File.Range(b.Path().Node)
		r.End = d.Name().End()
		fix.Edits = []analysis.Edit{{Range: r, NewText: to[outside:].String()}}
		return fix, true
	}
	site, ok := c.Site(to, p.File.Path)
	if !ok || b.Path().End() != d.Name().End() {
		return fix, false
	}
	value := p.File.Range(b.Value())
	text := p.File.Tree.Source()[value.Start:value.End]
	fix.Edits = append(removeBinding(p, b), site.Insert([]analysis.Definition{{Path: to, Value: strings.TrimSpace(text)}}, syntax.Node{})...)
	return fix, true
}

// bindingOf is the binding that a name stands in.
func bindingOf(n syntax.Node) syntax.Binding {
	for n.Exists() && !n.Is(syntax.BindingNode) {
		n = n.Parent()
	}
	return syntax.AsBinding(n)
}

// removeBinding removes a binding, with its line where nothing else stands on it.
func removeBinding(p *analysis.Pass, b syntax.Binding) []analysis.Edit {
	src, start, end := p.File.Tree.Source(), b.Start(), b.End()
	from, to := start, end
	for from > 0 && (src[from-1] == ' ' || src[from-1] == '\t') {
		from--
	}
	for to < len(src) && (src[to] == ' ' || src[to] == '\t' || src[to] == '\r') {
		to++
	}
	if from > 0 && src[from-1] == '\n' && to < len(src) && src[to] == '\n' {
		start, end = from, to+1
	}
	return p.Edits(syntax.Edit{Start: start, End: end})
}
