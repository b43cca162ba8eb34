package checks

import "atproto-ls/analysis"

var optionWithoutDescription = &analysis.Check{
	Code:     "ATP301",
	Name:     "option-without-description",
	Severity: analysis.Hint,
	Summary:  "An option is declared without a description",
	Doc: `
Documentation, hover and completion have nothing to say about it. A hint for modules of one's own machines; a warning where a flake
gives its modules to others and has no machines itself. Options that are internal or hidden need none.`,
	Bad: `
{ lib, ... }:
{
  options.services.relay.port = lib.mkOption {
    type = lib.types.port;
    default = 3000;
  };
}`,
	Good: `
{ lib, ... }:
{
  options.services.relay.port = lib.mkOption {
    type = lib.types.port;
    default = 3000;
    description = "TCP port to listen on.";
  };
}`,
	Run: func(p *analysis.Pass) { lacking(p, "description", "%s has no description: nobody learns what it does") },
}
