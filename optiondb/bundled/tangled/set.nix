# Tangled's own modules. Each generation breaks the one before: no option was ever renamed with an alias.
let
  listens = use: option: {
    protocol = "tcp";
    for = use;
    endpoint = {
      inherit option;
      form = "host:port";
    };
  };

  knot = service: {
    "${service}.enable" = [
      {
        units = [
          {
            name = "knot.service";
            after = [
              "network.target"
              "sshd.service"
            ];
            wants = [ ];
            requires = [ ];
          }
        ];
        provides = [ "openssh" ];
        user.option = "${service}.gitUser";
        group.option = "${service}.gitUser";
        dataDir.option = "${service}.stateDir";
        web = {
          host.option = "${service}.server.hostname";
          endpoint = {
            option = "${service}.server.listenAddr";
            form = "host:port";
          };
          websockets = [ "/events" ];
        };
      }
    ];
    "${service}.openFirewall" = [
      {
        opens = [
          {
            protocol = "tcp";
            port.value = 22;
          }
        ];
      }
    ];
    "${service}.server.listenAddr" = [ { listens = [ (listens "HTTP" "${service}.server.listenAddr") ]; } ];
    "${service}.motd" = [
      {
        when = [ "${service}.motdFile" ];
        fails = "motd and motdFile of the knot cannot both be set.";
      }
    ];
    "${service}.server.internalListenAddr" = [
      { listens = [ (listens "internal" "${service}.server.internalListenAddr") ]; }
    ];
  };

  spindle = service: {
    "${service}.enable" = [
      {
        units = [
          {
            name = "spindle.service";
            after = [
              "network.target"
              "docker.service"
            ];
            wants = [ ];
            requires = [ ];
          }
        ];
        provides = [ "docker" ];
        user.value = "root";
        dataDir.value = "/var/lib/spindle";
        web = {
          host.option = "${service}.server.hostname";
          endpoint = {
            option = "${service}.server.listenAddr";
            form = "host:port";
          };
          websockets = [ "/events" ];
        };
      }
    ];
    "${service}.server.listenAddr" = [ { listens = [ (listens "HTTP" "${service}.server.listenAddr") ]; } ];
  };

  # Since 2026.
  jobs = {
    "services.tangled.spindle.server.tap.bind" = [
      {
        when = [ "services.tangled.spindle.server.tap.embed" ];
        listens = [ (listens "tap" "services.tangled.spindle.server.tap.bind") ];
      }
    ];
    "services.tangled.spindle.pipelines.microvm.debugSsh.listenAddr" = [
      {
        when = [ "services.tangled.spindle.pipelines.microvm.debugSsh.enable" ];
        listens = [ (listens "SSH into jobs" "services.tangled.spindle.pipelines.microvm.debugSsh.listenAddr") ];
      }
    ];
  };

  appview = {
    "services.tangled-appview.enable" = [
      {
        units = [
          {
            name = "tangled-appview.service";
            after = [ ];
            wants = [ ];
            requires = [ ];
          }
        ];
        web = {
          port.option = "services.tangled-appview.port";
          websockets = [ ];
        };
        secrets = {
          files.option = "services.tangled-appview.environmentFile";
          variables = [ "TANGLED_COOKIE_SECRET" ];
        };
      }
    ];
    "services.tangled-appview.port" = [
      {
        listens = [
          {
            protocol = "tcp";
            for = "HTTP";
            port.option = "services.tangled-appview.port";
            address.value = "0.0.0.0";
          }
        ];
      }
    ];
    "services.tangled.appview.enable" = [
      {
        units = [
          {
            name = "appview.service";
            after = [
              "redis-appview.service"
              "network-online.target"
            ];
            wants = [ "network-online.target" ];
            requires = [ "redis-appview.service" ];
          }
        ];
        provides = [ "redis" ];
        listens = [
          {
            protocol = "tcp";
            for = "redis";
            port.value = 6379;
            address.value = "127.0.0.1";
          }
        ];
        dataDir.value = "/var/lib/appview";
        hardening = import ./hardening.nix;
        web = {
          endpoint = {
            option = "services.tangled.appview.listenAddr";
            form = "host:port";
          };
          websockets = [ ];
        };
        secrets = {
          files.option = "services.tangled.appview.environmentFile";
          variables = [ "TANGLED_COOKIE_SECRET" ];
        };
      }
    ];
    "services.tangled.appview.listenAddr" = [
      { listens = [ (listens "HTTP" "services.tangled.appview.listenAddr") ]; }
    ];
    "services.tangled.appview.redis.addr" = [
      {
        needs = [
          {
            system = "redis";
            remote = "services.tangled.appview.redis.addr";
          }
        ];
      }
    ];
  };

  generation = prefix: since: until: module: {
    prefixes = [ prefix ];
    inherit since until;
    releases = [ ];
    modules = [ module ];
  };

  moved = name: {
    "services.tangled-${name}" = {
      to = "services.tangled.${name}";
      on = "2025-11-06";
      text = "Tangled's modules moved without an alias.";
    };
  };
