# Tangled's AppView until November 2025.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib)
    mkDefault
    mkIf
    mkMerge
    mkOption
    types
    ;
  make = import ../lib/options.nix { inherit lib; };
  cfg = config.services.tangled-appview;
in
{
  options.services.tangled-appview = {
    enable = make.flag false "Run Tangled's AppView as the unit `tangled-appview.service`.";
    package = mkOption {
      type = types.package;
      description = "The build of the AppView to run. Set by Tangled's flake unless its bare file is imported.";
    };
    port = make.number 3000 "TCP port for HTTP, on every address.";
    cookie_secret = make.text "00000000000000000000000000000000" ''
      Secret that session cookies are signed with. Ends world-readable in the Nix store: set `TANGLED_COOKIE_SECRET` in
      `environmentFile` instead.
    '';
    environmentFile = make.optional "path" {
      example = "/etc/tangled-appview.env";
      description = ''
        File with `VAR=value` lines that systemd reads when the service starts: the place for `TANGLED_COOKIE_SECRET`.
      '';
    };
  };

  config = mkMerge [
    { services.tangled-appview.package = mkDefault pkgs.appview; } # the flake's module names its own build
    (mkIf cfg.enable {
      systemd.services.tangled-appview = {
        description = "Tangled AppView";
        wantedBy = [ "multi-user.target" ];
        serviceConfig = {
          ExecStart = "${cfg.package}/bin/appview";
          Restart = "always";
          ListenStream = "0.0.0.0:${toString cfg.port}";
        };
        environment.TANGLED_COOKIE_SECRET = cfg.cookie_secret;
      };
    })
  ];
}
