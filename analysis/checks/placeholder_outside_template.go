package checks

import (
	"slices"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

var placeholderOutsideTemplate = &analysis.Check{
	Code:     "ATP223",
	Name:     "placeholder-outside-template",
	Severity: analysis.Warning,
	Summary:  "A placeholder of sops-nix is used where nothing replaces it",
	Doc: `
` + "`config.sops.placeholder.x`" + ` is a mark that sops-nix replaces with the secret when it writes a file of ` + "`sops.templates`" + `. In any other
option the mark itself ends in the configuration, and the program takes it for the value. Nothing is said inside functions and
` + "`let`" + `s, whose place is not known, nor of options that the configuration declares itself.`,
	Bad: `
{ config, ... }:
{
  services.caddy.globalConfig = ''
    email ${config.sops.placeholder.email}
  '';
}`,
	Good: `
{ config, ... }:
{
  sops.templates."caddy.env".content = ''
    EMAIL=${config.sops.placeholder.email}
  '';
  services.caddy = {
    environmentFile = config.sops.templates."caddy.env".path;
    globalConfig = "email {$EMAIL}";
  };
}`,
	Run: func(p *analysis.Pass) {
		if !p.File.Mentions("placeholder") || !isModule(p) {
			return
		}
		for _, o := range p.Snapshot.Occurrences(p.File) {
			if o.Access == analysis.Reads && o.Final && o.World == "" && len(o.Path) == 3 && o.Path.HasPrefix(placeholders) {
				reportPlaceholder(p, o.Node.Enclosing(syntax.SelectNode), o.Path[2])
			}
		}
	},
}

var placeholders = optiondb.ParsePath("sops.placeholder")

func reportPlaceholder(p *analysis.Pass, n syntax.Node, name string) {
	option, ok := optionAround(p, n)
	if !ok || len(option) < 2 || !nixosRoots[option[0]] || slices.Contains(option, "sops") || slices.Contains(option, "templates") {
		return
	}
	for _, c := range p.Snapshot.ConfigurationsOf(p.File) {
		if c.Redeclared(option[:2]) {
			return
		}
	}
	p.Report(analysis.Diagnostic{
		Range: p.File.Range(n), Option: option.String(), Entries: entries(p),
		Message: "the placeholder of `" + name + "` is replaced inside `sops.templates` only: `" + option.String() + "` gets the mark itself; write a template, or name the secret's file",
	})
}

// nixosRoots are the roots of NixOS' own options in which text ends as it is written.
var nixosRoots = map[string]bool{"services": true, "systemd": true, "environment": true, "networking": true, "security": true,
	"virtualisation": true, "users": true, "programs": true, "boot": true}

// optionAround is the path of the option in whose value n stands, as a whole or as a part of a text; ok is false where that is
// not known.
func optionAround(p *analysis.Pass, n syntax.Node) (option optiondb.Path, ok bool) {
	for ; n.Exists() && !n.Is(syntax.BindingNode) && !n.Is(syntax.LambdaNode); n = n.Parent() {
		for _, at := range p.Snapshot.PlacesOf(p.File, n) {
			if at.Kind == analysis.ValuePlace && len(at.Path) > 0 {
				return at.Path, true
			}
		}
	}
	return nil, false
}
