# AT Protocol services of NixOS/nixpkgs, and the ports and systems of NixOS' own modules that stand around them.
let
  hardening = import ./lib/hardening.nix;

  online = [ "network-online.target" ];

  unit = name: {
    inherit name;
    after = online;
    wants = online;
    requires = [ ];
  };

  tcp = use: port: address: {
    protocol = "tcp";
    for = use;
    inherit port address;
  };

  # What porxie's own assertion says of a policy without its service.
  withPolicy = [
    {
      unless = [ "services.porxie.settings.PORXIE_POLICY_URL" ];
      fails = "services.porxie.settings.PORXIE_POLICY_URL must be set when another policy key is.";
    }
  ];

  everywhere.value = "0.0.0.0";
  loopback.value = "127.0.0.1";

  pds = name: {
    "services.${name}.enable" = [
      {
          units = [ (unit "${name}.service") ];
          user.value = "pds";
          group.value = "pds";
          dataDir.option = "services.${name}.settings.PDS_DATA_DIRECTORY";
          hardening = hardening // {
            MemoryDenyWriteExecute = false;
          };
          web = {
            host.option = "services.${name}.settings.PDS_HOSTNAME";
            port.option = "services.${name}.settings.PDS_PORT";
            bodyLimit.option = "services.${name}.settings.PDS_BLOB_UPLOAD_LIMIT";
            websockets = [
              "/"
              "/xrpc"
            ];
          };
          secrets = {
            files.option = "services.${name}.environmentFiles";
            variables = [
              "PDS_JWT_SECRET"
              "PDS_ADMIN_PASSWORD"
              "PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX"
            ];
          };
          text = ''
            Make the secrets with `openssl rand --hex 16` (twice) and, for the rotation key,
            `openssl ecparam --name secp256k1 --genkey --noout --outform DER | tail --bytes=+8 | head --bytes=32 | xxd --plain --cols 32`.
            Keep the rotation key: with it lost, identities cannot be moved.
          '';
      }
    ];
    "services.${name}.settings.PDS_PORT" = [
      {
        listens = [ (tcp "HTTP" { option = "services.${name}.settings.PDS_PORT"; } everywhere) ];
      }
    ];
  };

  # NixOS' own modules: what they bring, where they listen.
  brings = system: unit: listens: [
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
      inherit listens;
    }
  ];

  around = {
    "services.postgresql.enable" = brings "postgresql" "postgresql.service" [
      (tcp "postgresql" {
        option = "services.postgresql.settings.port";
        value = 5432;
      } loopback)
    ];
    "services.pgbouncer.enable" = [ { provides = [ "postgresql" ]; } ];
    "services.mysql.enable" = brings "mysql" "mysql.service" [
      (tcp "mysql" {
        option = "services.mysql.settings.mysqld.port";
        value = 3306;
      } everywhere)
    ];
    "services.redis.servers.\"\".enable" = brings "redis" "redis.service" [
      (tcp "redis"
        {
          option = "services.redis.servers.\"\".port";
          value = 6379;
        }
        {
          option = "services.redis.servers.\"\".bind";
          value = "127.0.0.1";
        }
      )
    ];
    "services.redis.servers.<name>.enable" = brings "redis" "redis-<name>.service" [
      (tcp "redis" { option = "services.redis.servers.<name>.port"; } {
        option = "services.redis.servers.<name>.bind";
        value = "127.0.0.1";
      })
    ];
    "services.valkey.enable" = [ { provides = [ "redis" ]; } ];
    "services.keydb.enable" = [ { provides = [ "redis" ]; } ];
    "services.dragonflydb.enable" = [ { provides = [ "redis" ]; } ];
    "services.nginx.enable" = brings "nginx" "nginx.service" [
      (tcp "HTTP" {
        option = "services.nginx.defaultHTTPListenPort";
        value = 80;
      } everywhere)
      (tcp "HTTPS" {
        option = "services.nginx.defaultSSLListenPort";
        value = 443;
      } everywhere)
    ];
    "services.caddy.enable" = [
      {
        provides = [
          "proxy"
          "acme"
        ];
        units = [ (unit "caddy.service") ];
        listens = [
          (tcp "HTTP" { value = 80; } everywhere)
          (tcp "HTTPS" { value = 443; } everywhere)
        ];
      }
    ];
    "services.traefik.enable" = [ { provides = [ "proxy" ]; } ];
    "services.haproxy.enable" = [ { provides = [ "proxy" ]; } ];
    "services.httpd.enable" = [ { provides = [ "proxy" ]; } ];
    "services.cloudflared.enable" = [
      {
        provides = [
          "proxy"
          "acme"
        ];
      }
    ];
    "security.acme.acceptTerms" = [
      {
        when = [ "security.acme.defaults.email" ];
        provides = [ "acme" ];
      }
    ];
    "security.acme.certs" = [ { provides = [ "acme" ]; } ];
    "services.prometheus.enable" = brings "prometheus" "prometheus.service" [
      (tcp "prometheus"
        {
          option = "services.prometheus.port";
          value = 9090;
        }
        {
          option = "services.prometheus.listenAddress";
          value = "0.0.0.0";
        }
      )
    ];
    "services.prometheus.alertmanager.enable" = brings "alertmanager" "alertmanager.service" [
      (tcp "alertmanager"
        {
          option = "services.prometheus.alertmanager.port";
          value = 9093;
        }
        {
          option = "services.prometheus.alertmanager.listenAddress";
          value = "0.0.0.0";
        }
      )
    ];
    "services.grafana.enable" = brings "grafana" "grafana.service" [
      (tcp "grafana"
        {
          option = "services.grafana.settings.server.http_port";
          value = 3000;
        }
        {
          option = "services.grafana.settings.server.http_addr";
          value = "127.0.0.1";
        }
      )
    ];
    "services.loki.enable" = brings "loki" "loki.service" [
      (tcp "loki" {
        option = "services.loki.configuration.server.http_listen_port";
        value = 3100;
      } everywhere)
    ];
    "services.fail2ban.enable" = [ { provides = [ "fail2ban" ]; } ];
    "security.apparmor.enable" = [ { provides = [ "apparmor" ]; } ];
    "networking.firewall.enable" = [ { provides = [ "firewall" ]; } ];
    "services.openssh.enable" = [
      {
        provides = [ "openssh" ];
        units = [
          {
            name = "sshd.service";
            after = [ "network.target" ];
            wants = [ ];
            requires = [ ];
          }
        ];
      }
    ];
    "virtualisation.docker.enable" = [ { provides = [ "docker" ]; } ];
  };