in
{
  name = "tangled";
  title = "Tangled's flake";
  homepage = "https://tangled.org/tangled.org/core";
  sources = [
    {
      host = "tangled.org";
      owner = "@tangled.org";
      repo = "core";
    }
    {
      host = "tangled.org";
      owner = "tangled.org";
      repo = "core";
    }
    {
      host = "tangled.sh";
      owner = "@tangled.sh";
      repo = "core";
    }
    {
      host = "tangled.sh";
      owner = "tangled.sh";
      repo = "core";
    }
    {
      host = "github.com";
      owner = "tangled-org";
      repo = "core";
    }
  ];

  generations = [
    (generation "services.tangled-knot" "2025-08-05" "2025-08-24" (
      import ./knot.nix {
        generation = 1;
        endpoint = "https://tangled.sh";
      }
    ))
    (generation "services.tangled-knot" "2025-08-26" "2025-10-14" (
      import ./knot.nix {
        generation = 2;
        endpoint = "https://tangled.sh";
      }
    ))
    (generation "services.tangled-knot" "2025-10-15" "2025-11-05" (import ./knot.nix { generation = 2; }))
    (generation "services.tangled.knot" "2025-11-14" "2025-12-03" (import ./knot.nix { generation = 3; }))
    (generation "services.tangled.knot" "2026-08-01" null (import ./knot.nix { generation = 4; }))

    (generation "services.tangled-spindle" "2025-08-19" "2025-08-27" (import ./spindle.nix { generation = 1; }))
    (generation "services.tangled-spindle" "2025-08-29" "2025-11-05" (import ./spindle.nix { generation = 2; }))
    (generation "services.tangled.spindle" "2025-11-11" "2025-12-03" (import ./spindle.nix { generation = 3; }))
    (generation "services.tangled.spindle" "2026-08-01" null (import ./spindle.nix { generation = 4; }))

    (generation "services.tangled-appview" "2025-08-13" "2025-11-05" ./appview-old.nix)
    (generation "services.tangled.appview" "2025-11-14" "2025-12-03" ./appview.nix)
  ];

  # What the modules of the NUR, which have the same names, lack.
  marks = [
    "services.tangled-knot.stateDir"
    "services.tangled-knot.repo.scanPath"
    "services.tangled-knot.appviewEndpoint"
    "services.tangled-knot.server.secretFile"
  ];

  movedTo =
    moved "knot"
    // moved "spindle"
    // moved "appview"
    // {
      "services.tangled-knot.server.secretFile" = {
        to = null;
        on = "2025-08-25";
        text = "A knot is registered by its owner's DID instead: set `server.owner`.";
      };
      "services.tangled-appview.cookie_secret" = {
        to = null;
        on = "2025-11-06";
        text = "Set `TANGLED_COOKIE_SECRET` in `services.tangled.appview.environmentFile` instead.";
      };
    };

  implies =
    knot "services.tangled-knot"
    // knot "services.tangled.knot"
    // spindle "services.tangled-spindle"
    // spindle "services.tangled.spindle"
    // jobs
    // appview;
}
