package checks

import (
	"slices"
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
	"atproto-ls/optiondb/modules"
	"atproto-ls/syntax"
)

var undeclaredRead = &analysis.Check{
	Code:     "ATP306",
	Name:     "undeclared-read",
	Severity: analysis.Error,
	Summary:  "An option is read that nothing declares",
	Doc: `
An option is read that nothing declares, in a group of which all is known: a module's own group, one that modules of the
configuration declare, a service whose options are known, the elements of an option (` + "`v.port`" + ` in ` + "`mapAttrsToList (n: v: …) cfg.hosts`" + `). Evaluation
fails as soon as something reads that value. An error in modules that a flake gives to others, and where a machine's own configuration
surely evaluates it, of which every module is read; else information. Reads with a default (` + "`cfg.x or y`" + `) and behind ` + "`?`" + ` are left alone, and groups to which
something may be added that is not known: a group is its module's own where that declares its ` + "`enable`" + `, describes an option that it lies
in, or where NixOS has nothing of its name and every module is in sight.`,
	Bad: `
{ config, lib, ... }:
let
  cfg = config.services.relay;
in
{
  options.services.relay = {
    enable = lib.mkEnableOption "the relay";
    listen = lib.mkOption {
      type = lib.types.port;
      description = "TCP port to listen on.";
    };
  };
  config.networking.firewall.allowedTCPPorts = lib.mkIf cfg.enable [ cfg.port ];
}`,
	Good: `
{ config, lib, ... }:
let
  cfg = config.services.relay;
in
{
  options.services.relay = {
    enable = lib.mkEnableOption "the relay";
    listen = lib.mkOption {
      type = lib.types.port;
      description = "TCP port to listen on.";
    };
  };
  config.networking.firewall.allowedTCPPorts = lib.mkIf cfg.enable [ cfg.listen ];
}`,
	Run: func(p *analysis.Pass) {
		if !isModule(p) && len(p.Snapshot.ConfigurationsOf(p.File)) == 0 {
			return
		}
		r := &reader{pass: p, reads: p.Snapshot.Reads(p.File), own: p.Snapshot.Facts(p.File).Options}
		looksUp := p.File.Mentions("getAttr")
		for n := range p.File.Tree.Root().Descendants() {
			switch n.Kind() {
			case syntax.SelectNode:
				if selection := syntax.AsSelect(n); !selection.HasDefault() && !ofPackages(n) && !isDefault(n) {
					r.check(n, slices.Collect(selection.Path().Segments()))
				}
			case syntax.InheritNode:
				if inherit := syntax.AsInherit(n); inherit.HasSource() {
					for name := range inherit.Attrs() {
						r.check(name, []syntax.Node{name})
					}
				}
			case syntax.ApplyNode:
				if looksUp {
					r.lookup(n)
				}
			}
		}
	},
}

// ofPackages reports whether a selection is by its first name one of Nix's or nixpkgs' library or packages, as most are: following each costs a
// third of what an edit of a long file takes.
func ofPackages(selection syntax.Node) bool {
	base := selection.FirstChild()
	return base.Is(syntax.IdentNode) && (base.Text() == "lib" || base.Text() == "pkgs" || base.Text() == "builtins")
}

// reader looks for the reads in a file of what nothing declares.
type reader struct {
	pass  *analysis.Pass
	reads func(n syntax.Node) []analysis.Occurrence
	own   *optiondb.Surface // what the file declares, nil for nothing
}

// lookup checks a call of a function that looks a name, or a path of them, up in a set.
func (r *reader) lookup(n syntax.Node) {
	switch name, _, arguments := callOf(n); {
	case len(arguments) != 2:
	case name == "getAttr":
		r.check(n, []syntax.Node{arguments[0].Unparen()})
	case name == "getAttrFromPath":
		r.check(n, slices.Collect(arguments[0].Unparen().Elements()))
	}
}

// check reports what the expression n reads, and nothing declares; segments are the names that are written in it.
func (r *reader) check(n syntax.Node, segments []syntax.Node) {
	p := r.pass
	reads := r.reads(n)
	other := func(o analysis.Occurrence) bool { return o.World != "" || !slices.Equal(o.Path, reads[0].Path) }
	if len(reads) == 0 || slices.ContainsFunc(reads, other) {
		return
	}
	path := reads[0].Path
	depth, beside, known := r.undeclared(path)
	if !known {
		return
	}
	name, i := path[depth], len(path)-depth
	if len(segments) < i {
		return // a name for what is read elsewhere
	}
	at := segments[len(segments)-i]
	if text, known := syntax.AttrName(at); known && text != name || strings.HasPrefix(name, "_") || guarded(p, name, at) {
		return
	}
	severity := p.Severity()
	if !p.Snapshot.Publishes() && (r.added() || !demanded(p, n)) {
		severity = analysis.Information // the machine's own evaluation says it, if anything reads the value
	}
	d := analysis.Diagnostic{
		Severity: severity, Range: p.File.Range(at), Option: path[:depth+1].String(),
		Message: "`" + path[:depth+1].String() + "` is read and declared nowhere" + didYouMean(analysis.Near(name, beside, 1)),
	}
	p.Report(d)
}

// added reports whether modules that are not at hand may add to a configuration of the file what nobody here declares.
func (r *reader) added() bool {
	return slices.ContainsFunc(r.pass.Snapshot.ConfigurationsOf(r.pass.File), func(c *analysis.Configuration) bool { return c.Closed != analysis.Closed })
}

