package checks

import (
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

var undeclaredRead = &analysis.Check{
	Code:     "ATP306",
	Name:     "undeclared-read",
	Severity: analysis.Error,
	Summary:  "A module reads an option that it does not declare",
	Doc: `
The module declares the options of a group, and reads another one of that group, which nothing declares: evaluation fails as soon as
something reads that value. An error in modules that a flake gives to others, information on one's own machines. Reads with a default (` + "`cfg.x or y`" + `) and behind ` + "`?`" + ` are left alone, and groups to which something may be added that is
not known; a group is the module's own where it declares its ` + "`enable`" + `.`,
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
		own := p.Snapshot.Facts(p.File).Options
		if own == nil || !isModule(p) {
			return
		}
		for n := range p.File.Tree.Root().Descendants() {
			if selection := syntax.AsSelect(n); selection.Exists() && !selection.HasDefault() && !isDefault(n) {
				reportUndeclared(p, own, selection)
			}
		}
	},
}

func reportUndeclared(p *analysis.Pass, own *optiondb.Surface, selection syntax.Select) {
	reads := p.Snapshot.ReadsOf(p.File, selection.Node)
	if len(reads) != 1 || reads[0].World != "" {
		return
	}
	path := reads[0].Path
	group, depth, whole := own.Root, 0, false // whole: the file declares all of a group, for it declares its `enable`
	for depth < len(path) && path[depth] != optiondb.AnyName {
		if group.Open || group.Free != nil {
			return
		}
		below := group.Below(path[depth])
		if below == nil {
			break
		}
		if group = below; group.Option != nil && !plainSubmodule(group) {
			return
		}
		depth++
		whole = whole || depth > 1 && group.Children["enable"] != nil
	}
	if depth < 2 || !whole || depth >= len(path) || path[depth] == optiondb.AnyName || group.Open || group.Free != nil || elsewhereDeclared(p, path[:depth+1]) {
		return
	}
	name, i := path[depth], len(path)-depth
	at := segment(selection, max(0, segmentsOf(selection)-i))
	if text, known := syntax.AttrName(at); known && text != name || segmentsOf(selection) < i {
		return // a name for what is read elsewhere
	}
	if strings.HasPrefix(name, "_") || guarded(p, name) {
		return
	}
	severity := p.Severity()
	if !p.Snapshot.Publishes() {
		severity = analysis.Information // the machine's own evaluation says it, if anything reads the value
	}
	d := analysis.Diagnostic{
		Severity: severity, Range: p.File.Range(at), Option: path[:depth+1].String(),
		Message: "`" + path[:depth+1].String() + "` is read and declared nowhere" + didYouMean(analysis.Near(name, group.Names(), 1)),
	}
	p.Report(d)
}

// isDefault reports whether n is what another selection falls back on: the b of `a or b`.
func isDefault(n syntax.Node) bool {
	return syntax.AsSelect(outside(n)).HasDefault()
}

// plainSubmodule reports whether an option is one submodule without free keys, whose options lie directly below it.
func plainSubmodule(g *optiondb.Group) bool {
	t := g.Option.Type
	return t != nil && t.Name == "submodule" && len(g.Children) > 0 && !t.Sub.Open && t.Sub.Free == nil
}

// elsewhereDeclared reports whether another module of the workspace, or a set in force, declares path.
func elsewhereDeclared(p *analysis.Pass, path optiondb.Path) bool {
	for _, f := range p.Snapshot.Files() {
		if options := p.Snapshot.Facts(f).Options; options != nil && options.At(path) != nil {
			return true
		}
	}
	for _, c := range p.Snapshot.ConfigurationsOf(p.File) {
		if st := c.View.For(path); st != nil && !c.Redeclared(st.Prefix) {
			return true
		}
	}
	return false
}

// guarded reports whether the file asks somewhere whether a name is there.
func guarded(p *analysis.Pass, name string) bool {
	src := p.File.Tree.Source()
	return strings.Contains(src, "? "+name) || strings.Contains(src, "."+name+" or ") || strings.Contains(src, `hasAttr "`+name+`"`) || strings.Contains(src, "?"+name)
}

func segmentsOf(s syntax.Select) (n int) {
	for range s.Path().Segments() {
		n++
	}
	return n
}

func segment(s syntax.Select, i int) syntax.Node {
	for n := range s.Path().Segments() {
		if i == 0 {
			return n
		}
		i--
	}
	return s.Path().Node
}
