# https://github.com/ehllie/ez-configs#readme
{ lib }:
let
  # The Nix files in a folder, and the folders with a `default.nix`, by name.
  modulesIn =
    folder:
    if builtins.pathExists "${folder}.nix" then
      { default = "${folder}.nix"; }
    else if builtins.pathExists folder then
      lib.concatMapAttrs (
        entry: _:
        if lib.hasSuffix ".nix" entry then
          { ${lib.removeSuffix ".nix" entry} = "${folder}/${entry}"; }
        else if builtins.pathExists "${folder}/${entry}/default.nix" then
          { ${entry} = "${folder}/${entry}/default.nix"; }
        else
          { }
      ) (builtins.readDir folder)
    else
      { };

  # What a module takes of arguments that are there already is given to it.
  withEarly =
    early: path:
    let
      module = import path;
      formals = builtins.functionArgs module;
      given = builtins.intersectAttrs formals early;
    in
    if early != { } && builtins.isFunction module then
      lib.setFunctionArgs (args: module (args // given)) (removeAttrs formals (builtins.attrNames given))
    else
      path;

  any = default: lib.mkOption { type = lib.types.raw; inherit default; };
  flakeModule =
    { config, inputs, ... }:
    let
      cfg = config.ezConfigs;
      nixosModules = builtins.mapAttrs (_: withEarly cfg.nixos.earlyModuleArgs) (modulesIn cfg.nixos.modulesDirectory);
      host =
        name: module:
        let
          given = cfg.nixos.hosts.${name} or { };
        in
        inputs.nixpkgs.lib.nixosSystem {
          specialArgs = cfg.nixos.specialArgs // {
            ezModules = nixosModules;
          };
          modules = [
            module
            { networking.hostName = lib.mkDefault name; }
          ]
          ++ lib.optional (given.importDefault or true) (nixosModules.default or { })
          ++ lib.optional (given.userHomeModules or [ ] != [ ]) inputs.home-manager.nixosModules.default;
        };
    in
    {
      options.ezConfigs = {
        root = any null;
        globalArgs = any { };
        earlyModuleArgs = any { };
        home = any { };
        darwin = any { };
        nixos = {
          modulesDirectory = any "${cfg.root}/nixos-modules";
          configurationsDirectory = any "${cfg.root}/nixos-configurations";
          earlyModuleArgs = any cfg.earlyModuleArgs;
          specialArgs = any cfg.globalArgs;
          hosts = any { };
        };
      };
      config.flake.nixosModules = nixosModules;
      config.flake.nixosConfigurations = builtins.mapAttrs host (modulesIn cfg.nixos.configurationsDirectory);
    };
in
{
  "ehllie/ez-configs" =
    input:
    input
    // {
      inherit flakeModule;
      flakeModules.default = flakeModule;
    };
}