// undeclared is the index of the first name in path that nothing declares, where all is known of what lies around it, and what is
// declared beside that.
func (r *reader) undeclared(path optiondb.Path) (depth int, beside []string, known bool) {
	snapshot := r.pass.Snapshot
	of := snapshot.ConfigurationsOf(r.pass.File)
	for _, c := range of {
		if st := c.View.For(path); st != nil && !c.Redeclared(st.Prefix) {
			return standing(st, path)
		}
	}
	if r.own != nil {
		if to, in := missing(r.own.Root, path, 0); to >= 0 && ownGroup(r.own, path[:to], false) {
			return to, in.Names(), !r.elsewhere(path[:to+1])
		}
	}
	closed := len(of) > 0 // every module of each configuration is in sight
	var surfaces []*optiondb.Surface
	for _, c := range of {
		if c.Closed == analysis.Open {
			return 0, nil, false
		}
		closed = closed && c.Closed == analysis.Closed && !c.Likely
		surfaces = append(surfaces, c.Surfaces()...)
	}
	depth, beside, known = declaredBy(surfaces, path)
	whole := func(s *optiondb.Surface) bool { return ownGroup(s, path[:depth], closed) }
	if !known || !slices.ContainsFunc(surfaces, whole) || r.elsewhere(path[:depth+1]) {
		return 0, nil, false
	}
	defined := func(c *analysis.Configuration) bool { return c.Defines(path[:depth+1]) } // and so somebody takes it
	return depth, beside, !slices.ContainsFunc(of, defined)
}

// declaredBy is undeclared of what surfaces declare.
func declaredBy(surfaces []*optiondb.Surface, path optiondb.Path) (depth int, beside []string, known bool) {
	for _, s := range surfaces {
		switch to, in := missing(s.Root, path, 0); {
		case to < 0:
			return 0, nil, false
		case to > depth:
			depth, beside = to, in.Names()
		case to == depth:
			beside = append(beside, in.Names()...)
		}
	}
	return depth, beside, depth > 0
}

// elsewhere reports whether some module of the workspace declares path, as far as it can be evaluated or by its text.
func (r *reader) elsewhere(path optiondb.Path) bool {
	s := r.pass.Snapshot
	return slices.ContainsFunc(s.Files(), func(f *analysis.File) bool {
		options := s.Facts(f).Options
		return options != nil && options.At(path) != nil || f.Mentions("options") && s.DeclaredIn(f, path)
	})
}

// ownGroup reports whether who declares a group declares all of it: its `enable` is among it, it lies in an option that is described,
// which the module system takes from one module alone, or NixOS has nothing of the kind and every module is in sight.
func ownGroup(s *optiondb.Surface, group optiondb.Path, closed bool) bool {
	if s.Set != nil && s.Set.Partial {
		return false
	}
	for n := 1; n <= len(group) && group[n-1] != optiondb.AnyName; n++ {
		g := s.At(group[:n])
		if g == nil {
			return false
		}
		described := g.Option != nil && (g.Option.Description != "" || g.Option.Default != nil)
		if n > 1 && (g.Children["enable"] != nil || described) || closed && modules.OutsideNixOS(group[0]) {
			return true
		}
	}
	return false
}

// standing is what the option sets in force agree on about path, as [reader.undeclared] has it.
func standing(st *optiondb.Standing, path optiondb.Path) (depth int, beside []string, known bool) {
	for _, s := range st.Surfaces {
		g := s.At(st.Prefix)
		if g == nil || len(path) <= len(st.Prefix) {
			return 0, nil, false
		}
		to, in := missing(g, path, len(st.Prefix))
		if to < 0 {
			return 0, nil, false
		}
		if to > depth {
			depth, beside = to, in.Names()
		}
	}
	return depth, beside, st.Certain()
}

// missing is the index of the first name of path that is declared neither in g, which is what is declared at path[:i], nor below it, and
// the group that lacks it; -1 where all are, or where that is not known.
func missing(g *optiondb.Group, path optiondb.Path, i int) (int, *optiondb.Group) {
	for ; i < len(path); i++ {
		switch below := g.Below(path[i]); {
		case g.Option != nil:
			return missingIn(g.Option, path, i)
		case g.Open || g.Free != nil || path[i] == optiondb.AnyName || path[i] == optiondb.AnyElement:
			return -1, nil
		case below == nil:
			return i, g
		default:
			g = below
		}
	}
	return -1, nil
}

// missingIn is missing in the value of an option.
func missingIn(o *optiondb.Option, path optiondb.Path, i int) (int, *optiondb.Group) {
	if o.Applied || o.Renamed != nil || o.Removed != "" {
		return -1, nil
	}
	for t := o.Type; t != nil && !t.Opaque && i < len(path); {
		switch {
		case t.Name == "submodule" && t.Sub != nil && len(t.Sub.Children) > 0:
			return missing(t.Sub, path, i)
		case t.Name == "nullOr" || t.Name == "coercedTo":
		case t.Name == "attrsOf" || t.Name == "lazyAttrsOf", t.Name == "listOf" && path[i] == optiondb.AnyElement:
			i++
		default:
			return -1, nil
		}
		t = t.Elem
	}
	return -1, nil
}

// isDefault reports whether n is what another selection falls back on: the b of `a or b`.
func isDefault(n syntax.Node) bool {
	return syntax.AsSelect(outside(n)).HasDefault()
}

// guarded reports whether the file asks somewhere whether a name is there; at is where it is read, which may be a string.
func guarded(p *analysis.Pass, name string, at syntax.Node) bool {
	src := p.File.Tree.Source()
	asks := func(text string) bool { return strings.Contains(src, text) }
	return asks("? "+name) || asks("?"+name) || asks("."+name+" or ") || asks(`hasAttr "`+name+`"`) ||
		strings.Count(src, `"`+name+`"`) > strings.Count(at.Text(), `"`)/2 && (asks("ByPath") || asks("attrNames") || asks("hasAttr"))
}
