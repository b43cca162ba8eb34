package checks

import "atproto-ls/analysis"

var optionWithoutType = &analysis.Check{
	Code:     "ATP302",
	Name:     "option-without-type",
	Severity: analysis.Hint,
	Summary:  "An option is declared without a type",
	Doc: `
It takes any value, so that a mistake in one is found by the program at best; and two definitions of it are merged by guessing. A
hint for modules of one's own machines; a warning where a flake gives its modules to others and has no machines itself.`,
	Bad: `
{ lib, ... }:
{
  options.services.relay.port = lib.mkOption {
    default = 3000;
    description = "TCP port to listen on.";
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
	Run: func(p *analysis.Pass) { lacking(p, "type", "%s has no type: it takes anything") },
}
