# https://github.com/gytis-ivaskevicius/flake-utils-plus#readme
{ lib }:
let
  # The second of two wins, sets and lists of them are put together.
  merged =
    a: b:
    a
    // builtins.mapAttrs (
      name: v:
      if builtins.isAttrs v && builtins.isAttrs (a.${name} or null) then
        merged a.${name} v
      else if builtins.isList v && builtins.isList (a.${name} or null) then
        a.${name} ++ v
      else
        v
    ) b;

  mkFlake =
    utils:
    {
      inputs,
      hosts ? { },
      hostDefaults ? { },
      ...
    }@args:
    let
      host =
        name: own:
        let
          given = merged hostDefaults own;
        in
        {
          output = given.output or "nixosConfigurations";
          value =
            (given.builder or (inputs.${given.channelName or "nixpkgs"} or inputs.nixpkgs).lib.nixosSystem)
              {
                system = given.system or "x86_64-linux";
                specialArgs = (given.specialArgs or { }) // {
                  inherit (utils) channel;
                };
                modules = given.modules or [ ] ++ [
                  {
                    networking.hostName = lib.head (lib.splitString "." name);
                    _module.args = {
                      inherit inputs;
                    }
                    // given.extraArgs or { };
                  }
                ];
              };
        };
    in
    utils
    // removeAttrs args [
      "hosts"
      "hostDefaults"
      "channels"
      "channelsConfig"
      "inputs"
      "self"
      "sharedOverlays"
      "supportedSystems"
      "outputsBuilder"
    ]
    // {
      nixosConfigurations = builtins.mapAttrs (_: host: host.value) (
        lib.filterAttrs (_: host: host.output == "nixosConfigurations") (builtins.mapAttrs host hosts)
      );
    };
in
{
  "gytis-ivaskevicius/flake-utils-plus" =
    input:
    input
    // {
      lib = input.lib // {
        mkFlake = mkFlake input;
        exportModules =
          paths:
          builtins.listToAttrs (
            map (path: lib.nameValuePair (lib.removeSuffix ".nix" (baseNameOf path)) path) paths
          );
      };
    };
}
