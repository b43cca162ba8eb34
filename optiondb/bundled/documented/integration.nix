# What a machine offers to the AT Protocol services on it: databases, Redis, nginx, monitoring, logs, hardening,
# backups. Declares only. Nothing here turns on PostgreSQL or nginx, so that a service whose need nobody meets can be
# told from one whose need is met.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf mkOption types;
  make = import ../lib/options.nix { inherit lib; };
  cfg = config.atproto.integration;

  target = program: example: {
    enable = make.switch ''
      Install ${program} and run it for every service that has `backup.enable`.
    '';
    repository = make.optional "str" {
      inherit example;
      description = ''
        Where copies go, as ${program} writes it, for services that name no repository of their own.
      '';
    };
    passwordFile = make.optional "path" {
      description = ''
        File with the password that encrypts the repository, for services that name none of their own. A string, so
        that the file stays out of the Nix store.
      '';
    };
  };
in
{
  options.atproto.integration = {
    database = {
      enable = make.switch ''
        Set up databases for the services that ask for one. The servers are turned on one by one below.
      '';
      autoCreate = make.flag true ''
        Create a database and a user for every service that runs on this machine and has `database.createDatabase`.
      '';
      postgresql = {
        enable = make.switch ''
          Run PostgreSQL on this machine, TCP port 5432 on loopback. Meets `database.type = "postgres"` of a service;
          units that need it wait for `postgresql.service`.
        '';
        package = make.package pkgs.postgresql "pkgs.postgresql" ''
          The PostgreSQL to run. Another major version needs the data migrated first.
        '';
        settings = mkOption {
          type = types.attrs;
          default = { };
          description = ''
            Lines of postgresql.conf, such as `shared_buffers` (about a quarter of the memory) and
            `effective_cache_size` (about three quarters), with units as PostgreSQL writes them: `"1GB"`.
          '';
        };
      };
      mysql = {
        enable = make.switch ''
          Run MySQL on this machine, TCP port 3306 on loopback. Meets `database.type = "mysql"` of a service; units that
          need it wait for `mysql.service`.
        '';
        package = make.package pkgs.mysql80 "pkgs.mysql80" "The MySQL or MariaDB to run.";
      };
    };

    redis = {
      enable = make.switch ''
        Run Redis on this machine, TCP port 6379 on loopback. Meets a `redis.url` that names localhost; units that need
        it wait for `redis.service`.
      '';
      package = make.package pkgs.redis "pkgs.redis" "The Redis to run.";
      settings = mkOption {
        type = types.attrs;
        default = { };
        description = ''
          Lines of redis.conf, such as `maxmemory`, `maxmemory-policy` and `save` (how often it writes to the disk).
        '';
      };
    };

    nginx = {
      enable = make.switch ''
        Run nginx on this machine, TCP ports 80 and 443. Meets `nginx.enable` of a service, which gets a virtual host.
      '';
      package = make.package pkgs.nginx "pkgs.nginx" "The nginx to run.";
      defaultVirtualHost = make.flag false ''
        Answer requests for unknown host names with an empty default virtual host instead of the first service's.
      '';
      ssl = {
        enable = make.switch ''
          Get and renew certificates over ACME for every virtual host with `ssl.enable`. Accepts the terms of the
          certificate authority, so `ssl.email` must be set.
        '';
        email = make.optional "str" {
          description = ''
            Address that the certificate authority writes to before a certificate runs out. Required with `ssl.enable`.
          '';
        };
        staging = make.flag false ''
          Use the authority's test server: no rate limits, but certificates that no browser accepts.
        '';
      };
    };

    monitoring = {
      enable = make.switch ''
        Watch the services of this machine. The programs are turned on one by one below.
      '';
      prometheus = {
        enable = make.switch ''
          Run Prometheus on this machine, TCP port 9090, with a scrape job for every service that has `metrics.enable`.
        '';
        package = make.package pkgs.prometheus "pkgs.prometheus" "The Prometheus to run.";
        scrapeInterval = make.text "15s" "Time between two scrapes of a service, with a unit: `15s`, `1m`.";
        retentionTime = make.text "15d" "How long samples are kept, with a unit: `15d`, `1y`.";
      };
      grafana = {
        enable = make.switch ''
          Run Grafana on this machine, TCP port 3001, with Prometheus as its data source: useless without it.
        '';
        package = make.package pkgs.grafana "pkgs.grafana" "The Grafana to run.";
        dashboards = mkOption {
          type = types.listOf types.path;
          default = [ ];
          description = ''
            Folders or JSON files with dashboards to provision, beside those that come with the services.
          '';
        };
      };
      alertmanager = {
        enable = make.switch ''
          Run Alertmanager on this machine, TCP port 9093, for the alerting rules of Prometheus: useless without it.
        '';
        package =
          make.package pkgs.alertmanager "pkgs.alertmanager"
            "The Alertmanager to run.";
      };
    };

    logging = {
      enable = make.switch "Collect what the services log, rotate it, and drop it after `retention`.";
      structured = make.flag true ''
        Log as JSON, one object a line, so that Loki and others can search by field.
      '';
      retention = make.text "30d" "How long messages are kept, with a unit: `30d`, `12w`.";
      maxSize = make.text "1G" "How much room messages may take on the disk, with a unit: `500M`, `1G`.";
      loki = {
        enable = make.switch ''
          Run Loki on this machine, TCP port 3100, and ship the logs to it. Needs `logging.enable`.
        '';
        package = make.package pkgs.grafana-loki "pkgs.grafana-loki" "The Loki to run.";
        url = make.text "http://localhost:3100" "URL of the Loki that the logs are shipped to.";
      };
    };

    security = {
      enable = make.switch "Harden the machine. The parts are turned on one by one below.";
      fail2ban = {
        enable = make.switch ''
          Run fail2ban, which blocks addresses that fail to log in. Meets `security.fail2ban.enable` of a service.
        '';
        maxRetry = make.number 5 "Failures after which an address is blocked.";
        banTime = make.number 3600 "How long an address stays blocked, in seconds.";
      };
      apparmor = {
        enable = make.switch ''
          Turn on AppArmor (mandatory access control in the kernel). Meets `security.apparmor.enable` of a service.
        '';
        enforce = make.flag true "Stop what a profile forbids; off only logs it.";
      };
      firewall = {
        enable = make.switch ''
          Turn on the firewall and let the services add their ports. Meets `security.firewall.enable` of a service.
        '';
        allowedPorts = make.ports "TCP ports to open for all services together, such as 80 and 443 for nginx.";
      };
    };

    backup = {
      enable = make.switch "Back up the services that have `backup.enable`.";
      schedule = make.text "daily" ''
        When to back up unless a service says otherwise, as a calendar event of systemd: `daily`, `02:30`.
      '';
      retention = {
        daily = make.number 7 "How many daily copies are kept.";
        weekly = make.number 4 "How many weekly copies are kept.";
        monthly = make.number 12 "How many monthly copies are kept.";
      };
      restic = target "restic" "s3:s3.amazonaws.com/my-backup-bucket";
      borg = target "BorgBackup" "/backup/borg-repo";
    };
  };

  config = mkIf cfg.nginx.ssl.enable {
    assertions = [
      {
        assertion = cfg.nginx.ssl.email != null && cfg.nginx.ssl.email != "";
        message = "atproto.integration.nginx.ssl.enable needs an address in atproto.integration.nginx.ssl.email.";
        check = "missing-acme";
      }
    ];
  };
}
