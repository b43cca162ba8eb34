# The example blocks, in the order in which they are listed. ../README.md says what the keys mean.
[
  {
    name = "postgresql";
    title = "PostgreSQL";
    description = "A database server on this machine, tuned, with databases made as services ask for them.";
    services = [ "atproto.integration" ];
    systems = [ "postgresql" ];
    file = ./postgresql.nix;
    placeholders = [
      "atproto.integration.database.postgresql.settings.shared_buffers"
      "atproto.integration.database.postgresql.settings.effective_cache_size"
    ];
  }
  {
    name = "mysql";
    title = "MySQL";
    description = "A MySQL server on this machine, with databases made as services ask for them.";
    services = [ "atproto.integration" ];
    systems = [ "mysql" ];
    file = ./mysql.nix;
    placeholders = [ ];
  }
  {
    name = "redis";
    title = "Redis";
    description = "A cache on this machine with a bound on its memory.";
    services = [ "atproto.integration" ];
    systems = [ "redis" ];
    file = ./redis.nix;
    placeholders = [ "atproto.integration.redis.settings.maxmemory" ];
  }
  {
    name = "nginx";
    title = "nginx reverse proxy";
    description = "nginx in front of every service that asks for it, with its ports open.";
    services = [ "atproto.integration" ];
    systems = [ "nginx" ];
    file = ./nginx.nix;
    placeholders = [ ];
  }
  {
    name = "acme";
    title = "TLS with ACME";
    description = "Certificates for every virtual host that asks for one, had and renewed over ACME.";
    services = [ "atproto.integration" ];
    systems = [
      "acme"
      "nginx"
    ];
    file = ./acme.nix;
    placeholders = [ "atproto.integration.nginx.ssl.email" ];
  }
  {
    name = "prometheus";
    title = "Prometheus";
    description = "Metrics of every service that offers them.";
    services = [ "atproto.integration" ];
    systems = [ "prometheus" ];
    file = ./prometheus.nix;
    placeholders = [ ];
  }
  {
    name = "grafana";
    title = "Grafana";
    description = "Dashboards over Prometheus.";
    services = [ "atproto.integration" ];
    systems = [
      "grafana"
      "prometheus"
    ];
    file = ./grafana.nix;
    placeholders = [ ];
  }
  {
    name = "alertmanager";
    title = "Alertmanager";
    description = "Messages when an alerting rule of Prometheus fires.";
    services = [ "atproto.integration" ];
    systems = [
      "alertmanager"
      "prometheus"
    ];
    file = ./alertmanager.nix;
    placeholders = [ ];
  }
  {
    name = "structured-logging";
    title = "Structured logging";
    description = "Logs as JSON, rotated and dropped after a while.";
    services = [ "atproto.integration" ];
    systems = [ "logging" ];
    file = ./structured-logging.nix;
    placeholders = [ ];
  }
  {
    name = "loki";
    title = "Loki";
    description = "Logs of all services in one place that can be searched.";
    services = [ "atproto.integration" ];
    systems = [
      "loki"
      "logging"
    ];
    file = ./loki.nix;
    placeholders = [ ];
  }
  {
    name = "fail2ban";
    title = "fail2ban";
    description = "Addresses that fail to log in again and again are blocked.";
    services = [ "atproto.integration" ];
    systems = [ "fail2ban" ];
    file = ./fail2ban.nix;
    placeholders = [ ];
  }
  {
    name = "apparmor";
    title = "AppArmor";
    description = "Services are confined to what their profiles allow.";
    services = [ "atproto.integration" ];
    systems = [ "apparmor" ];
    file = ./apparmor.nix;
    placeholders = [ ];
  }
  {
    name = "firewall";
    title = "Firewall";
    description = "Everything is closed but the ports that are named.";
    services = [ "atproto.integration" ];
    systems = [ "firewall" ];
    file = ./firewall.nix;
    placeholders = [ "atproto.integration.security.firewall.allowedPorts" ];
  }
  {
    name = "restic";
    title = "restic";
    description = "Encrypted copies of every service that asks for back-ups, with restic.";
    services = [ "atproto.integration" ];
    systems = [ "backup" ];
    file = ./restic.nix;
    placeholders = [
      "atproto.integration.backup.restic.repository"
      "atproto.integration.backup.restic.passwordFile"
    ];
  }
  {
    name = "borgbackup";
    title = "BorgBackup";
    description = "Encrypted copies of every service that asks for back-ups, with BorgBackup.";
    services = [ "atproto.integration" ];
    systems = [ "backup" ];
    file = ./borgbackup.nix;
    placeholders = [
      "atproto.integration.backup.borg.repository"
      "atproto.integration.backup.borg.passwordFile"
    ];
  }
  {
    name = "service-ordering";
    title = "Service ordering";
    description = "A service that waits for its database and its cache, and for units that no option names.";
    services = [
      "services.microcosm-constellation"
      "atproto.integration"
    ];
    systems = [
      "postgresql"
      "redis"
    ];
    file = ./service-ordering.nix;
    placeholders = [
      "systemd.services.microcosm-constellation.after"
      "systemd.services.microcosm-constellation.wants"
    ];
  }
  {
    name = "microcosm-constellation";
    title = "Constellation";
    description = "The index of links between records.";
    services = [ "services.microcosm-constellation" ];
    systems = [ ];
    file = ./microcosm-constellation.nix;
    placeholders = [ "services.microcosm-constellation.jetstream" ];
  }
  {
    name = "bluesky-pds";
    title = "PDS of the documented system";
    description = "A personal data server with the documented options.";
    services = [ "services.bluesky-pds" ];
    systems = [ ];
    file = ./bluesky-pds.nix;
    placeholders = [ "services.bluesky-pds.settings.hostname" ];
  }
  {
    name = "bluesky-relay";
    title = "Relay";
    description = "A relay with the documented options.";
    services = [ "services.bluesky-relay" ];
    systems = [ ];
    file = ./bluesky-relay.nix;
    placeholders = [
      "services.bluesky-relay.settings.hostname"
      "services.bluesky-relay.settings.upstreamRelays.0"
    ];
  }
  {
    name = "grain-notifications";
    title = "Grain notifications";
    description = "Notifications of the photo network Grain.";
    services = [ "services.grain-notifications" ];
    systems = [ ];
    file = ./grain-notifications.nix;
    placeholders = [ "services.grain-notifications.settings.hostname" ];
  }
  {
    name = "tranquil-pds";
    title = "Tranquil PDS";
    description = "The Tranquil personal data server with a database on this machine.";
    services = [ "services.tranquil-pds" ];
    systems = [ "postgresql" ];
    file = ./tranquil-pds.nix;
    placeholders = [
      "services.tranquil-pds.environmentFiles.0"
      "services.tranquil-pds.settings.server.hostname"
    ];
  }
  {
    name = "cocoon";
    title = "Cocoon";
    description = "A small personal data server.";
    services = [ "services.cocoon" ];
    systems = [ ];
    file = ./cocoon.nix;
    placeholders = [
      "services.cocoon.environmentFiles.0"
      "services.cocoon.settings.COCOON_DID"
      "services.cocoon.settings.COCOON_HOSTNAME"
      "services.cocoon.settings.COCOON_CONTACT_EMAIL"
    ];
  }
  {
    name = "porxie";
    title = "Porxie";
    description = "A caching proxy for blobs.";
    services = [ "services.porxie" ];
    systems = [ ];
    file = ./porxie.nix;
    placeholders = [ "services.porxie.settings.PORXIE_SERVER_ADDRESS" ];
  }
  {
    name = "pds-gatekeeper";
    title = "PDS gatekeeper";
    description = "A guard in front of the PDS, with second factors and sign-up limits.";
    services = [ "services.pds-gatekeeper" ];
    systems = [ ];
    file = ./pds-gatekeeper.nix;
    placeholders = [ "services.pds-gatekeeper.settings.PDS_HOSTNAME" ];
  }
  {
    name = "pds-dash";
    title = "PDS dashboard";
    description = "A start page for the PDS.";
    services = [ "services.pds-dash" ];
    systems = [ ];
    file = ./pds-dash.nix;
    placeholders = [ ];
  }
  {
    name = "tangled-appview";
    title = "Tangled AppView";
    description = "Tangled's web site on one's own machine.";
    services = [ "services.tangled.appview" ];
    systems = [ "redis" ];
    file = ./tangled-appview.nix;
    placeholders = [
      "services.tangled.appview.appviewHost"
      "services.tangled.appview.environmentFile"
    ];
  }
  {
    name = "tangled-knot";
    title = "Tangled knot behind nginx";
    description = "A git server for Tangled, with TLS and its event stream.";
    services = [ "services.tangled.knot" ];
    systems = [
      "nginx"
      "acme"
    ];
    file = ./tangled-knot.nix;
    placeholders = [
      "services.tangled.knot.server.hostname"
      "services.tangled.knot.server.owner"
      "services.nginx.virtualHosts.\"knot.example.com\""
      "security.acme.defaults.email"
    ];
  }
  {
    name = "tangled-spindle";
    title = "Tangled spindle behind nginx";
    description = "A runner for the pipelines of Tangled, with TLS and its event stream.";
    services = [ "services.tangled.spindle" ];
    systems = [
      "nginx"
      "acme"
    ];
    file = ./tangled-spindle.nix;
    placeholders = [
      "services.tangled.spindle.server.hostname"
      "services.tangled.spindle.server.owner"
      "services.nginx.virtualHosts.\"spindle.example.com\""
      "security.acme.defaults.email"
    ];
  }
  {
    name = "pds-nginx";
    title = "PDS behind nginx";
    description = "nixpkgs' PDS behind nginx, with TLS, WebSockets and room for uploads.";
    services = [ "services.bluesky-pds" ];
    systems = [
      "nginx"
      "acme"
    ];
    file = ./pds-nginx.nix;
    placeholders = [
      "services.bluesky-pds.settings.PDS_HOSTNAME"
      "services.bluesky-pds.environmentFiles.0"
      "services.nginx.virtualHosts.\"pds.example.com\""
      "security.acme.defaults.email"
    ];
  }
  {
    name = "pds-caddy";
    title = "PDS behind Caddy";
    description = "nixpkgs' PDS behind Caddy, with certificates for handles as they are asked for.";
    services = [ "services.bluesky-pds" ];
    systems = [
      "nginx"
      "acme"
    ];
    file = ./pds-caddy.nix;
    placeholders = [
      "services.bluesky-pds.settings.PDS_HOSTNAME"
      "services.bluesky-pds.environmentFiles.0"
      "services.caddy.email"
      "services.caddy.virtualHosts.\"pds.example.com\""
    ];
  }
  {
    name = "pds-secrets-sops";
    title = "PDS with secrets from sops-nix";
    description = "nixpkgs' PDS whose secrets are decrypted by sops-nix.";
    services = [ "services.bluesky-pds" ];
    systems = [ ];
    file = ./pds-secrets-sops.nix;
    placeholders = [
      "sops.secrets.pds-env.sopsFile"
      "services.bluesky-pds.settings.PDS_HOSTNAME"
    ];
  }
  {
    name = "pds-secrets-agenix";
    title = "PDS with secrets from agenix";
    description = "nixpkgs' PDS whose secrets are decrypted by agenix.";
    services = [ "services.bluesky-pds" ];
    systems = [ ];
    file = ./pds-secrets-agenix.nix;
    placeholders = [
      "age.secrets.pds-env.file"
      "services.bluesky-pds.settings.PDS_HOSTNAME"
    ];
  }
  {
    name = "pds-secrets-file";
    title = "PDS with secrets in a file";
    description = "nixpkgs' PDS whose secrets are in a file that only root can read.";
    services = [ "services.bluesky-pds" ];
    systems = [ ];
    file = ./pds-secrets-file.nix;
    placeholders = [
      "services.bluesky-pds.settings.PDS_HOSTNAME"
      "services.bluesky-pds.environmentFiles.0"
    ];
  }
  {
    name = "pds-restic";
    title = "restic back-up of a PDS";
    description = "A copy of nixpkgs' PDS every night, while its unit is stopped.";
    services = [ "services.bluesky-pds" ];
    systems = [ "backup" ];
    file = ./pds-restic.nix;
    placeholders = [
      "services.restic.backups.pds.repository"
      "services.restic.backups.pds.passwordFile"
    ];
  }
  {
    name = "simple-pds";
    title = "Simple PDS deployment";
    description = "A documented PDS with its database, TLS, metrics and logs.";
    services = [
      "services.bluesky-pds"
      "atproto.integration"
    ];
    systems = [
      "postgresql"
      "nginx"
      "acme"
      "prometheus"
      "logging"
      "firewall"
    ];
    file = ./simple-pds.nix;
    placeholders = [
      "atproto.integration.nginx.ssl.email"
      "services.bluesky-pds.settings.hostname"
      "services.bluesky-pds.nginx.serverName"
    ];
  }
  {
    name = "production-relay";
    title = "Production relay deployment";
    description = "A documented relay with everything that a machine can offer.";
    services = [
      "services.bluesky-relay"
      "atproto.integration"
    ];
    systems = [
      "postgresql"
      "redis"
      "nginx"
      "acme"
      "prometheus"
      "grafana"
      "alertmanager"
      "loki"
      "fail2ban"
      "apparmor"
      "backup"
    ];
    file = ./production-relay.nix;
    placeholders = [
      "atproto.integration.nginx.ssl.email"
      "services.bluesky-relay.settings.hostname"
      "services.bluesky-relay.nginx.serverName"
      "services.bluesky-relay.backup.restic.repository"
      "services.bluesky-relay.backup.restic.passwordFile"
    ];
  }
  {
    name = "development";
    title = "Development environment";
    description = "Several documented services side by side on one machine.";
    services = [
      "services.microcosm-constellation"
      "services.bluesky-pds"
      "services.grain-notifications"
      "atproto.integration"
    ];
    systems = [
      "postgresql"
      "redis"
      "prometheus"
      "logging"
    ];
    file = ./development.nix;
    placeholders = [ ];
  }
]
