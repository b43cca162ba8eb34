# Tangled's knot, a git server. `generation` counts what changed: 1 a secret file, 2 an owner instead (August 2025), 3
# another name and settings for git (November 2025), 4 mirrors and secure mode (2026). `endpoint` is the AppView's
# default.
{
  generation,
  endpoint ? "https://tangled.org",
}:
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
    optional
    optionalAttrs
    types
    ;
  make = import ../lib/options.nix { inherit lib; };
  old = generation <= 2;
  cfg = if old then config.services.tangled-knot else config.services.tangled.knot;
  at =
    group:
    if old then { services.tangled-knot = group; } else { services.tangled.knot = group; };

  folder =
    default: description:
    mkOption {
      type = types.path;
      inherit default description;
    };
in
{
  options = at (
    {
      enable = make.flag false ''
        Run a knot as the unit `knot.service`: git over SSH and HTTP for repositories on Tangled. Turns the OpenSSH server
        on as well. Needs `server.hostname` and, since August 2025, `server.owner`.
      '';

      package = mkOption {
        type = types.package;
        description = "The build of the knot to run. Set by Tangled's flake unless its bare file is imported.";
      };

      appviewEndpoint = make.text endpoint "URL of the AppView that the knot belongs to.";

      gitUser = make.text "git" "System user that owns the repositories, and the user in SSH clone URLs.";

      openFirewall = make.flag true "Open TCP port 22 for SSH. The HTTP port stays as it is.";

      stateDir = folder "/home/${cfg.gitUser}" "Home of `gitUser`, where everything is kept unless said otherwise.";

      repo = {
        scanPath = folder cfg.stateDir "Folder with the bare repositories.";
        mainBranch = make.text "main" "Name of the first branch of a new repository.";
      }
      // optionalAttrs (generation >= 3) {
        readme = mkOption {
          type = types.listOf types.str;
          default = [
            "README.md"
            "readme.md"
            "README"
            "readme"
            "README.markdown"
            "readme.markdown"
            "README.txt"
            "readme.txt"
            "README.rst"
            "readme.rst"
            "README.org"
            "readme.org"
            "README.asciidoc"
            "readme.asciidoc"
          ];
          description = "File names that count as a repository's README; the first that exists is shown.";
        };
      };

      motd = make.optional "str" {
        description = ''
          Text that everybody sees on push and pull, as it is: end it with a line break. Not together with `motdFile`.
        '';
      };

      motdFile = make.optional "path" {
        description = "File with the text of `motd`. Not together with `motd`.";
      };

      server = {
        listenAddr = make.text "0.0.0.0:5555" ''
          Address and TCP port for HTTP and the event stream, as `address:port`. A proxy in front must pass WebSockets on
          `/events`.
        '';
        internalListenAddr = make.text "127.0.0.1:5444" ''
          Address and TCP port of the internal interface, as `address:port`. It asks for no password: keep it on loopback.
        '';
        dbPath = folder "${cfg.stateDir}/knotserver.db" "File of the SQLite database.";
        hostname = mkOption {
          type = types.str;
          example = "my.knot.com";
          description = "Public host name of the knot, without scheme.";
        };
        dev = make.flag false "For development: signatures are not verified.";
      }
      // optionalAttrs (generation == 1) {
        secretFile = mkOption {
          type = types.path;
          example = "KNOT_SERVER_SECRET=<hash>";
          description = "File with the line `KNOT_SERVER_SECRET=…` of the knot's registration.";
        };
      }
      // optionalAttrs (generation >= 2) {
        owner = mkOption {
          type = types.str;
          example = "did:plc:qfpnj4og54vl56wngdriaxug";
          description = "DID of the person who owns the knot, not a handle.";
        };
      }
      // optionalAttrs (generation >= 3) {
        plcUrl = make.text "https://plc.directory" "Directory that `did:plc` identities are looked up in.";
        jetstreamEndpoint =
          make.text "wss://jetstream1.us-west.bsky.network/subscribe"
            "WebSocket URL of the Jetstream that the knot follows.";
        logDids = make.flag true "Write DIDs into the log.";
      }
      // optionalAttrs (generation >= 4) {
        maxResponseKB = make.number 5120 "Largest answer, in kilobytes.";
        secureMode = make.flag false ''
          Run git in a sandbox (Landlock, Linux 5.13 or newer) under a user of its own for each repository.
        '';
      };
    }
    // optionalAttrs (generation >= 3) {
      git = {
        userName = make.text "Tangled" "Name of the committer when the knot commits.";
        userEmail = make.text "noreply@tangled.org" "E-mail address of the committer when the knot commits.";
      };
    }
    // optionalAttrs (generation >= 4) {
      knotmirrors = mkOption {
        type = types.listOf types.str;
        default = [ "https://mirror.tangled.network" ];
        description = "Mirrors that are asked to fetch the repositories, as URLs.";
      };
      environmentFile = make.optional "path" {
        example = "/etc/knot.env";
        description = "File with `VAR=value` lines that systemd reads when the service starts: the place for secrets.";
      };
    }
  );

  config = mkMerge [
    (at { package = mkDefault pkgs.knot; }) # the flake's module names its own build
    (mkIf cfg.enable {
      assertions = [
        {
          assertion = cfg.motd == null || cfg.motdFile == null;
          message = "motd and motdFile of the knot cannot both be set.";
          check = "failed-assertion";
        }
      ];

      systemd.services.knot = {
        description = "Tangled knot";
        wantedBy = [ "multi-user.target" ];
        after = [
          (if generation >= 4 then "network-online.target" else "network.target")
          "sshd.service"
        ];
        wants = optional (generation >= 4) "network-online.target";
        serviceConfig = {
          User = cfg.gitUser;
          WorkingDirectory = cfg.stateDir;
          ExecStart = "${cfg.package}/bin/knot server";
          Restart = "always";
          Environment = [
            "KNOT_REPO_SCAN_PATH=${cfg.repo.scanPath}"
            "KNOT_SERVER_LISTEN_ADDR=${cfg.server.listenAddr}"
            "KNOT_SERVER_INTERNAL_LISTEN_ADDR=${cfg.server.internalListenAddr}"
            "KNOT_SERVER_DB_PATH=${cfg.server.dbPath}"
            "KNOT_SERVER_HOSTNAME=${cfg.server.hostname}"
          ]
          ++ optional (generation >= 2) "KNOT_SERVER_OWNER=${cfg.server.owner}";
        }
        // optionalAttrs (generation == 1) { EnvironmentFile = cfg.server.secretFile; };
      };

      users.users.${cfg.gitUser} = {
        isSystemUser = true;
        home = cfg.stateDir;
        group = cfg.gitUser;
      };
      users.groups.${cfg.gitUser} = { };
    })
  ];
}
