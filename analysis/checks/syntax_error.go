package checks

import "atproto-ls/analysis"

var syntaxError = &analysis.Check{
	Code:     "ATP001",
	Name:     "syntax-error",
	Severity: analysis.Error,
	Summary:  "The text is not Nix: something is missing, or stands where it cannot",
	Doc: `
Nix reads no file with a syntax error, so nothing in it takes effect. The parser behind this check does not stop at the
first one: it says for each place what it found, what could stand there, and where the bracket or string was opened that
is still open, and reads on where the next binding begins.

A missing or superfluous character that can be only one is offered as a fix.`,
	Bad: `
{ config, ... }:
{
  services.bluesky-pds.enable = true
  networking.firewall.enable = true;
}`,
	Good: `
{ config, ... }:
{
  services.bluesky-pds.enable = true;
  networking.firewall.enable = true;
}`,
	Run: func(p *analysis.Pass) {
		for _, e := range p.File.Tree.Errors {
			p.ReportError(e)
		}
	},
}
