# https://flake.parts/options/flake-parts.html
{ lib }:
let
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
      options.perSystem = lib.mkOption {
        type = lib.types.deferredModule;
        default = { };
      };
    };

  # What one system has, as far as no package is asked for.
  systemOptions.options.checks = lib.mkOption {
    type = lib.types.lazyAttrsOf lib.types.raw;
    default = { };
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
      system = "x86_64-linux";
      flake-parts-lib = flakePartsLib input;
      evaluated = lib.evalModules {
        lenient = true;
        modules = [
          flakeOptions
          module
        ];
        specialArgs = {
          inherit inputs lib flake-parts-lib;
          inherit (inputs) self;
          withSystem = system: f: f (input.perSystem // { inherit system; });
        }
        // args.specialArgs or { };
      };
      inherit (evaluated.config) flake;
      perSystem = lib.evalModules {
        lenient = true;
        modules = [
          systemOptions
          evaluated.config.perSystem
        ];
        specialArgs = {
          inherit inputs lib flake-parts-lib system;
          inherit (input.perSystem) inputs' self';
          pkgs = inputs.nixpkgs.legacyPackages.${system};
        };
      };
      # Modules that are not at hand may add whatever outputs; as a rule they do not where others make the configurations.
      more = set: builtins.foldl' (set: why: why // set) set evaluated._unread;
      inherit (flake) nixosConfigurations;
    in
    more (
      flake
      // {
        nixosConfigurations = if nixosConfigurations == { } then more { } else nixosConfigurations;
        checks = (flake.checks or { }) // {
          ${system} = perSystem.config.checks // flake.checks.${system} or { };
        };
      }
    );
in
{
  "hercules-ci/flake-parts" = input: input // {
    lib = flakePartsLib input;
    flakeModules = {
      # These make no configurations.
      modules = { };
      flakeModules = { };
      easyOverlay = { };
      bundlers = { };
      partitions = { };
    };
  };
}
