package checks

import (
	"slices"
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/eval"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

var missingIntegration = &analysis.Check{
	Code:     "ATP308",
	Name:     "missing-integration",
	Severity: analysis.Information,
	Summary:  "A module declares options of an integration and does not call its helper",
	Doc: `
Where a workspace has functions that integrate a service with others (` + "`mkDatabaseIntegration`" + `, ` + "`mkNginxIntegration`" + `, and so on), a module
that declares ` + "`database`" + `, ` + "`nginx`" + `, ` + "`metrics`" + ` or ` + "`backup`" + ` below its service, or in its ` + "`settings`" + `, is expected to call them: else users
set options that do nothing. Nothing is said of a module that does the work itself, of options that lack what the function decides by,
nor where there are no such functions.`,
	Bad: `
{ config, lib, ... }:
let
  mkNginxIntegration = name: cfg: proxy: lib.mkIf proxy.enable { networking.domain = proxy.serverName; };
  cfg = config.services.relay;
in
{
  options.services.relay = {
    enable = lib.mkEnableOption "the relay";
    nginx.enable = lib.mkEnableOption "a proxy";
    nginx.serverName = lib.mkOption { type = lib.types.str; description = "Name of the virtual host."; };
  };
  config = lib.mkIf cfg.enable (lib.mkMerge [
    { systemd.services.relay.description = "Relay behind ${cfg.nginx.serverName}, ${lib.boolToString cfg.nginx.enable}"; }
  ]);
}`,
	Good: `
{ config, lib, ... }:
let
  mkNginxIntegration = name: cfg: proxy: lib.mkIf proxy.enable { networking.domain = proxy.serverName; };
  cfg = config.services.relay;
in
{
  options.services.relay = {
    enable = lib.mkEnableOption "the relay";
    nginx.enable = lib.mkEnableOption "a proxy";
    nginx.serverName = lib.mkOption { type = lib.types.str; description = "Name of the virtual host."; };
  };
  config = lib.mkIf cfg.enable (lib.mkMerge [
    { systemd.services.relay.description = "Relay"; }
    (mkNginxIntegration "relay" cfg cfg.nginx)
  ]);
}`,
	Run: func(p *analysis.Pass) {
		facts := p.Snapshot.Facts(p.File)
		if facts.Options == nil || !isModule(p) || p.File.Mentions("mkServiceIntegration") {
			return
		}
		for _, prefix := range optiondb.OwnedPrefixes(facts.Options.Root) {
			if prefix[0] != "services" {
				continue
			}
			group := facts.Options.At(prefix)
			for _, i := range integrations {
				if at, helper := bindsHelper(p, i.helper); at != nil && !calls(p, i.helper) && !i.doesItself(p) {
					i.report(p, prefix, group.Children[i.group], helper)
					if settings := group.Children["settings"]; settings != nil && group.Children[i.group] == nil {
						i.report(p, prefix.Append("settings"), settings.Children[i.group], helper)
					}
				}
			}
		}
	},
}

// integrations are, for each, the group of options, the function that serves it, and names in what a module defines that does so itself.
var integrations = []integrating{
	{"database", "mkDatabaseIntegration", []string{"postgresql", "mysql"}},
	{"nginx", "mkNginxIntegration", []string{"virtualHosts"}},
	{"metrics", "mkPrometheusIntegration", []string{"scrapeConfigs"}},
	{"backup", "mkBackupIntegration", []string{"backups", "borgbackup"}},
}

type integrating struct {
	group, helper string
	itself        []string
}

// doesItself reports whether the module defines what the helper would.
func (i integrating) doesItself(p *analysis.Pass) bool {
	for _, word := range i.itself {
		for n := range p.File.Tree.Root().Descendants() {
			if b := syntax.AsBinding(n); b.Exists() && binds(b, word) && !declares(b) {
				return true
			}
		}
	}
	return false
}

// binds reports whether one of the names in a binding's path is the word.
func binds(b syntax.Binding, word string) bool {
	for s := range b.Path().Segments() {
		if s.Is(syntax.InterpolationNode) {
			s = s.Inner()
		}
		if name, known := syntax.AttrName(s); known && name == word {
			return true
		}
	}
	return false
}

// declares reports whether a binding stands in what a module declares.
func declares(b syntax.Binding) bool {
	for p := range b.Ancestors() {
		if o := syntax.AsBinding(p); o.Exists() {
			b = o
		}
	}
	name, _ := syntax.AttrName(b.Path().Child(0))
	return name == "options"
}

// calls reports whether the pass's file applies a function of the name.
func calls(p *analysis.Pass, helper string) bool {
	for n := range p.File.Tree.Root().Descendants() {
		if name, _, _ := callOf(n); syntax.AsApply(n).Exists() && name == helper {
			return true
		}
	}
	return false
}

// bindsHelper is the file of the workspace that binds a name to a function, and that function; nil where none does.
func bindsHelper(p *analysis.Pass, helper string) (*analysis.File, syntax.Lambda) {
	for _, f := range p.Snapshot.Files() {
		if !f.Mentions(helper) {
			continue
		}
		for n := range f.Tree.Root().Descendants() {
			b := syntax.AsBinding(n)
			named, _ := b.Path().Names()
			if l := syntax.AsLambda(b.Value().Unparen()); len(named) == 1 && named[0] == helper && l.Exists() {
				return f, l
			}
		}
	}
	return nil, syntax.Lambda{}
}

// decidesBy are the attributes of a function's last parameter that it decides by, and that have to be there, each with the texts
// that it is compared with.
func decidesBy(l syntax.Lambda) map[string][]string {
	for inner := syntax.AsLambda(l.Body()); inner.Exists(); inner = syntax.AsLambda(l.Body()) {
		l = inner
	}
	all := map[string][]string{}
	for n := range l.Body().Descendants() {
		s := syntax.AsSelect(n)
		if !s.Exists() || s.HasDefault() || !l.Param().Exists() || s.Subject().Text() != l.Param().Text() || !decides(n) {
			continue
		}
		name, known := syntax.AttrName(s.Path().Child(0))
		if !known {
			continue
		}
		texts, comparison := all[name], syntax.AsBinary(outside(n))
		for _, operand := range []syntax.Node{comparison.Left(), comparison.Right()} {
			if text, known := syntax.AsString(operand.Unparen()).Value(); known && text != "" {
				texts = append(texts, text)
			}
		}
		all[name] = texts
	}
	return all
}

// serves reports whether a helper has a use for what is declared: all that it decides by is there, and may be what it asks for.
func serves(helper syntax.Lambda, declared *optiondb.Group) bool {
	for name, texts := range decidesBy(helper) {
		g := declared.Below(name)
		if g == nil || g.Option != nil && len(texts) > 0 && !slices.ContainsFunc(texts, func(text string) bool { return optiondb.Accepts(g.Option.Type, eval.String(text)) }) {
			return false
		}
	}
	return true
}

// decides reports whether n is compared, or is a condition.
func decides(n syntax.Node) bool {
	for p := outside(n); ; n, p = p, outside(p) {
		switch p.Kind() {
		case syntax.UnaryNode:
			continue
		case syntax.BinaryNode:
			switch syntax.AsBinary(p).Op().Kind {
			case syntax.Equal, syntax.NotEqual, syntax.Less, syntax.LessEqual, syntax.Greater, syntax.GreaterEqual:
				return true
			}
			return false
		case syntax.IfNode:
			return syntax.AsIf(p).Condition().Unparen() == n
		case syntax.ApplyNode:
			name, _, arguments := callOf(p)
			return len(arguments) == 1 && (name == "mkIf" || strings.HasPrefix(name, "optional"))
		}
		return false
	}
}

// report reports the group at service, which is the service's path or that of its settings, where the module does not call the helper.
func (i integrating) report(p *analysis.Pass, service optiondb.Path, declared *optiondb.Group, helper syntax.Lambda) {
	if declared == nil || !serves(helper, declared) {
		return
	}
	options := declared.Options()
	if len(options) == 0 || len(options[0].Declarations) == 0 || options[0].Declarations[0].File != p.File.Path {
		return
	}
	binding := bindingOf(options[0].Declarations[0].Node())
	for binding.Exists() && !binds(binding, i.group) {
		binding = bindingOf(binding.Parent())
	}
	if !binding.Exists() {
		return
	}
	finding := analysis.Diagnostic{
		Range: p.File.Range(binding.Path().Node), Option: service.Append(i.group).String(),
		Message: "`" + service.Append(i.group).String() + "` is declared, and the module does not call `" + i.helper + "`",
	}
	if fix, ok := callHelper(p, service, i); ok {
		finding.Fixes = []analysis.Fix{fix}
	}
	p.Report(finding)
}

// callHelper is the fix that adds the call to the module's list of configurations.
func callHelper(p *analysis.Pass, service optiondb.Path, i integrating) (analysis.Fix, bool) {
	helper := i.helper
	if at, _ := bindsHelper(p, i.helper); at != p.File {
		const library = "nixosIntegration"
		if !strings.Contains(p.File.Tree.Source(), library+" =") {
			return analysis.Fix{}, false
		}
		helper = library + "." + helper
	}
	for n := range p.File.Tree.Root().Descendants() {
		name, _, arguments := callOf(n)
		if !syntax.AsApply(n).Exists() || name != "mkMerge" || len(arguments) != 1 || !arguments[0].Unparen().Is(syntax.ListNode) {
			continue
		}
		list := arguments[0].Unparen()
		var last syntax.Node
		for e := range list.Elements() {
			last = e
		}
		if !last.Exists() || !strings.Contains(p.File.Tree.Source(), "cfg =") {
			return analysis.Fix{}, false
		}
		lines := p.File.Tree.Lines()
		first := lines.Text(lines.Line(last.Start()))
		indent := first[:len(first)-len(strings.TrimLeft(first, " \t"))]
		name, group := service[len(service)-1], i.group
		if name == "settings" {
			name, group = service[len(service)-2], "settings."+group
		}
		text := "\n" + indent + "(" + helper + ` "` + name + `" cfg cfg.` + group + ")"
		return analysis.Fix{
			Title: "call `" + i.helper + "`", Preferred: true,
			Edits: p.Edits(syntax.Edit{Start: last.End(), End: last.End(), NewText: text}),
		}, true
	}
	return analysis.Fix{}, false
}
