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
in
{
  "numtide/flake-utils" = withLib {
    inherit eachSystem defaultSystems;
    eachDefaultSystem = eachSystem defaultSystems;
  };
  "hercules-ci/flake-parts" = input: input // { lib = flakePartsLib input; };
  "vic/import-tree" = input: input // { __functor = _: root: { imports = nixFiles root; }; };
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
