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
in
{
  "hercules-ci/flake-parts" = input: input // { lib = flakePartsLib input; };
}