in
{
  name = "nixpkgs";
  title = "nixpkgs";
  homepage = "https://github.com/NixOS/nixpkgs";
  sources = [
    {
      host = "github.com";
      owner = "NixOS";
      repo = "nixpkgs";
    }
    {
      host = "api.flakehub.com";
      owner = "NixOS";
      repo = "nixpkgs";
    }
    { host = "channels.nixos.org"; }
    { host = "releases.nixos.org"; }
    { host = "nixos.org"; }
  ];

  generations = [
    {
      prefixes = [ "services.pds" ];
      since = "2025-05-23"; # as in the release 25.05
      until = "2025-08-18";
      releases = [ "25.05" ];
      modules = [
        (import ./bluesky-pds.nix {
          name = "pds";
          uploadLimit = "52428800";
          goat = false;
        })
      ];
    }
    {
      prefixes = [
        "services.bluesky-pds"
        "services.pds"
      ];
      since = "2025-08-25";
      until = "2026-01-15";
      releases = [ "25.11" ];
      modules = [
        (import ./bluesky-pds.nix { goat = false; })
        ./renamed-pds.nix
      ];
    }
    {
      # Merged in the second half of January 2026; a part of it went into the 25.11 branch as well.
      prefixes = [
        "services.bluesky-pds"
        "services.pds"
      ];
      since = "2026-02-01";
      until = null;
      releases = [
        "25.11"
        "26.05"
        "26.11"
      ];
      modules = [
        (import ./bluesky-pds.nix { })
        ./renamed-pds.nix
      ];
    }
    {
      prefixes = [ "services.cocoon" ];
      since = null;
      until = null;
      releases = [ ];
      modules = [ (import ./cocoon.nix { filesRequired = true; }) ];
    }
    {
      prefixes = [ "services.cocoon" ];
      since = "2026-08-01"; # seen then; when it changed is not known, nor when the next two arrived
      until = null;
      releases = [ ];
      modules = [ (import ./cocoon.nix { }) ];
    }
    {
      prefixes = [ "services.porxie" ];
      since = "2026-08-01";
      until = null;
      releases = [ "26.11" ];
      modules = [ ./porxie.nix ];
    }
    {
      prefixes = [ "services.tranquil-pds" ];
      since = "2026-08-01";
      until = null;
      releases = [ "26.11" ];
      modules = [ ./tranquil-pds.nix ];
    }
  ];

  # The program's own variables, most of which are free keys below `settings`.
  marks = [
    "services.bluesky-pds.settings.PDS_*"
    "services.bluesky-pds.settings.LOG_*"
  ];

  movedTo = { };

  implies =
    around
    // pds "pds"
    // pds "bluesky-pds"
    // {
      "services.tranquil-pds.enable" = [
        {
          units = [ (unit "tranquil-pds.service") ];
          user.option = "services.tranquil-pds.user";
          group.option = "services.tranquil-pds.group";
          dataDir.option = "services.tranquil-pds.dataDir";
          inherit hardening;
          needs = [
            {
              system = "postgresql";
              remote = "services.tranquil-pds.settings.database.url";
            }
          ];
          web = {
            host.option = "services.tranquil-pds.settings.server.hostname";
            port.option = "services.tranquil-pds.settings.server.port";
            bodyLimit.option = "services.tranquil-pds.settings.server.max_blob_size";
            websockets = [
              "/"
              "/xrpc"
            ];
          };
          secrets = {
            files.option = "services.tranquil-pds.environmentFiles";
            variables = [
              "JWT_SECRET"
              "DPOP_SECRET"
              "MASTER_KEY"
            ];
          };
          text = "Make each secret with `openssl rand -base64 48`.";
        }
      ];
      "services.tranquil-pds.database.createLocally" = [
        {
          provides = [ "postgresql" ];
          units = [
            {
              name = "tranquil-pds.service";
              after = [ "postgresql.service" ];
              wants = [ ];
              requires = [ "postgresql.service" ];
            }
          ];
        }
      ];
      "services.tranquil-pds.settings.server.port" = [
        {
          listens = [
            (tcp "HTTP" { option = "services.tranquil-pds.settings.server.port"; } {
              option = "services.tranquil-pds.settings.server.host";
            })
          ];
        }
      ];
      "services.cocoon.enable" = [
        {
          units = [ (unit "cocoon.service") ];
          dataDir.value = "/var/lib/cocoon";
          inherit hardening;
          web = {
            host.option = "services.cocoon.settings.COCOON_HOSTNAME";
            websockets = [
              "/"
              "/xrpc"
            ];
          };
          secrets = {
            files.option = "services.cocoon.environmentFiles";
            variables = [
              "COCOON_ADMIN_PASSWORD"
              "COCOON_SESSION_SECRET"
            ];
          };
          text = ''
            Make the password with `openssl rand -hex 16`, the session secret with `openssl rand -hex 32`.
          '';
        }
      ];
      "services.cocoon.settings.COCOON_ADDR" = [
        {
          listens = [
            {
              protocol = "tcp";
              for = "HTTP";
              endpoint = {
                option = "services.cocoon.settings.COCOON_ADDR";
                form = "host:port";
              };
            }
          ];
        }
      ];
      "services.cocoon.settings.COCOON_DB_TYPE" = [
        {
          value = "postgres";
          needs = [
            {
              system = "postgresql";
              remote = "services.cocoon.settings.COCOON_DATABASE_URL";
            }
          ];
          units = [
            {
              name = "cocoon.service";
              after = [ "postgresql.service" ];
              wants = [ "postgresql.service" ];
              requires = [ ];
            }
          ];
        }
      ];
      "services.porxie.enable" = [
        {
          units = [ (unit "porxie.service") ];
          user.value = "porxie";
          inherit hardening;
          secrets = {
            files.option = "services.porxie.environmentFiles";
            variables = [ "PORXIE_SERVER_AUTH_TOKEN" ];
          };
        }
      ];
      "services.porxie.settings.PORXIE_POLICY_FAIL_OPEN" = withPolicy;
      "services.porxie.settings.PORXIE_POLICY_REQUEST_HEADERS" = withPolicy;
      "services.porxie.settings.PORXIE_SERVER_ADDRESS" = [
        {
          listens = [
            {
              protocol = "tcp";
              for = "HTTP";
              endpoint = {
                option = "services.porxie.settings.PORXIE_SERVER_ADDRESS";
                form = "scheme:host:port";
              };
            }
          ];
        }
      ];
    };
}
