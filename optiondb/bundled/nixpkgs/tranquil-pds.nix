# Tranquil, a personal data server in Rust, as nixpkgs runs it: settings are one TOML file.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib)
    literalExpression
    mkIf
    mkOption
    mkPackageOption
    optional
    types
    ;
  make = import ../lib/options.nix { inherit lib; };
  cfg = config.services.tranquil-pds;

  folder =
    name: description:
    mkOption {
      type = types.path;
      default = "${cfg.dataDir}/${name}";
      defaultText = "\${cfg.dataDir}/${name}";
      inherit description;
    };

  postgresql = optional cfg.database.createLocally "postgresql.service";
in
{
  options.services.tranquil-pds = {
    enable = make.switch ''
      Run the Tranquil personal data server as the unit `tranquil-pds.service`. Needs PostgreSQL, a public host name and
      secrets in `environmentFiles`.
    '';

    package = mkPackageOption pkgs "tranquil-pds" { };

    user = make.text "tranquil-pds" "System user that the server runs as, and the name of its database user.";
    group = make.text "tranquil-pds" "System group of `user`.";
    dataDir = make.text "/var/lib/tranquil-pds" "Folder that the server works in and keeps its blobs in.";

    environmentFiles = mkOption {
      type = types.listOf types.path;
      default = [ ];
      description = ''
        Files with `VAR=value` lines that systemd reads when the service starts: the place for `JWT_SECRET`,
        `DPOP_SECRET` and `MASTER_KEY`. Give paths as strings; they win over `settings`.
      '';
    };

    database.createLocally = make.flag false ''
      Run PostgreSQL on this machine, create a database and a user in it, and set `settings.database.url` to them.
    '';

    settings = mkOption {
      description = ''
        The server's configuration file. Free keys take any TOML value, also below the declared groups. Ends
        world-readable in the Nix store, so secrets go into `environmentFiles`.
      '';
      type = types.submodule {
        freeformType = (pkgs.formats.toml { }).type;
        options = {
          server = {
            host = make.text "127.0.0.1" "Address to listen on.";
            port = make.number 3000 "TCP port to listen on.";
            hostname = mkOption {
              type = types.str;
              default = "";
              example = "pds.example.com";
              description = "Public host name of the server, without scheme.";
            };
            max_blob_size = make.number 10737418240 ''
              Largest upload in bytes. A proxy in front must let as much through.
            '';
          };
          frontend = {
            enabled = mkOption {
              type = types.bool;
              default = true;
              example = true;
              description = "Serve the web pages from the server itself.";
            };
            dir = mkPackageOption pkgs "tranquil-pds-frontend" { };
          };
          storage.path = folder "blobs" "Folder of the blobs.";
          tranquil_store.data_dir = folder "store" "Folder of the server's own store.";
        };
      };
    };
  };

  config = mkIf cfg.enable {
    services.tranquil-pds.settings.database.url = mkIf cfg.database.createLocally (
      lib.mkDefault "postgresql:///${cfg.user}?host=/run/postgresql"
    );

    systemd.services.tranquil-pds = {
      description = "Tranquil personal data server";
      wantedBy = [ "multi-user.target" ];
      after = [ "network-online.target" ] ++ postgresql;
      wants = [ "network-online.target" ];
      requires = postgresql;
      serviceConfig = import ./lib/hardening.nix // {
        User = cfg.user;
        Group = cfg.group;
        ExecStart = lib.getExe cfg.package;
        Restart = "on-failure";
        RestartSec = 5;
        WorkingDirectory = cfg.dataDir;
        StateDirectory = "tranquil-pds";
        ReadWritePaths = [ cfg.settings.storage.path ];
        EnvironmentFile = cfg.environmentFiles;
      };
    };

    environment.etc."tranquil-pds/config.toml".source =
      (pkgs.formats.toml { }).generate "tranquil-pds.toml"
        cfg.settings;

    users.users.${cfg.user} = {
      isSystemUser = true;
      group = cfg.group;
      home = cfg.dataDir;
    };
    users.groups.${cfg.group} = { };
  };
}
