# What the two services of this set share: a program beside the PDS of nixpkgs, set up by environment variables.
{ lib, pkgs }:
{
  name,
  title,
  secrets,
  settings,
}:
let
  inherit (lib) mkOption types;
  make = import ../lib/options.nix { inherit lib; };
in
{
  options = {
    enable = make.switch "Run ${title} as the unit `${name}.service`, beside the PDS of nixpkgs.";

    package = mkOption {
      type = types.package;
      default = pkgs.${name};
      description = "The build of ${title} to run.";
    };

    setupNginx = make.switch ''
      Pass its paths of the PDS's virtual host in nginx to it. Needs `services.nginx` and a virtual host of the name in
      `services.bluesky-pds.settings.PDS_HOSTNAME`.
    '';

    environmentFiles = mkOption {
      type = types.listOf types.path;
      default = [ ];
      description = ''
        Files with `VAR=value` lines that systemd reads when the service starts${secrets}. Give paths as strings.
      '';
    };

    settings = mkOption {
      description = ''
        Environment variables of the program. Free keys are strings, ports or null (unset). Ends world-readable in the
        Nix store, so secrets go into `environmentFiles`.
      '';
      type = types.submodule {
        freeformType = types.attrsOf (
          types.oneOf [
            (types.nullOr types.str)
            types.port
          ]
        );
        options = settings;
      };
    };
  };

  config =
    cfg: serviceConfig:
    lib.mkIf cfg.enable {
      systemd.services.${name} = {
        description = title;
        wantedBy = [ "multi-user.target" ];
        after = [ "network.target" ];
        serviceConfig =
          import ./hardening.nix
          // {
            ExecStart = lib.getExe cfg.package;
            Restart = "always";
            EnvironmentFile = cfg.environmentFiles;
            Environment = lib.mapAttrsToList (variable: value: "${variable}=${toString value}") (
              lib.filterAttrs (_: value: value != null) cfg.settings
            );
          }
          // serviceConfig;
      };
    };
}
