# https://numtide.github.io/blueprint/: what lies in folders of certain names becomes the outputs of a flake.
{ lib }:
let
  # The folders and Nix files in a folder, by name.
  entriesIn =
    folder:
    if builtins.pathExists folder then
      lib.mapAttrs' (
        file: _: lib.nameValuePair (lib.removeSuffix ".nix" file) (folder + "/${file}")
      ) (lib.filterAttrs (file: type: type == "directory" || lib.hasSuffix ".nix" file) (builtins.readDir folder))
    else
      { };

  mkFlake =
    blueprint:
    {
      inputs,
      prefix ? null,
      ...
    }:
    let
      flake = inputs.self;
      src =
        if prefix == null then
          flake.outPath
        else if builtins.isPath prefix then
          prefix
        else
          flake.outPath + "/${prefix}";
      publisherArgs = { inherit flake inputs; };

      host =
        hostName: folder:
        if builtins.pathExists (folder + "/default.nix") then
          import (folder + "/default.nix") (publisherArgs // { inherit hostName; })
        else if builtins.pathExists (folder + "/configuration.nix") then
          {
            class = "nixos";
            value = inputs.nixpkgs.lib.nixosSystem {
              specialArgs = publisherArgs // {
                inherit hostName;
                inherit (blueprint) perSystem;
              };
              modules = [
                (folder + "/configuration.nix")
              ]
              ++ lib.optional (builtins.pathExists (folder + "/users")) inputs.home-manager.nixosModules.default;
            };
          }
        else if builtins.pathExists (folder + "/rpi-configuration.nix") then
          {
            class = "nixos";
            value = inputs.nixos-raspberrypi.lib.nixosSystem { };
          }
        else
          { class = "none"; };
      hosts = lib.filterAttrs (_: host: host.class == "nixos") (
        builtins.mapAttrs host (entriesIn (src + "/hosts"))
      );

      # A module that takes only the flake and its inputs is called with those of the flake that it stands in.
      published =
        path:
        let
          module = import path;
        in
        if
          builtins.isFunction module
          && lib.all (name: publisherArgs ? ${name}) (builtins.attrNames (builtins.functionArgs module))
        then
          {
            _file = path;
            imports = [ (module publisherArgs) ];
          }
        else
          path;
      modules = builtins.mapAttrs (
        _: folder: builtins.mapAttrs (_: published) (entriesIn folder)
      ) (lib.filterAttrs (_: path: !lib.hasSuffix ".nix" (toString path)) (entriesIn (src + "/modules")));

      checkArgs = publisherArgs // {
        inherit (blueprint) perSystem;
        system = "x86_64-linux";
        pkgs = inputs.nixpkgs.legacyPackages.x86_64-linux;
      };
    in
    blueprint
    // {
      inherit modules;
      nixosModules = modules.nixos or { };
      nixosConfigurations = builtins.mapAttrs (_: host: host.value) hosts;
      lib = if builtins.pathExists (src + "/lib") then import (src + "/lib") publisherArgs else { };
      checks.x86_64-linux = builtins.mapAttrs (pname: path: import path (checkArgs // { inherit pname; })) (
        entriesIn (src + "/checks")
      );
    };
in
{
  "numtide/blueprint" = input: input // { __functor = _: mkFlake input; };
}
