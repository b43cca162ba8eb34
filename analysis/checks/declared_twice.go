package checks

import (
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

var declaredTwice = &analysis.Check{
	Code:     "ATP113",
	Name:     "declared-twice",
	Severity: analysis.Error,
	Summary:  "Two modules declare one option",
	Doc: `
NixOS stops with "is already declared" when two modules declare an option: two of yours, or a flake's and the one that nixpkgs has
gained meanwhile. ` + "`disabledModules`" + ` takes out the one of nixpkgs. Declarations that NixOS merges, submodules that add options to one
another, are left alone.`,
	Bad: `
{ lib, ... }:
{
  imports = [
    { options.services.relay.port = lib.mkOption { description = "Port."; type = lib.types.port; default = 80; }; }
    { options.services.relay.port = lib.mkOption { description = "Port."; type = lib.types.port; default = 81; }; }
  ];
}`,
	Good: `
{ lib, ... }:
{
  imports = [
    { options.services.relay.port = lib.mkOption { description = "Port."; type = lib.types.port; default = 80; }; }
  ];
}`,
	Run: func(p *analysis.Pass) {
		if p.Snapshot.Facts(p.File).Options == nil && !p.File.Mentions("nixosModule") {
			return // nothing is declared here, and no flake's module is imported
		}
		for c, severity := range absencesIn(p, p.Snapshot.ConfigurationsOf(p.File)) {
			for _, d := range p.Snapshot.Evaluated(c).Twice {
				reportTwice(p, c, d, severity)
			}
		}
		for _, c := range p.Snapshot.Configurations() { // the import may stand in a flake
			for _, u := range c.Unread {
				if u.File == p.File.Path && c.Whole {
					reportBesideNixpkgs(p, c, u)
				}
			}
		}
	},
}

// reportTwice reports the declarations of an option that stand in the pass's file, but for the first one imported: the last
// in the list.
func reportTwice(p *analysis.Pass, c *analysis.Configuration, d analysis.Declared, severity analysis.Severity) {
	for i, at := range d.At {
		first := d.At[len(d.At)-1]
		if at == first || at.File != p.File.Path {
			continue // one file that is reached by two names is one
		}
		finding := analysis.Diagnostic{
			Severity: severity, Range: at, Option: d.Option.String(), Entries: entry(c),
			Message: "`" + d.Option.String() + "` is declared by two modules",
		}
		for j, other := range d.At {
			if j != i && other != at && p.Snapshot.File(other.File) != nil {
				finding.Related = append(finding.Related, analysis.Related{Range: other, Message: "declared here, too"})
			}
		}
		p.Report(finding)
	}
}

// reportBesideNixpkgs reports the import of a flake's module that declares what the pinned nixpkgs declares, too. It was not
// read, and may itself take out that of nixpkgs: a warning.
func reportBesideNixpkgs(p *analysis.Pass, c *analysis.Configuration, u analysis.UnreadImport) {
	for _, pin := range p.Snapshot.Pins() {
		if !u.Input || pin.Name == "" || pin.Name != inputOf(u) || disables(c) {
			continue
		}
		for _, prefix := range optiondb.DeclaredBy(pin) {
			if !optiondb.InNixpkgs(prefix, c.Nixpkgs(p.Snapshot.Pins())) {
				continue
			}
			finding := analysis.Diagnostic{
				Severity: p.Severity().Lower(), Range: u.Range, Option: prefix.String(), Entries: entry(c),
				Message: "the input `" + pin.Name + "` declares `" + prefix.String() + "`, and so does the pinned nixpkgs: one of them must be taken out",
			}
			if fix, ok := disable(p, c, prefix); ok {
				finding.Fixes = append(finding.Fixes, fix)
			}
			p.Report(finding)
		}
	}
}

// inputOf is the name of the flake input that an import is of, "" where its text does not tell.
func inputOf(u analysis.UnreadImport) string {
	if u.From != "" {
		return u.From
	}
	text := strings.TrimPrefix(u.What, "inputs.")
	name, rest, _ := strings.Cut(text, ".")
	if !strings.HasPrefix(rest, "nixosModule") && text == u.What {
		return ""
	}
	return name
}

// disables reports whether a file of c takes out modules by their names.
func disables(c *analysis.Configuration) bool {
	for _, f := range c.Files {
		if f.Mentions("disabledModules") {
			return true
		}
	}
	return false
}

// inNixpkgs is where nixpkgs has the modules that others have as well, below nixos/modules.
var inNixpkgs = map[string]string{"services.tranquil-pds": "services/web-apps/tranquil-pds.nix"}

// disable is the fix that takes the module of nixpkgs out, written beside the imports.
func disable(p *analysis.Pass, c *analysis.Configuration, prefix optiondb.Path) (analysis.Fix, bool) {
	name := inNixpkgs[prefix.String()]
	site, ok := c.Site(optiondb.Path{"disabledModules"}, p.File.Path)
	if name == "" || !ok || len(site.Path) > 0 || site.Set.Parent().Is(syntax.BindingNode) {
		return analysis.Fix{}, false
	}
	edits := site.Insert([]analysis.Definition{{Path: optiondb.Path{"disabledModules"}, Value: `[ "` + name + `" ]`}}, syntax.Node{})
	return analysis.Fix{Title: "take out the module of nixpkgs", Preferred: true, Edits: edits}, len(edits) > 0
}
