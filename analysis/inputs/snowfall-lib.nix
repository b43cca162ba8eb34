# https://snowfall.org/reference/lib/: what lies in folders of certain names becomes the outputs of a flake.
{ lib }:
let
  foldersIn =
    folder:
    if builtins.pathExists folder then
      builtins.attrNames (lib.filterAttrs (_: type: type == "directory") (builtins.readDir folder))
    else
      [ ];

  # The folders with a `default.nix`, by their names below a folder: `services/pds`.
  defaultsBelow =
    folder:
    let
      below =
        prefix: name:
        let
          path = if prefix == "" then name else "${prefix}/${name}";
          found = "${folder}/${path}/default.nix";
        in
        lib.optional (builtins.pathExists found) (lib.nameValuePair path found)
        ++ builtins.concatMap (below path) (foldersIn "${folder}/${path}");
      own = "${folder}/default.nix";
    in
    builtins.listToAttrs (
      lib.optional (builtins.pathExists own) (lib.nameValuePair "" own)
      ++ builtins.concatMap (below "") (foldersIn folder)
    );

  # What a flake and the modules in it see of the framework.
  context =
    snowfall:
    {
      inputs,
      src,
      ...
    }@options:
    let
      config = options.snowfall or { };
      root = config.root or src;
      namespace = config.namespace or "internal";
      baseLib =
        lib
        // builtins.mapAttrs (_: input: input.lib) (removeAttrs inputs [ "self" ])
        // {
          snowfall = snowfall.lib;
        };
      userLib = builtins.foldl' lib.recursiveUpdate { } (
        map (
          path:
          let
            value = import path;
          in
          if builtins.isFunction value then
            value (
              builtins.intersectAttrs (builtins.functionArgs value) {
                inherit inputs namespace;
                snowfall-inputs = snowfall.inputs;
                lib = systemLib;
              }
            )
          else
            value
        ) (builtins.attrValues (defaultsBelow "${root}/lib"))
      );
      systemLib = baseLib // {
        ${namespace} = userLib;
      };
    in
    {
      inherit
        inputs
        root
        namespace
        userLib
        systemLib
        ;
    };

  mkFlake =
    snowfall: options:
    let
      inherit (context snowfall options)
        inputs
        root
        namespace
        userLib
        systemLib
        ;
      shared = options.systems or { };
      modules = defaultsBelow "${root}/modules/nixos";
      aliases = builtins.mapAttrs (_: name: modules.${name}) (options.alias.modules.nixos or { });

      host =
        target: name:
        let
          own = shared.hosts.${name} or { };
        in
        inputs.nixpkgs.lib.nixosSystem {
          specialArgs = (own.specialArgs or { }) // {
            inherit
              inputs
              namespace
              target
              systems
              ;
            lib = systemLib;
            system = target;
            host = name;
            virtual = false;
            format = "linux";
          };
          modules = [
            "${root}/systems/${target}/${name}/default.nix"
          ]
          ++ builtins.attrValues modules
          ++ own.modules or [ ]
          ++ shared.modules.nixos or [ ]
          ++ lib.optional (inputs ? home-manager) inputs.home-manager.nixosModules.home-manager
          ++ [
            snowfall.nixosModules.user
            { networking.hostName = lib.mkDefault name; }
          ];
        };
      systems = builtins.listToAttrs (
        builtins.concatMap (
          target:
          map (name: lib.nameValuePair name (host target name)) (
            builtins.filter (name: builtins.pathExists "${root}/systems/${target}/${name}/default.nix") (
              foldersIn "${root}/systems/${target}"
            )
          )
        ) (builtins.filter (lib.hasSuffix "-linux") (foldersIn "${root}/systems"))
      );
    in
    snowfall
    // {
      lib = userLib;
      nixosConfigurations = systems;
      nixosModules = modules // aliases // options.modules.nixos or { };
    };

  framework =
    input:
    input
    // {
      mkFlake = mkFlake input;
      mkLib =
        given:
        let
          known = context input given;
        in
        lib.recursiveUpdate known.systemLib known.userLib
        // {
          mkFlake = options: mkFlake input (options // given);
        };
    };
in
{
  "snowfallorg/lib" = framework;
  "snowfallorg/snowfall-lib" = framework; # as forks are called
}
