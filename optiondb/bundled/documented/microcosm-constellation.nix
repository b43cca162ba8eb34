# Constellation: an index of which records link to which, fed from a Jetstream.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.services.microcosm-constellation;
  make = import ../lib/options.nix { inherit lib; };
  database = import ./lib/database.nix { inherit lib; };
  service = import ./lib/service.nix { inherit config lib pkgs; } {
    name = "microcosm-constellation";
    title = "Microcosm's Constellation";
    package = pkgs.microcosm.constellation;
    written = "pkgs.microcosm.constellation";
    port = 6789;
    metricsPort = 8765;
  };
in
{
  options.services.microcosm-constellation = service.options // {
    jetstream = lib.mkOption {
      type = lib.types.str;
      default = "wss://jetstream1.us-east.bsky.network/subscribe";
      example = "wss://jetstream2.us-west.bsky.network/subscribe";
      description = "WebSocket URL (`wss://` or `ws://`) of the Jetstream that the index is fed from.";
    };

    backend = make.choice [ "memory" "rocks" "postgres" ] "rocks" ''
      What the index itself is kept in: `memory` forgets everything at a restart, `rocks` is RocksDB below `dataDir`,
      `postgres` is the database of `database.url`.
    '';

    bind = make.optional "str" {
      example = "127.0.0.1:6789";
      description = ''
        Address and TCP port to listen on, as `address:port`. Null listens on every address, on `settings.port`.
      '';
    };

    bindMetrics = make.optional "str" {
      example = "127.0.0.1:8765";
      description = ''
        Address and TCP port of the metrics, as `address:port`. Null listens on every address, on `metrics.port`.
      '';
    };
  };

  config = lib.mkMerge [
    service.config
    (lib.mkIf (cfg.enable && cfg.backend == "postgres" && database.isLocal cfg.database.url) {
      systemd.services.microcosm-constellation = {
        after = [ "postgresql.service" ];
        requires = [ "postgresql.service" ];
      };
    })
  ];
}
