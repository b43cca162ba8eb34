# The option surface of the documented integration system, and what its options imply.
let
  hardening = import ./lib/hardening.nix;

  always = [
    "network.target"
    "network-online.target"
  ];

  # A unit that starts after another one and cannot run without.
  unitAfter = unit: other: {
    name = unit;
    after = [ other ];
    wants = [ ];
    requires = [ other ];
  };

  tcp = use: port: {
    protocol = "tcp";
    for = use;
    inherit port;
  };

  # The same four options stand at the service and below its settings.
  database = service: unit: prefix: {
    "${prefix}.database.type" = [
      {
        value = "sqlite";
        dataDir.option = "${service}.dataDir";
        text = "One file below the data folder; no server to wait for, but only one machine.";
      }
      {
        value = "postgres";
        needs = [
          {
            system = "postgresql";
            remote = "${prefix}.database.url";
          }
        ];
        units = [ (unitAfter unit "postgresql.service") ];
      }
      {
        value = "mysql";
        needs = [
          {
            system = "mysql";
            remote = "${prefix}.database.url";
          }
        ];
        units = [ (unitAfter unit "mysql.service") ];
      }
    ];
  };

  serviceOf =
    name:
    let
      service = "services.${name}";
      unit = "${name}.service";
    in
    database service unit service
    // database service unit "${service}.settings"
    // {
      "${service}.enable" = [
        {
          units = [
            {
              name = unit;
              after = always;
              wants = [ "network-online.target" ];
              requires = [ ];
            }
          ];
          user.option = "${service}.user";
          group.option = "${service}.group";
          dataDir.option = "${service}.dataDir";
          inherit hardening;
          web = {
            host.option = "${service}.settings.hostname";
            port.option = "${service}.settings.port";
            websockets = [ "/" ];
          };
          text = ''
            `systemctl status ${unit}` and `systemctl list-dependencies ${unit}` show what it waits for,
            `journalctl -u ${unit} -f` what it says.
          '';
        }
      ];
      "${service}.settings.port" = [
        {
          unless = [ "${service}.bind" ];
          listens = [ (tcp "HTTP" { option = "${service}.settings.port"; }) ];
        }
      ];
      "${service}.settings.redis.url" = [
        {
          needs = [
            {
              system = "redis";
              remote = "${service}.settings.redis.url";
            }
          ];
          units = [ (unitAfter unit "redis.service") ];
          text = "Connections are pooled and made again when they break. `redis-cli ping` answers PONG.";
        }
      ];
      "${service}.openFirewall" = [
        {
          opens = [
            {
              protocol = "tcp";
              port.option = "${service}.settings.port";
            }
          ];
        }
      ];
      "${service}.nginx.enable" = [
        {
          needs = [ { system = "nginx"; } ];
          units = [
            {
              name = unit;
              after = [ ];
              wants = [ "nginx.service" ];
              requires = [ ];
            }
          ];
          text = ''
            A virtual host with security headers and rate limits; several upstreams share the load. `nginx -t` checks
            it, `curl -I http://localhost/` asks it.
          '';
        }
      ];
      "${service}.nginx.ssl.enable" = [
        {
          when = [ "${service}.nginx.enable" ];
          needs = [ { system = "acme"; } ];
          text = "The certificate is had and renewed over ACME.";
        }
      ];
      "${service}.metrics.enable" = [
        {
          needs = [ { system = "prometheus"; } ];
          units = [
            {
              name = unit;
              after = [ ];
              wants = [ "prometheus.service" ];
              requires = [ ];
            }
          ];
          text = ''
            Prometheus gets a scrape job for the service, its health and its use of memory and processor.
          '';
        }
      ];
      "${service}.metrics.port" = [
        {
          when = [ "${service}.metrics.enable" ];
          unless = [ "${service}.bindMetrics" ];
          listens = [ (tcp "metrics" { option = "${service}.metrics.port"; }) ];
        }
      ];
      "${service}.security.fail2ban.enable" = [ { needs = [ { system = "fail2ban"; } ]; } ];
      "${service}.security.apparmor.enable" = [ { needs = [ { system = "apparmor"; } ]; } ];
      "${service}.security.firewall.enable" = [ { needs = [ { system = "firewall"; } ]; } ];
      "${service}.security.firewall.allowedPorts" = [
        {
          when = [ "${service}.security.firewall.enable" ];
          opens = [
            {
              protocol = "tcp";
              port.option = "${service}.security.firewall.allowedPorts";
            }
          ];
        }
      ];
      "${service}.backup.enable" = [
        {
          needs = [ { system = "backup"; } ];
          text = ''
            The database is dumped first, so that the copy is whole. A timer runs it; nothing is kept on this machine
            only.
          '';
        }
      ];
    };

  # A program of the integration that listens on one well-known port.
  program = system: port: address: unit: more: [
    (
      {
        provides = [ system ];
        units = [
          {
            name = unit;
            after = [ "network.target" ];
            wants = [ ];
            requires = [ ];
          }
        ];
        listens = [ (tcp system { value = port; } // { address.value = address; }) ];
      }
      // more
    )
  ];

  integration = {
    "atproto.integration.database.postgresql.enable" =
      program "postgresql" 5432 "127.0.0.1" "postgresql.service"
        {
          text = "Tuned for many small writes. `sudo -u postgres psql -c '\\l'` lists the databases.";
        };
    "atproto.integration.database.mysql.enable" =
      program "mysql" 3306 "127.0.0.1" "mysql.service"
        { };
    "atproto.integration.redis.enable" = program "redis" 6379 "127.0.0.1" "redis.service" {
      text = ''
        Memory is bounded and snapshots are spaced for a cache. Memcached is not part of the system: order a unit
        after `memcached.service` by hand.
      '';
    };
    "atproto.integration.nginx.enable" = [
      {
        provides = [ "nginx" ];
        units = [
          {
            name = "nginx.service";
            after = [ "network.target" ];
            wants = [ ];
            requires = [ ];
          }
        ];
        listens = [
          (tcp "HTTP" { value = 80; })
          (tcp "HTTPS" { value = 443; })
        ];
        text = "Compression, caching of static files and kept connections to the services behind it.";
      }
    ];
    "atproto.integration.nginx.ssl.enable" = [
      {
        when = [ "atproto.integration.nginx.ssl.email" ];
        provides = [ "acme" ];
      }
    ];
    "atproto.integration.monitoring.prometheus.enable" =
      program "prometheus" 9090 "0.0.0.0" "prometheus.service"
        {
          text = ''
            Comes with alerting rules for what usually goes wrong, and scrapes no more than it shows.
            `curl http://localhost:9090/metrics` asks Prometheus itself; with a service's port, that service.
          '';
        };
    "atproto.integration.monitoring.grafana.enable" =
      program "grafana" 3001 "0.0.0.0" "grafana.service"
        {
          needs = [ { system = "prometheus"; } ];
          text = "Comes with dashboards for the services; with Loki it shows their logs as well.";
        };
    "atproto.integration.monitoring.alertmanager.enable" =
      program "alertmanager" 9093 "0.0.0.0" "alertmanager.service"
        {
          needs = [ { system = "prometheus"; } ];
        };
    "atproto.integration.logging.enable" = [
      {
        provides = [ "logging" ];
        text = "Messages are rotated and dropped by `retention` and `maxSize`.";
      }
    ];
    "atproto.integration.logging.loki.enable" = program "loki" 3100 "0.0.0.0" "loki.service" {
      needs = [ { system = "logging"; } ];
    };
    "atproto.integration.security.fail2ban.enable" = [ { provides = [ "fail2ban" ]; } ];
    "atproto.integration.security.apparmor.enable" = [ { provides = [ "apparmor" ]; } ];
    "atproto.integration.security.firewall.enable" = [ { provides = [ "firewall" ]; } ];
    "atproto.integration.security.firewall.allowedPorts" = [
      {
        when = [ "atproto.integration.security.firewall.enable" ];
        opens = [
          {
            protocol = "tcp";
            port.option = "atproto.integration.security.firewall.allowedPorts";
          }
        ];
      }
    ];
  };

  constellation = {
    "services.microcosm-constellation.bind" = [
      {
        listens = [
          {
            protocol = "tcp";
            for = "HTTP";
            endpoint = {
              option = "services.microcosm-constellation.bind";
              form = "host:port";
            };
          }
        ];
      }
    ];
    "services.microcosm-constellation.bindMetrics" = [
      {
        when = [ "services.microcosm-constellation.metrics.enable" ];
        listens = [
          {
            protocol = "tcp";
            for = "metrics";
            endpoint = {
              option = "services.microcosm-constellation.bindMetrics";
              form = "host:port";
            };
          }
        ];
      }
    ];
    "services.microcosm-constellation.backend" = [
      {
        value = "postgres";
        needs = [
          {
            system = "postgresql";
            remote = "services.microcosm-constellation.database.url";
          }
        ];
        units = [ (unitAfter "microcosm-constellation.service" "postgresql.service") ];
      }
    ];
  };
in
{
  name = "documented";
  title = "the documented integration system";
  homepage = "https://github.com/atproto-nix/nur";
  sources = [ ];

  generations = [
    {
      prefixes = [
        "atproto.integration"
        "services.bluesky-pds"
        "services.bluesky-relay"
        "services.grain-notifications"
        "services.microcosm-constellation"
      ];
      since = null;
      until = null;
      releases = [ ];
      modules = [
        ./integration.nix
        ./bluesky-pds.nix
        ./bluesky-relay.nix
        ./grain-notifications.nix
        ./microcosm-constellation.nix
      ];
    }
  ];

  marks = [ ];
  movedTo = { };

  implies =
    integration
    // serviceOf "bluesky-pds"
    // serviceOf "bluesky-relay"
    // serviceOf "grain-notifications"
    // serviceOf "microcosm-constellation"
    // constellation;
}
