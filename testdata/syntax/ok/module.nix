# A small NixOS module, as a user would write it.
{ config, lib, pkgs, ... }:

let
  cfg = config.services.example;
in
{
  options.services.example = {
    enable = lib.mkEnableOption "the example service";
    port = lib.mkOption {
      type = lib.types.port;
      default = 3000;
      description = ''
        The port that ''${config} listens on.
      '';
    };
  };

  config = lib.mkIf cfg.enable {
    systemd.services.example = {
      wantedBy = [ "multi-user.target" ];
      serviceConfig.ExecStart = "${pkgs.example}/bin/example --port ${toString cfg.port}";
    };
  };
}
