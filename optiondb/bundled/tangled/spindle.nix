# Tangled's spindle, which runs the jobs of repositories. `generation`: 1 August 2025, 2 with a queue, 3 with another
# name and a PLC directory (November 2025), 4 with micro virtual machines, and settings for Nixery as a group (2026).
{ generation }:
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
    optionalAttrs
    types
    ;
  make = import ../lib/options.nix { inherit lib; };
  old = generation <= 2;
  cfg = if old then config.services.tangled-spindle else config.services.tangled.spindle;
  at =
    group:
    if old then { services.tangled-spindle = group; } else { services.tangled.spindle = group; };

  example = default: example: description: make.text default description // { inherit example; };
  exampleNumber = default: example: description: make.number default description // { inherit example; };

  file =
    default: description:
    mkOption {
      type = types.path;
      inherit default description;
    };

  nixery = make.text "nixery.tangled.sh" "Host name of the Nixery that makes the container images of jobs.";

  machines = import ./microvm.nix { inherit lib make; };
in
{
  options = at (
    {
      enable = make.flag false ''
        Run a spindle as the unit `spindle.service`: it runs the pipelines of repositories on Tangled, in containers. Turns
        Docker on as well. Needs `server.hostname` and `server.owner`.
      '';

      package = mkOption {
        type = types.package;
        description = "The build of the spindle to run. Set by Tangled's flake unless its bare file is imported.";
      };

      server = {
        listenAddr = make.text "0.0.0.0:6555" ''
          Address and TCP port for HTTP and the event stream, as `address:port`. A proxy in front must pass WebSockets on
          `/events`.
        '';
        dbPath = file "/var/lib/spindle/spindle.db" "File of the SQLite database.";
        hostname = mkOption {
          type = types.str;
          example = "my.spindle.com";
          description = "Public host name of the spindle, without scheme.";
        };
        owner = mkOption {
          type = types.str;
          example = "did:plc:qfpnj4og54vl56wngdriaxug";
          description = "DID of the person who owns the spindle, not a handle.";
        };
        jetstreamEndpoint =
          make.text "wss://jetstream1.us-west.bsky.network/subscribe"
            "WebSocket URL of the Jetstream that the spindle follows.";
        dev = make.flag false "For development: signatures are not verified.";
        secrets = {
          provider = make.text "sqlite" "Where secrets of pipelines are kept: `sqlite` or `openbao`.";
          openbao = {
            proxyAddr = make.text "http://127.0.0.1:8200" "URL of the OpenBao proxy, for the provider `openbao`.";
            mount = make.text "spindle" "Mount in OpenBao that the secrets are read from.";
          };
        };
      }
      // optionalAttrs (generation >= 2) {
        maxJobCount = exampleNumber 2 5 "How many jobs run at the same time.";
        queueSize = exampleNumber 100 100 "How many jobs may wait.";
      }
      // optionalAttrs (generation >= 3) {
        plcUrl = make.text "https://plc.directory" "Directory that `did:plc` identities are looked up in.";
      }
      // optionalAttrs (generation >= 4) {
        repoDir = file "/var/lib/spindle/repos" "Folder that repositories are fetched into.";
        tap = {
          embed = make.flag true "Run a tap (a filtered firehose) inside of the spindle.";
          bind = make.text "[::1]:2480" "Address and TCP port of the embedded tap, as `address:port`; loopback only.";
          url = make.text "http://[::1]:2480" "URL of the tap that the spindle asks.";
          dbPath = file "/var/lib/spindle/tap.db" "File of the embedded tap's SQLite database.";
          relayUrl = make.text "https://bsky.network" "Relay that the embedded tap follows.";
        };
      };

      pipelines = {
        workflowTimeout = make.text "5m" ''
          Time that one workflow may take, waiting included, as a Go duration: `90s`, `5m`.
        '';
      }
      // (
        if generation >= 4 then
          {
            nixery = {
              inherit nixery;
              maxJobMemoryMb = make.number 6144 "Memory that one container may use, in MiB.";
              maxConcurrentWorkflows = make.number 8 ''
                How many workflows may run in containers at the same time; 0 for any number.
              '';
            };
            microvm = machines.options;
            nixCache = {
              readUrls = mkOption {
                type = types.listOf types.str;
                default = [ ];
                example = [
                  "http://ncps.internal:8501"
                  "ssh-ng://user@my-awesome-cache"
                ];
                description = "Nix caches that jobs read from, as URLs.";
              };
              trustedPublicKeys = mkOption {
                type = types.listOf types.str;
                default = [ ];
                description = "Public keys of these caches, as `name:key`.";
              };
              uploadUrl = example "" "local" "Nix cache that jobs write to; empty for none.";
            };
          }
        else
          { inherit nixery; }
      );
    }
    // optionalAttrs (generation >= 4) {
      artifactStores = {
        disk.dir = file "/var/log/spindle" "Folder that logs and other products of jobs are kept in.";
        s3 = {
          bucket = make.text "tangled-logs" "S3 bucket for them.";
          region = make.text "us-east-1" "Region of the bucket.";
        };
      };
      environmentFile = make.optional "path" {
        example = "/etc/spindle.env";
        description = ''
          File with `VAR=value` lines that systemd reads when the service starts: the place for secrets such as
          `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`.
        '';
      };
    }
  );

  config = mkMerge [
    (at { package = mkDefault pkgs.spindle; }) # the flake's module names its own build
    (mkIf cfg.enable {
      systemd.services.spindle = {
        description = "Tangled spindle";
        wantedBy = [ "multi-user.target" ];
        after = [
          "network.target"
          "docker.service"
        ];
        serviceConfig = {
          LogsDirectory = "spindle";
          StateDirectory = "spindle";
          ExecStart = "${cfg.package}/bin/spindle";
          Restart = "always";
          Environment = [
            "SPINDLE_SERVER_LISTEN_ADDR=${cfg.server.listenAddr}"
            "SPINDLE_SERVER_DB_PATH=${cfg.server.dbPath}"
            "SPINDLE_SERVER_HOSTNAME=${cfg.server.hostname}"
            "SPINDLE_SERVER_OWNER=${cfg.server.owner}"
          ];
        };
      };
    })
  ];
}
