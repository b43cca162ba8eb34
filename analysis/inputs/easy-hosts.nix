# https://github.com/tgirlcloud/easy-hosts#readme
{ lib }:
let
  easyHosts =
    { config, inputs, withSystem, ... }:
    let
      cfg = config.easy-hosts;
      part = {
        modules = lib.mkOption {
          type = lib.types.listOf lib.types.deferredModule;
          default = [ ];
        };
        specialArgs = lib.mkOption {
          type = lib.types.lazyAttrsOf lib.types.raw;
          default = { };
        };
      };
      setting = type: default: lib.mkOption { inherit type default; };
      partFor = setting (lib.types.functionTo (lib.types.submodule { options = part; })) (_: { });
      host = {
        freeformType = lib.types.lazyAttrsOf lib.types.raw;
        options = part // {
          arch = setting lib.types.str "x86_64";
          class = setting lib.types.str "nixos";
          tags = setting (lib.types.listOf lib.types.str) [ ];
          path = setting (lib.types.nullOr lib.types.path) null;
        };
      };

      # SYSTEM/HOST below a folder, SYSTEM being such as `x86_64-nixos`; or only HOST, all of one system.
      inFolder =
        root:
        if cfg.onlySystem == null then
          builtins.foldl' (all: system: all // ofSystem system (root + "/${system}")) { } (
            builtins.attrNames (lib.filterAttrs (_: type: type == "directory") (builtins.readDir root))
          )
        else
          ofSystem cfg.onlySystem root;
      ofSystem =
        system: folder:
        builtins.mapAttrs (name: _: {
          arch = lib.head (lib.splitString "-" system);
          class = lib.last (lib.splitString "-" system);
          path = folder + "/${name}";
        }) (builtins.readDir folder);

      osOf =
        class:
        (
          {
            linux = "nixos";
            iso = "nixos";
          }
          // cfg.additionalClasses
        ).${class} or class;
      build =
        name: host:
        let
          parts = [
            cfg.shared
            host
            (cfg.perClass host.class)
            (cfg.perArch host.arch)
          ]
          ++ map cfg.perTag host.tags;
          usual = builtins.filter builtins.pathExists [
            "${inputs.self}/hosts/${name}/default.nix"
            "${inputs.self}/systems/${name}/default.nix"
          ];
        in
        (host.nixpkgs or inputs.nixpkgs).lib.nixosSystem {
          specialArgs = builtins.foldl' lib.recursiveUpdate {
            inherit inputs;
            inherit (inputs) self;
          } (map (p: p.specialArgs) parts);
          modules =
            (if host.path == null then usual else [ host.path ])
            ++ [
              {
                _module.args = withSystem "${host.arch}-linux" ({ self', inputs', ... }: { inherit self' inputs'; });
                networking.hostName = lib.mkDefault name;
              }
            ]
            ++ builtins.concatMap (p: p.modules) parts;
        };
    in
    {
      options.easy-hosts = {
        autoConstruct = setting lib.types.bool false;
        path = setting (lib.types.nullOr lib.types.path) null;
        onlySystem = setting (lib.types.nullOr lib.types.str) null;
        additionalClasses = setting (lib.types.attrsOf lib.types.str) { };
        shared = setting (lib.types.submodule { options = part; }) { };
        perClass = partFor;
        perArch = partFor;
        perTag = partFor;
        hosts = setting (lib.types.attrsOf (lib.types.submodule host)) { };
      };
      config.easy-hosts.hosts = lib.mkIf cfg.autoConstruct (inFolder cfg.path);
      config.flake.nixosConfigurations = builtins.mapAttrs build (
        lib.filterAttrs (_: host: osOf host.class == "nixos") cfg.hosts
      );
    };
in
{
  "tgirlcloud/easy-hosts" = input: input // {
    flakeModule = easyHosts;
    flakeModules.default = easyHosts;
  };
}
