package checks

import (
	"atproto-ls/analysis"
	"atproto-ls/optiondb"
)

var unreadOption = &analysis.Check{
	Code:     "ATP309",
	Name:     "unread-option",
	Severity: analysis.Warning,
	Summary:  "A module declares an option that nothing reads",
	Doc: `
Whoever sets it is misled: it has no effect. A warning where a flake gives its modules to others, a hint for modules of one's own
machines. A value that is handed on counts as read, and so does everything below it: ` + "`toJSON cfg.settings`" + `, ` + "`f cfg`" + `,
` + "`inherit (cfg) x`" + `. Where ` + "`config`" + ` as a whole goes somewhere that cannot be followed, nothing is said, and neither is of a service none
of whose options is read.`,
	Bad: `
{ config, lib, ... }:
let
  cfg = config.services.relay;
in
{
  options.services.relay = {
    enable = lib.mkEnableOption "the relay";
    port = lib.mkOption {
      type = lib.types.port;
      description = "TCP port to listen on.";
    };
  };
  config.systemd.services.relay.enable = cfg.enable;
}`,
	Good: `
{ config, lib, ... }:
let
  cfg = config.services.relay;
in
{
  options.services.relay = {
    enable = lib.mkEnableOption "the relay";
    port = lib.mkOption {
      type = lib.types.port;
      description = "TCP port to listen on.";
    };
  };
  config.systemd.services.relay = {
    enable = cfg.enable;
    environment.PORT = toString cfg.port;
  };
}`,
	Run: func(p *analysis.Pass) {
		own := p.Snapshot.Facts(p.File).Options
		if own == nil || !isModule(p) {
			return
		}
		severity := analysis.Hint
		if p.Snapshot.Publishes() {
			severity = p.Severity()
		}
		used := map[string]bool{} // the groups of which something is read: others may all be for somebody who is not in sight
		var unread []*optiondb.Option
		for _, o := range own.Options() {
			switch {
			case !settable(o) || len(o.Declarations) != 1 || o.Declarations[0].File != p.File.Path:
			case p.Snapshot.UsedHere(o.Path):
				used[o.Path[:2].String()] = true
			default:
				unread = append(unread, o)
			}
		}
		for _, o := range unread {
			declaration := bindingOf(o.Declarations[0].Node())
			if !declaration.Exists() || !used[o.Path[:2].String()] {
				continue
			}
			p.Report(analysis.Diagnostic{
				Severity: severity, Range: p.File.Range(declaration.Path().Node), Option: o.Path.String(),
				Message: "nothing reads `" + o.Path.String() + "`: to set it has no effect",
			})
		}
	},
}
