# What modules of other projects read and define of NixOS: groups that take anything, and the options whose types decide. It is
# not NixOS: what is below a group has no type.
{ lib, pkgs, ... }:
let
  inherit (lib) mkOption types;

  # Sets by their attributes, lists one after the other, of anything else the last.
  anything = lib.mkOptionType {
    name = "anything";
    merge =
      loc: defs:
      let
        values = map (d: d.value) defs;
      in
      if lib.all (v: lib.isAttrs v && !lib.isDerivation v) values then
        (types.attrsOf anything).merge loc defs
      else if lib.all lib.isList values then
        lib.concatLists values
      else
        lib.last values;
  };
  option = type: default: mkOption { inherit type default; };
  free = type: option (types.attrsOf type) { };
  group =
    options:
    option (types.submodule {
      freeformType = types.attrsOf anything;
      inherit options;
    }) { };
  no = option types.bool false;
  yes = option types.bool true;
  strings = option (types.listOf types.str) [ ];
  ports = option (types.listOf types.port) [ ];

  unit = types.submodule {
    freeformType = types.attrsOf anything;
    options =
      lib.genAttrs [ "after" "before" "bindsTo" "partOf" "requiredBy" "requires" "wantedBy" "wants" ] (_: strings)
      // {
        enable = yes;
        environment = free (types.nullOr (types.oneOf [ types.str types.path types.package ]));
        path = option (types.listOf (types.oneOf [ types.package types.str ])) [ ];
        preStart = option types.lines "";
        script = option types.lines "";
        serviceConfig = free anything;
      };
  };
in
{
  options = {
    assertions = option (types.listOf types.unspecified) [ ];
    warnings = strings;
    environment = group {
      etc = free anything;
      systemPackages = option (types.listOf types.package) [ ];
    };
    networking = group {
      domain = option (types.nullOr types.str) null;
      fqdn = option types.str "nixos";
      hostName = option types.str "nixos";
      firewall = group {
        enable = yes;
        allowedTCPPorts = ports;
        allowedUDPPorts = ports;
      };
    };
    security = group {
      acme = group {
        acceptTerms = no;
        certs = free anything;
      };
      apparmor = group {
        enable = no;
        policies = free anything;
      };
    };
    systemd = group (
      lib.genAttrs [ "paths" "services" "sockets" "targets" "timers" ] (_: free unit) // { tmpfiles = group { rules = strings; }; }
    );
    users = group {
      groups = free anything;
      users = free (types.submodule {
        freeformType = types.attrsOf anything;
        options.extraGroups = strings;
      });
    };
    services =
      lib.genAttrs
        [ "alertmanager" "borgbackup" "caddy" "fail2ban" "grafana" "journald" "logrotate" "loki" "mysql" "openssh" "prometheus" "restic" ]
        (_: group { enable = no; })
      // {
        nginx = group {
          enable = no;
          group = option types.str "nginx";
          user = option types.str "nginx";
          virtualHosts = free anything;
        };
        postgresql = group {
          enable = no;
          ensureDatabases = strings;
          package = option anything pkgs.postgresql;
        };
        redis = group { servers = free anything; };
      };
  }
  // lib.genAttrs [ "boot" "console" "documentation" "fileSystems" "hardware" "nix" "nixpkgs" "programs" "swapDevices" "system" "time" "virtualisation" ] (
    _: group { }
  );
}
