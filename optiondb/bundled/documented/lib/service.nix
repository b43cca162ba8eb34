# What every service of this set has. A service's file gives its facts and adds what only it has:
#
#     service = import ./lib/service.nix { inherit config lib pkgs; } {
#       name = "bluesky-pds"; title = "…"; package = pkgs.bluesky-pds; written = "pkgs.bluesky-pds";
#       port = 3000; metricsPort = 8761; settings = { };
#     };
#
# and gets the option group (`options`) and what it asks of the machine (`config`) back.
{
  config,
  lib,
  pkgs,
}:
{
  name,
  title,
  package,
  written,
  port,
  metricsPort,
  settings ? { },
}:
let
  inherit (lib)
    literalExpression
    mkIf
    mkOption
    optional
    types
    unique
    ;
  make = import ../../lib/options.nix { inherit lib; };
  database = import ./database.nix { inherit lib; };
  proxy = import ./proxy.nix { inherit lib; };
  backup = import ./backup.nix { inherit lib; };

  cfg = config.services.${name};
  shared = config.atproto.integration;
  where = "services.${name}";

  levels = [
    "trace"
    "debug"
    "info"
    "warn"
    "error"
  ];

  redisUnits = optional (
    cfg.settings.redis.url != null && database.isLocal cfg.settings.redis.url
  ) "redis.service";
  needed = unique (
    database.unitsOf cfg.database ++ database.unitsOf cfg.settings.database ++ redisUnits
  );
in
{
  options = {
    enable = make.switch ''
      Run ${title} as the unit `${name}.service`, under a user of its own, with systemd's hardening.
    '';

    package = make.package package written "The build of ${title} to run.";

    user = make.text name "System user that the service runs as and that owns `dataDir`.";

    group = make.text name "System group of `user`.";

    dataDir = mkOption {
      type = types.path;
      default = "/var/lib/${name}";
      description = ''
        Folder that the service keeps its files in. Everything else on the file system is read-only for it, and its
        unit waits until the folder is mounted.
      '';
    };

    logLevel = make.choice levels "info" ''
      The least severe message that the service logs; `trace` and `debug` are for looking into a problem.
    '';

    openFirewall = make.flag false ''
      Open `settings.port` (TCP) in the firewall. Leave it closed behind a reverse proxy on the same machine.
    '';

    settings = mkOption {
      default = { };
      description = ''
        Settings of ${title} itself. Keys that are not declared here are passed on as they are, whatever their type.
        All of it ends world-readable in the Nix store: name files for secrets.
      '';
      type = types.submodule {
        freeformType = types.attrsOf types.anything;
        options = {
          hostname = make.text "localhost" ''
            Public host name that the service tells others, without scheme or port. `localhost` is for trying things
            out: other servers cannot reach it.
          '';

          port = make.port port "TCP port that the service listens on, on every address.";

          database = database.options;

          redis = {
            url = make.optional "str" {
              example = "redis://localhost:6379";
              description = ''
                Redis to cache and to pass events through: `redis://`, `rediss://` (TLS) or `unix:`. Null does without.
                With a local address the unit waits for `redis.service`, and Redis must be enabled on this machine.
              '';
            };
            passwordFile = make.optional "path" {
              example = "/run/secrets/redis-password";
              description = "File with the Redis password, as a string and outside of the Nix store.";
            };
          };
        }
        // settings;
      };
    };

    database = database.options;

    nginx = proxy.options name cfg.settings;

    metrics = {
      enable = make.switch ''
        Answer Prometheus on a port of its own. Needs a Prometheus that asks:
        `atproto.integration.monitoring.prometheus.enable` or `services.prometheus.enable`.
      '';
      port = make.port metricsPort ''
        TCP port of the metrics, while `metrics.enable` is on. 9090 is taken by Prometheus itself. Keep it closed in
        the firewall.
      '';
      path = make.text "/metrics" "HTTP path of the metrics, with its leading slash.";
    };

    logging = {
      level = mkOption {
        type = types.enum levels;
        default = cfg.logLevel;
        defaultText = literalExpression "config.services.${name}.logLevel";
        description = "As `logLevel`, which it takes precedence over.";
      };
      format = make.choice [ "json" "text" ] "json" ''
        How a message is written to the journal: `json` for Loki and other collectors, `text` for people.
      '';
    };

    security = {
      fail2ban.enable = make.switch ''
        Block addresses that fail to log in again and again. Needs `atproto.integration.security.fail2ban.enable` or
        `services.fail2ban.enable`.
      '';
      apparmor = {
        enable = make.switch ''
          Confine the service with an AppArmor profile. Needs `atproto.integration.security.apparmor.enable` or
          `security.apparmor.enable`.
        '';
        enforce = make.flag true "Stop what the profile forbids; off only logs it.";
      };
      firewall = {
        enable = make.switch ''
          Let the service's rules into the firewall. Needs `atproto.integration.security.firewall.enable` or
          `networking.firewall.enable`.
        '';
        allowedPorts = make.ports ''
          TCP ports to open for this service. Opening a port does not make anything listen there.
        '';
      };
    };

    backup = backup.options shared.backup;
  };

  config = mkIf cfg.enable {
    assertions =
      database.assertionsOf "${where}.database" cfg.database
      ++ database.assertionsOf "${where}.settings.database" cfg.settings.database
      ++ proxy.assertionsOf "${where}.nginx" cfg.nginx
      ++ backup.assertionsOf "${where}.backup" cfg.backup shared.backup;

    systemd.services.${name} = {
      description = title;
      wantedBy = [ "multi-user.target" ];
      after = [
        "network.target"
        "network-online.target"
      ]
      ++ needed;
      wants = [
        "network-online.target"
      ]
      ++ optional cfg.nginx.enable "nginx.service"
      ++ optional cfg.metrics.enable "prometheus.service";
      requires = needed;
      unitConfig.RequiresMountsFor = [ cfg.dataDir ];
      serviceConfig = import ./hardening.nix // {
        User = cfg.user;
        Group = cfg.group;
        StateDirectory = name;
        ReadWritePaths = [ cfg.dataDir ];
        Restart = "on-failure";
      };
    };

    users.users.${cfg.user} = {
      isSystemUser = true;
      group = cfg.group;
    };
    users.groups.${cfg.group} = { };
  };
}
