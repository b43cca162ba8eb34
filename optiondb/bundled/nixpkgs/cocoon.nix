# Cocoon, a small personal data server in Go. The first version had no default for `environmentFiles`.
{
  filesRequired ? false,
}:
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib)
    mkIf
    mkOption
    mkPackageOption
    optional
    optionalAttrs
    types
    ;
  make = import ../lib/options.nix { inherit lib; };
  environment = import ./lib/environment.nix { inherit lib; };
  cfg = config.services.cocoon;

  keyFile =
    default: description:
    mkOption {
      type = types.either types.path types.str;
      inherit default description;
    };

  required =
    type: example: description:
    mkOption { inherit type example description; };
in
{
  options.services.cocoon = {
    enable = make.switch ''
      Run Cocoon as the unit `cocoon.service`, data in `/var/lib/cocoon`. Needs a DID, a host name, a contact address and
      secrets in `environmentFiles`.
    '';

    package = mkPackageOption pkgs "cocoon" { };

    environmentFiles = mkOption (
      {
        type = types.listOf types.path;
        description = ''
          Files with `VAR=value` lines that systemd reads when the service starts: the place for
          `COCOON_ADMIN_PASSWORD` and `COCOON_SESSION_SECRET`. Give paths as strings.
        '';
      }
      // optionalAttrs (!filesRequired) { default = [ ]; }
    );

    settings = mkOption {
      description = ''
        Environment variables of Cocoon. Free keys are strings, paths or null (unset). Ends world-readable in the Nix
        store, so secrets go into `environmentFiles`.
      '';
      type = types.submodule {
        freeformType = types.attrsOf (types.nullOr (types.either types.str types.path));
        options = {
          COCOON_ADDR = mkOption {
            type = types.str;
            default = ":8080";
            example = ":3000";
            description = "Where to listen, as `address:port`; without an address on every one.";
          };
          COCOON_DID =
            required (types.nullOr types.str) "did:web:cocoon.example.com"
              "The server's own identity, a `did:web` of its host name.";
          COCOON_HOSTNAME =
            required (types.nullOr types.str) "cocoon.example.com"
              "Public host name of the server, without scheme.";
          COCOON_CONTACT_EMAIL = required types.str "me@example.com" "Address that users are shown for questions.";
          COCOON_ROTATION_KEY_PATH = keyFile "/var/lib/cocoon/rotation.key" ''
            File of the key that may change the identities of its users (`cocoon create-rotation-key --out FILE`).
          '';
          COCOON_JWK_PATH = keyFile "/var/lib/cocoon/jwk.key" ''
            File of the key that signs sessions (`cocoon create-private-jwk --out FILE`).
          '';
          COCOON_RELAYS = make.text "https://bsky.network" ''
            Relays that are told about new data, as URLs with commas between them, in one string.
          '';
          COCOON_SESSION_COOKIE_KEY = make.text "session" "Name of the session cookie; not a secret.";
          COCOON_DB_TYPE = make.text "sqlite" "`sqlite` or `postgres`.";
          COCOON_DB_NAME = make.text "/var/lib/cocoon/cocoon.db" ''
            File of the SQLite database; not used with PostgreSQL.
          '';
          COCOON_DATABASE_URL = make.optional "str" {
            example = "postgres://cocoon:password@localhost:5432/cocoon?sslmode=disable";
            description = ''
              PostgreSQL to use when `COCOON_DB_TYPE` is `postgres`. With a password in it, it belongs into
              `environmentFiles`.
            '';
          };
        };
      };
    };
  };

  config = mkIf cfg.enable {
    environment.systemPackages = [ cfg.package ];
    systemd.services.cocoon = environment.unit {
      description = "Cocoon personal data server";
      inherit (cfg) package settings environmentFiles;
      after = optional (cfg.settings.COCOON_DB_TYPE == "postgres") "postgresql.service";
      serviceConfig = {
        StateDirectory = "cocoon";
        StateDirectoryMode = "0755";
      };
    };
  };
}
