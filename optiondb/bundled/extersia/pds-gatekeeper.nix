# A guard in front of the PDS: second factors, sign-up limits, captchas. `hostname` says whether PDS_HOSTNAME is
# declared (since March 2026; before, it was one of the free keys).
{
  hostname ? true,
}:
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkOption optionalAttrs types;
  make = import ../lib/options.nix { inherit lib; };
  pds = config.services.bluesky-pds.settings or { };

  service = import ./service.nix { inherit lib pkgs; } {
    name = "pds-gatekeeper";
    title = "the PDS gatekeeper";
    secrets = ": the place for secrets";
    settings = {
      GATEKEEPER_HOST = mkOption {
        type = types.nullOr types.str;
        default = "127.0.0.1";
        description = "Address to listen on.";
      };
      GATEKEEPER_PORT = make.port 8080 "TCP port to listen on.";
      GATEKEEPER_CREATE_ACCOUNT_PER_SECOND = make.number 300 ''
        Time after which one more account may be made, in seconds.
      '';
      GATEKEEPER_CREATE_ACCOUNT_BURST = make.number 608 "How many accounts may be made at once.";
      GATEKEEPER_TWO_FACTOR_EMAIL_SUBJECT = mkOption {
        type = types.nullOr types.str;
        default = "Sign in to Bluesky";
        description = "Subject of the e-mail with the second factor.";
      };
      PDS_BASE_URL = mkOption {
        type = types.nullOr types.str;
        default = "https://localhost:${toString (pds.PDS_PORT or 3000)}";
        defaultText = "https://localhost:3000";
        description = "URL of the PDS behind the gatekeeper. A PDS on the same machine speaks plain `http://`.";
      };
      PDS_DATA_DIRECTORY = mkOption {
        type = types.nullOr types.path;
        default = pds.PDS_DATA_DIRECTORY or "/var/lib/pds";
        defaultText = "/var/lib/pds";
        description = "Folder of the PDS's SQLite files.";
      };
    }
    // optionalAttrs hostname {
      PDS_HOSTNAME = mkOption {
        type = types.nullOr types.str;
        default = pds.PDS_HOSTNAME or "localhost";
        defaultText = "localhost";
        description = "Public host name of the PDS, without scheme.";
      };
    };
  };
in
{
  options.services.pds-gatekeeper = service.options;

  # The same user as the PDS, whose files it reads and changes.
  config = service.config config.services.pds-gatekeeper {
    User = "pds";
    Group = "pds";
  };
}
