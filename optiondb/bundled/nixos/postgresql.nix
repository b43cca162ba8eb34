# What NixOS refuses of databases and their owners.
{ config, lib, ... }:
let
  inherit (lib) mkOption types;
  postgresql = config.services.postgresql;
in
{
  options.services.postgresql = {
    enable = mkOption {
      type = types.bool;
      default = false;
    };
    ensureDatabases = mkOption {
      type = types.listOf types.str;
      default = [ ];
    };
    ensureUsers = mkOption {
      default = [ ];
      type = types.listOf (
        types.submodule {
          freeformType = import ./rest.nix { inherit lib; };
          options = {
            name = mkOption {
              type = types.str;
            };
            ensureDBOwnership = mkOption {
              type = types.bool;
              default = false;
            };
          };
        }
      );
    };
  };
  config.assertions = map (user: {
    assertion = postgresql.enable && user.ensureDBOwnership -> lib.elem user.name postgresql.ensureDatabases;
    message = "the PostgreSQL user ${user.name} is to own a database of its name, which `services.postgresql.ensureDatabases` does not have";
  }) postgresql.ensureUsers;
}
