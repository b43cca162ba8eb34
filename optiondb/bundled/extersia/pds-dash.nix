# A start page for the PDS.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  make = import ../lib/options.nix { inherit lib; };
  service = import ./service.nix { inherit lib pkgs; } {
    name = "pds-dash";
    title = "the PDS dashboard";
    secrets = "";
    settings = {
      HOST = lib.mkOption {
        type = lib.types.nullOr lib.types.str;
        default = "127.0.0.1";
        description = "Address to listen on.";
      };
      PORT = make.port 4321 "TCP port to listen on.";
    };
  };
in
{
  options.services.pds-dash = service.options;
  config = service.config config.services.pds-dash { };
}
