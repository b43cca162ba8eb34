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
		if !p.File.Mentions("placeholder") || p.Snapshot.Facts(p.File).Kind != analysis.ModuleFile {
			return
		}
		for n := range p.File.Tree.Root().Descendants() {
			if name := secretMark(n); name != "" {
				reportPlaceholder(p, n, name)
			}
		}
	},
}

// secretMark is the secret that an expression is the placeholder of, "" for another expression.
func secretMark(n syntax.Node) string {
	names, _ := reads(n, 4)
	if len(names) == 4 && slices.Equal(names[:3], []string{"config", "sops", "placeholder"}) {
		return names[3]
	}
	return ""
}

// reads is the path that a selection reads, with the name of its subject in front, behind the `let`s that it is bound by.
// A dynamic name counts as `*`.
func reads(n syntax.Node, depth int) (names []string, ok bool) {
	selection := syntax.AsSelect(n)
	if !selection.Exists() || depth == 0 {
		return nil, false
	}
	subject := selection.Subject().Unparen()
	if subject.Is(syntax.IdentNode) {
		names = []string{subject.Text()}
		if b := bound(subject); b != subject {
			if below, ok := reads(b, depth-1); ok {
				names = below
			}
		} else if below, ok := reads(inheritedFrom(subject), depth-1); ok {
			names = append(below, subject.Text())
		}
	} else if names, ok = reads(subject, depth-1); !ok {
		return nil, false
	}
	for segment := range selection.Path().Segments() {
		name, known := syntax.AttrName(segment)
		if !known {
			name = "*"
		}
		names = append(names, name)
	}
	return names, true
}

// inheritedFrom is what a `let` around an identifier inherits its name from, absent where none does.
func inheritedFrom(n syntax.Node) syntax.Node {
	for outer := n.Parent(); outer.Exists(); outer = outer.Parent() {
		for e := range syntax.AsLetIn(outer).Entries() {
			i := syntax.AsInherit(e)
			for attr := range i.Attrs() {
				if attr.Text() == n.Text() {
					return i.Source().Unparen()
				}
			}
		}
	}
	return syntax.Node{}
}

func reportPlaceholder(p *analysis.Pass, n syntax.Node, name string) {
	option, ok := writtenOption(n)
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

// writtenOption is the path of the option in whose value n stands, as its text tells; ok is false inside a `let`, a function
// that is no module, or a name that is not known.
func writtenOption(n syntax.Node) (option optiondb.Path, ok bool) {
	for below, n := n, n.Parent(); n.Exists(); below, n = n, n.Parent() {
		switch n.Kind() {
		case syntax.LetNode:
			if syntax.AsLetIn(n).Body() != below {
				return nil, false
			}
		case syntax.LambdaNode:
			if n != n.File().Expr() {
				return nil, false
			}
		case syntax.BindingNode:
			names, all := syntax.AsBinding(n).Path().Names()
			if !all || n.Parent().Is(syntax.LetNode) {
				return nil, false
			}
			option = append(slices.Clone(optiondb.Path(names)), option...)
		}
	}
	if len(option) > 0 && option[0] == "config" {
		option = option[1:]
	}
	return option, true
}
