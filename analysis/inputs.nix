# What flakes of others do that configurations are put together with, as far as that takes no more than Nix. Each is a function of
# the input, which is not at hand; the rest of it stays unknown. `lib` is nixpkgs' as its flake gives it.
{ lib }:
let
  # An input with some functions of its lib.
  withLib = functions: input: input // { lib = input.lib // functions; };

  eachSystem =
    systems: f:
    builtins.foldl' (
      all: system: all // builtins.mapAttrs (name: v: (all.${name} or { }) // { ${system} = v; }) (f system)
    ) { } systems;
  defaultSystems = [
    "aarch64-darwin"
    "aarch64-linux"
    "x86_64-darwin"
    "x86_64-linux"
  ];

  # https://flake.parts/options/flake-parts.html
  flakeOptions =
    let
      modulesOf = class: {
        type = lib.types.lazyAttrsOf lib.types.deferredModule;
        default = { };
        apply = builtins.mapAttrs (_: m: { imports = [ m ]; } // lib.optionalAttrs (class != "generic") { _class = class; });
      };
    in
    {
      options.flake = lib.mkOption {
        default = { };
        type = lib.types.submoduleWith {
          modules = [
            {
              freeformType = lib.types.lazyAttrsOf lib.types.raw;
              options.nixosConfigurations = lib.mkOption {
                type = lib.types.lazyAttrsOf lib.types.raw;
                default = { };
              };
              options.nixosModules = lib.mkOption (modulesOf "nixos");
              options.modules = lib.mkOption {
                type = lib.types.lazyAttrsOf (lib.types.lazyAttrsOf lib.types.deferredModule);
                default = { };
                apply = builtins.mapAttrs (class: (modulesOf class).apply);
              };
            }
          ];
        };
      };
    };
  flakePartsLib = input: input.lib // {
    mkFlake = mkFlake input;
    mkSubmoduleOptions =
      options:
      lib.mkOption { type = lib.types.submoduleWith { modules = [ { inherit options; } ]; }; };
    importApply = path: args: {
      _file = toString path;
      imports = [ (import path args) ];
    };
  };
  mkFlake =
    input: args: module:
    let
      inputs = args.inputs or args.self.inputs;
    in
    (lib.evalModules {
      lenient = true;
      modules = [
        flakeOptions
        module
      ];
      specialArgs = {
        inherit inputs lib;
        inherit (inputs) self;
        flake-parts-lib = flakePartsLib input;
        withSystem = system: f: f (input.perSystem // { inherit system; });
      }
      // args.specialArgs or { };
    }).config.flake;

  # https://colmena.cli.rs/unstable/reference/meta.html
  makeHive =
    hive:
    let
      meta = hive.meta or hive.network or { };
      node =
        name: module:
        lib.nixosSystem {
          modules = [ module ] ++ lib.optional (hive ? defaults) hive.defaults;
          specialArgs =
            (meta.specialArgs or { }) // (meta.nodeSpecialArgs.${name} or { }) // { inherit name nodes; };
        };
      nodes = builtins.mapAttrs node (
        removeAttrs hive [
          "meta"
          "network"
          "defaults"
        ]
      );
    in
    hive // { inherit nodes; };

  # https://github.com/tgirlcloud/easy-hosts#readme
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

  # All Nix files below a folder but those in a place that begins with `_`.
  nixFiles =
    root:
    if builtins.isList root then
      builtins.concatMap nixFiles root
    else
      builtins.filter (
        file:
        lib.hasSuffix ".nix" (toString file) && !lib.hasInfix "/_" (lib.removePrefix (toString root) (toString file))
      ) (lib.filesystem.listFilesRecursive root);
  importTree = input: input // { __functor = _: root: { imports = nixFiles root; }; };
in
{
  "numtide/flake-utils" = withLib {
    inherit eachSystem defaultSystems;
    eachDefaultSystem = eachSystem defaultSystems;
  };
  "hercules-ci/flake-parts" = input: input // { lib = flakePartsLib input; };
  "vic/import-tree" = importTree;
  "denful/import-tree" = importTree;
  "tgirlcloud/easy-hosts" = input: input // {
    flakeModule = easyHosts;
    flakeModules.default = easyHosts;
  };
  "nix-community/home-manager" =
    input:
    input
    // {
      lib = {
        inherit (input.lib) hm homeManagerConfiguration;
      };
    };
  "zhaofengli/colmena" = withLib { inherit makeHive; };
}
