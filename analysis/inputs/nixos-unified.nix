# https://nixos-unified.org/
{ lib }:
let
  # The Nix files in a folder, and the folders with a `default.nix`, by name.
  filesIn =
    folder:
    if builtins.pathExists folder then
      lib.mapAttrs' (
        file: _: lib.nameValuePair (lib.removeSuffix ".nix" file) "${folder}/${file}"
      ) (
        lib.filterAttrs (
          file: type:
          lib.hasSuffix ".nix" file || type == "directory" && builtins.pathExists "${folder}/${file}/default.nix"
        ) (builtins.readDir folder)
      )
    else
      { };

  unified =
    input:
    { self, inputs, config, ... }:
    let
      specialArgs = {
        flake = { inherit self inputs config; };
      };
    in
    {
      flake.nixos-unified.lib = input.lib // {
        specialArgsFor = {
          common = specialArgs;
          nixos = specialArgs;
          darwin = specialArgs;
        };
        mkLinuxSystem =
          {
            home-manager ? false,
          }:
          module:
          inputs.nixpkgs.lib.nixosSystem {
            inherit specialArgs;
            modules = [ module ] ++ lib.optional home-manager inputs.home-manager.nixosModules.home-manager;
          };
      };
    };

  autoWire =
    { self, ... }:
    {
      flake.nixosConfigurations = builtins.mapAttrs (
        _: self.nixos-unified.lib.mkLinuxSystem { home-manager = true; }
      ) (filesIn "${self}/configurations/nixos");
      flake.nixosModules = filesIn "${self}/modules/nixos";
    };

  flakeModules = input: {
    default = unified input;
    autoWire = autoWire;
  };
in
{
  "srid/nixos-unified" =
    input:
    input
    // {
      flakeModules = flakeModules input;
      flakeModule = unified input;
      lib = input.lib // {
        mkFlake =
          {
            inputs,
            root,
            specialArgs ? { },
            ...
          }:
          let
            folder = lib.findFirst builtins.pathExists null (
              map (name: "${root}/${name}") [
                "nix/modules/flake"
                "modules/flake"
                "nix/modules/flake-parts"
                "modules/flake-parts"
              ]
            );
          in
          inputs.flake-parts.lib.mkFlake { inherit inputs specialArgs; } {
            _module.args = { inherit root; };
            imports = map (file: "${folder}/${file}") (builtins.attrNames (builtins.readDir folder));
          };
      };
    };
  "srid/nixos-flake" = input: input // { flakeModule = unified input; };
}
