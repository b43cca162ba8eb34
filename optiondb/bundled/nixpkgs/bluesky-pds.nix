# Bluesky's personal data server as nixpkgs runs it: settings are the program's environment variables. A function of
# what changed over time: the option group's name, the default upload limit, and whether `goat` is there.
{
  name ? "bluesky-pds",
  uploadLimit ? "104857600",
  goat ? true,
}:
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib)
    literalExpression
    mkIf
    mkOption
    mkPackageOption
    optional
    optionalAttrs
    types
    ;
  make = import ../lib/options.nix { inherit lib; };
  environment = import ./lib/environment.nix { inherit lib; };
  cfg = config.services.${name};

  # A tool on PATH that follows the service unless somebody decides otherwise.
  followsService =
    description:
    mkOption {
      type = types.bool;
      default = cfg.enable;
      defaultText = literalExpression "config.services.${name}.enable";
      inherit description;
    };

  maybeText =
    default: description:
    mkOption {
      type = types.nullOr types.str;
      inherit default description;
    };
in
{
  options.services.${name} = {
    enable = make.switch ''
      Run Bluesky's personal data server (PDS) as the unit `${name}.service`, user `pds`, data in `/var/lib/pds`. Needs
      `settings.PDS_HOSTNAME`, secrets in `environmentFiles`, and a proxy with TLS and WebSockets in front.
    '';

    package = mkPackageOption pkgs name { };

    environmentFiles = mkOption {
      type = types.listOf types.path;
      default = [ ];
      description = ''
        Files with `VAR=value` lines that systemd reads when the service starts: the place for `PDS_JWT_SECRET`,
        `PDS_ADMIN_PASSWORD` and `PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX`, without which the server does not start.
        Give paths as strings, so that the files stay out of the Nix store; they win over `settings`.
      '';
    };

    settings = mkOption {
      description = ''
        Environment variables of the server. Free keys are strings, ports or null (unset): numbers and yes-or-no are
        written as strings. Ends world-readable in the Nix store, so secrets go into `environmentFiles`.
      '';
      type = types.submodule {
        freeformType = types.attrsOf (
          types.oneOf [
            (types.nullOr types.str)
            types.port
          ]
        );
        options = {
          PDS_PORT = make.port 3000 "TCP port that the server listens on, on every address.";
          PDS_HOSTNAME = mkOption {
            type = types.str;
            example = "pds.example.com";
            description = ''
              Public host name of the server, without scheme, port or path. Handles below it are given to its users.
            '';
          };
          PDS_BLOB_UPLOAD_LIMIT = make.text uploadLimit ''
            Largest picture or film that a user may upload, in bytes, written as a string. A proxy in front must let as
            much through.
          '';
          PDS_DID_PLC_URL = make.text "https://plc.directory" "Directory that `did:plc` identities are made in.";
          PDS_BSKY_APP_VIEW_URL = make.text "https://api.bsky.app" ''
            AppView that the server passes reading requests to.
          '';
          PDS_BSKY_APP_VIEW_DID = make.text "did:web:api.bsky.app" "DID of the AppView in `PDS_BSKY_APP_VIEW_URL`.";
          PDS_REPORT_SERVICE_URL = make.text "https://mod.bsky.app" ''
            Moderation service that reports of users are sent to.
          '';
          PDS_REPORT_SERVICE_DID = make.text "did:plc:ar7c4by46qjdydhdevvrndac" ''
            DID of the service in `PDS_REPORT_SERVICE_URL`.
          '';
          PDS_CRAWLERS = make.text "https://bsky.network" ''
            Relays that are told about new data, as URLs with commas between them, in one string.
          '';
          PDS_DATA_DIRECTORY = make.text "/var/lib/pds" ''
            Folder of the SQLite files. The unit may write below `/var/lib/pds` only: another place needs
            `systemd.services.${name}.serviceConfig.ReadWritePaths`.
          '';
          PDS_BLOBSTORE_DISK_LOCATION = maybeText "/var/lib/pds/blocks" ''
            Folder of the blobs; null when they are kept in S3 (`PDS_BLOBSTORE_S3_BUCKET` …). Must be writable as
            `PDS_DATA_DIRECTORY` must.
          '';
          LOG_ENABLED = maybeText "true" "Write a log: `\"true\"` or `\"false\"`, as a string.";
        }
        // optionalAttrs goat {
          PDS_INVITE_REQUIRED = maybeText "true" ''
            Ask for an invite code when somebody signs up: `"true"` or `"false"`, as a string.
          '';
          PDS_RATE_LIMITS_ENABLED = maybeText "true" ''
            Slow down clients that ask too much: `"true"` or `"false"`, as a string.
          '';
        };
      };
    };

    pdsadmin.enable =
      let
        description = "Put `pdsadmin`, which manages accounts and knows this server's environment, on PATH.";
      in
      if goat then make.flag false description else followsService description;
  }
  // optionalAttrs goat {
    goat.enable = followsService "Put `goat`, the command-line tool of AT Protocol, on PATH.";
  };

  config = mkIf cfg.enable {
    environment.systemPackages =
      optional cfg.pdsadmin.enable pkgs.bluesky-pdsadmin
      ++ optional (goat && cfg.goat.enable) pkgs.atproto-goat;

    systemd.services.${name} = environment.unit {
      description = "Bluesky personal data server";
      hardening = import ./lib/hardening.nix // {
        MemoryDenyWriteExecute = false; # V8 compiles at run time
      };
      inherit (cfg) package settings environmentFiles;
      serviceConfig = {
        User = "pds";
        Group = "pds";
        StateDirectory = "pds";
        StateDirectoryMode = "0755";
      };
    };

    users.users.pds = {
      isSystemUser = true;
      group = "pds";
    };
    users.groups.pds = { };
  };
}
