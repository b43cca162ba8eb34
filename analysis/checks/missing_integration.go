package checks

import (
	"strings"

	"atproto-ls/analysis"
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
that declares ` + "`database`" + `, ` + "`nginx`" + `, ` + "`metrics`" + ` or ` + "`backup`" + ` below its service is expected to call them: else users set options that do nothing. Nothing is
said of a module that does the work itself, nor where there are no such functions.`,
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
				declared := group.Children[i.group]
				if declared == nil || calls(p, i.helper) || bindsHelper(p, i.helper) == nil || i.doesItself(p) {
					continue
				}
				reportIntegration(p, prefix, declared, i)
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
			if b := syntax.AsBinding(n); b.Exists() && strings.Contains("."+b.Path().Text()+".", "."+word+".") && !declares(b) {
				return true
			}
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
	return b.Path().Child(0).Text() == "options"
}

// calls reports whether the pass's file applies a function of the name.
func calls(p *analysis.Pass, helper string) bool {
	for n := range p.File.Tree.Root().Descendants() {
		if name, _, _ := callOf(n); n.Is(syntax.ApplyNode) && name == helper {
			return true
		}
	}
	return false
}

// bindsHelper is the file of the workspace that binds a name; nil where none does.
func bindsHelper(p *analysis.Pass, helper string) *analysis.File {
	for _, f := range p.Snapshot.Files() {
		if !f.Mentions(helper) {
			continue
		}
		for n := range f.Tree.Root().Descendants() {
			b := syntax.AsBinding(n)
			if b.Path().Text() == helper && syntax.AsLambda(b.Value()).Exists() {
				return f
			}
		}
	}
	return nil
}

func reportIntegration(p *analysis.Pass, service optiondb.Path, declared *optiondb.Group, i integrating) {
	options := declared.Options()
	if len(options) == 0 || len(options[0].Declarations) == 0 || options[0].Declarations[0].File != p.File.Path {
		return
	}
	binding := bindingOf(options[0].Declarations[0].Node())
	for binding.Exists() && !strings.Contains("."+binding.Path().Text()+".", "."+i.group+".") {
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
	if at := bindsHelper(p, i.helper); at != p.File {
		const library = "nixosIntegration"
		if !strings.Contains(p.File.Tree.Source(), library+" =") {
			return analysis.Fix{}, false
		}
		helper = library + "." + helper
	}
	for n := range p.File.Tree.Root().Descendants() {
		name, _, arguments := callOf(n)
		if !n.Is(syntax.ApplyNode) || name != "mkMerge" || len(arguments) != 1 || !arguments[0].Unparen().Is(syntax.ListNode) {
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
		text := "\n" + indent + "(" + helper + ` "` + service[len(service)-1] + `" cfg cfg.` + i.group + ")"
		return analysis.Fix{
			Title: "call `" + i.helper + "`", Preferred: true,
			Edits: p.Edits(syntax.Edit{Start: last.End(), End: last.End(), NewText: text}),
		}, true
	}
	return analysis.Fix{}, false
}
