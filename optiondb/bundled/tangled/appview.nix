# Tangled's AppView, the web site itself, since November 2025.
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
    types
    ;
  make = import ../lib/options.nix { inherit lib; };
  cfg = config.services.tangled.appview;

  stream = what: {
    retryInterval = make.text "60s" "Time before a broken connection to a ${what} is tried again, as a Go duration.";
    maxRetryInterval = make.text "120m" "The longest that this time grows to, as a Go duration.";
    connectionTimeout = make.text "5s" "Time that connecting may take, as a Go duration.";
    workerCount = make.number 64 "How many events are worked on at the same time.";
    queueSize = make.number 100 "How many events may wait.";
  };

  label = name: "at://did:plc:wshs7t2adsemcrrd4snkeqli/sh.tangled.label.definition/${name}";
in
{
  options.services.tangled.appview = {
    enable = make.flag false ''
      Run Tangled's AppView as the unit `appview.service`. Turns a Redis of its own on (`redis-appview.service`).
    '';
    package = mkOption {
      type = types.package;
      description = "The build of the AppView to run. Set by Tangled's flake unless its bare file is imported.";
    };

    port = make.port 3000 "TCP port for HTTP; part of `listenAddr` unless that is set.";
    listenAddr = make.text "0.0.0.0:${toString cfg.port}" "Address and TCP port for HTTP, as `address:port`.";
    dbPath = make.text "/var/lib/appview/appview.db" "File of the SQLite database.";
    appviewHost = make.text "https://tangled.org" "Public URL of the site, with its scheme." // {
      example = "https://example.com";
    };
    appviewName = make.text "Tangled" "Name of the site.";
    dev = make.flag false "For development.";
    disallowedNicknamesFile = make.optional "path" {
      description = "File with names that nobody may take, one a line.";
    };

    redis = {
      addr = make.text "localhost:6379" "Address and TCP port of Redis, as `address:port`.";
      db = make.number 0 "Number of the Redis database.";
    };
    jetstream.endpoint =
      make.text "wss://jetstream1.us-east.bsky.network/subscribe"
        "WebSocket URL of the Jetstream that the site follows.";
    knotstream = stream "knot";
    spindlestream = stream "spindle";

    resend.sentFrom = make.text "noreply@notifs.tangled.sh" "Sender of its e-mail.";
    posthog.endpoint = make.text "https://eu.i.posthog.com" "PostHog that use of the site is counted with.";
    camo.host = make.text "https://camo.tangled.sh" "Proxy for pictures from elsewhere.";
    avatar.host = make.text "https://avatar.tangled.sh" "Service for people's pictures.";
    plc.url = make.text "https://plc.directory" "Directory that `did:plc` identities are looked up in.";
    pds.host = make.text "https://tngl.sh" "Personal data server that people sign up at.";

    label = {
      defaults = mkOption {
        type = types.listOf types.str;
        default = map label [
          "wontfix"
          "good-first-issue"
          "duplicate"
          "documentation"
          "assignee"
        ];
        description = "Labels of a new repository, as `at://` addresses of their definitions.";
      };
      goodFirstIssue = make.text (label "good-first-issue") "The label for good first issues.";
    };

    environmentFile = make.optional "path" {
      example = "/etc/appview.env";
      description = ''
        File with `VAR=value` lines that systemd reads when the service starts: the place for secrets such as
        `TANGLED_COOKIE_SECRET` and `TANGLED_REDIS_PASS`.
      '';
    };
  };

  config = mkMerge [
    { services.tangled.appview.package = mkDefault pkgs.appview; } # the flake's module names its own build
    (mkIf cfg.enable {
      systemd.services.appview = {
        description = "Tangled AppView";
        wantedBy = [ "multi-user.target" ];
        after = [
          "redis-appview.service"
          "network-online.target"
        ];
        requires = [ "redis-appview.service" ];
        wants = [ "network-online.target" ];
        serviceConfig = import ./hardening.nix // {
          ExecStart = "${cfg.package}/bin/appview";
          Restart = "always";
          StateDirectory = "appview";
          WorkingDirectory = "/var/lib/appview";
          ReadWritePaths = [ "/var/lib/appview" ];
        };
        environment = {
          TANGLED_LISTEN_ADDR = cfg.listenAddr;
          TANGLED_DB_PATH = cfg.dbPath;
          TANGLED_REDIS_ADDR = cfg.redis.addr;
        };
      };
    })
  ];
}
