# https://docs.clan.lol/: machines, what lies in their folders, and what services bring to them. A service of clan's own is not at
# hand, like the modules that every machine imports.
{ lib }:
let
  raw = lib.types.raw;
  option = type: default: lib.mkOption { inherit type default; };
  free = options: lib.types.submodule {
    inherit options;
    freeformType = lib.types.lazyAttrsOf raw;
  };
  clanOptions.options = {
    self = option raw null;
    directory = option raw null;
    specialArgs = option (lib.types.lazyAttrsOf raw) { };
    modules = option (lib.types.lazyAttrsOf raw) { };
    machines = option (lib.types.lazyAttrsOf lib.types.deferredModule) { };
    inventory = option (free {
      machines = option (lib.types.lazyAttrsOf (free {
        tags = option (lib.types.listOf raw) [ ];
        machineClass = option raw "nixos";
      })) { };
      tags = option raw { };
      instances = option (lib.types.lazyAttrsOf (free {
        module = option (lib.types.lazyAttrsOf raw) { };
        roles = option (lib.types.lazyAttrsOf (free {
          machines = option (lib.types.lazyAttrsOf raw) { };
          tags = option raw { };
          settings = option raw { };
          extraModules = option (lib.types.listOf raw) [ ];
        })) { };
      })) { };
    }) { };
  };

  # What a service of the clan's own says of each of its roles, and of machines whatever their role.
  nothing = {
    perInstance = null;
    interface = { };
  };
  serviceOptions.options = {
    perMachine = option raw null;
    roles = option (lib.types.lazyAttrsOf (free {
      perInstance = option raw null;
      interface = option lib.types.deferredModule { };
    })) { };
  };

  # Services that are about who may log in and how machines find one another, not about what they serve.
  harmless = [
    "admin"
    "clan-cache"
    "emergency-access"
    "hello-world"
    "importer"
    "internet"
    "mycelium"
    "ncps"
    "packages"
    "root-password"
    "sshd"
    "state-version"
    "tor"
    "trusted-nix-caches"
    "user-password"
    "users"
    "wifi"
    "wireguard"
    "yggdrasil"
    "zerotier"
  ];

  # The configurations of a clan's evaluated options; more are modules that nobody could read.
  outputs =
    clan-core: self: config: more:
    let
      directory = if config.directory == null then self.outPath else config.directory;
      inherit (config) inventory;
      foldersIn =
        folder:
        if builtins.pathExists folder then
          lib.filterAttrs (_: type: type == "directory") (builtins.readDir folder)
        else
          { };
      # What clan's own commands write.
      saved =
        let
          file = "${directory}/inventory.json";
        in
        if builtins.pathExists file then builtins.fromJSON (builtins.readFile file) else { };
      savedInstances = builtins.mapAttrs (_: instance: {
        module = instance.module or { };
        roles = builtins.mapAttrs (
          _: role:
          {
            machines = { };
            tags = { };
            settings = { };
            extraModules = [ ];
          }
          // role
        ) (instance.roles or { });
      }) (saved.instances or { });
      names = builtins.attrNames (config.machines // inventory.machines // foldersIn "${directory}/machines");
      about = name: inventory.machines.${name} or { tags = [ ]; };
      nixos = builtins.filter (name: (about name).machineClass or "nixos" == "nixos") names;

      # Which machines a tag means.
      tags =
        let
          usual = {
            all = names;
            inherit nixos;
            darwin = lib.subtractLists nixos names;
          };
          given = inventory.tags;
          own =
            if builtins.isFunction given then
              given {
                config = tags;
                machines = inventory.machines;
              }
            else
              given;
        in
        usual // own;
      hasTag = name: tag: builtins.elem tag (about name).tags || builtins.elem name (tags.${tag} or [ ]);
      namesOf = set: if builtins.isList set then set else builtins.attrNames set;
      plays =
        name: role:
        builtins.elem name (namesOf role.machines) || lib.any (hasTag name) (namesOf role.tags);

      file =
        module:
        if builtins.isString module && !lib.hasPrefix "/" module then "${directory}/${module}" else module;

      # What a service that is not at hand brings: as little as other modules of inputs, or whatever a machine serves.
      ofService =
        service:
        if builtins.elem service harmless then
          clan-core.clan.modules
        else
          throw "what clan's service `${service}` brings is not known";

      # What an instance of a service brings to a machine.
      brings =
        name: instanceName: instance:
        builtins.concatMap (
          roleName:
          let
            role = instance.roles.${roleName};
            source = instance.module.input or null;
            ownName = instance.module.name or instanceName;
            isOwn = source == "self" || source == null && config.modules ? ${ownName};
            service = lib.evalModules {
              lenient = true;
              modules = [
                serviceOptions
                config.modules.${ownName}
              ];
            };
            declared = service.config.roles.${roleName} or nothing;
            settings =
              (lib.evalModules {
                lenient = true;
                modules = [
                  declared.interface
                  role.settings
                  ((lib.optionalAttrs (builtins.isAttrs role.machines) role.machines).${name}.settings or { })
                ];
              }).config;
            machine = {
              inherit name;
              roles = builtins.attrNames instance.roles;
            };
            call = declaration: args: lib.optional (declaration != null) ((declaration args).nixosModule or { });
            own =
              call declared.perInstance {
                inherit
                  instanceName
                  settings
                  machine
                  lib
                  ;
                inherit (instance) roles;
                inherit (clan-core) extendSettings meta mkExports;
              }
              ++ call service.config.perMachine {
                inherit machine lib;
                inherit (clan-core) meta mkExports;
                instances.${instanceName} = { inherit (instance) roles; };
              }
              ++ service._unread;
          in
          lib.optionals (plays name role) (
            map file role.extraModules ++ (if isOwn then own else [ (ofService ownName) ])
          )
        ) (builtins.attrNames instance.roles);

      # What the instances of a service brought before `inventory.instances`.
      broughtBefore =
        name: service: instances:
        builtins.concatMap (
          instance:
          map file (instance.extraModules or [ ])
          ++ builtins.concatMap (
            role:
            let
              given = { machines = [ ]; tags = [ ]; extraModules = [ ]; } // role;
            in
            lib.optionals (plays name given) (map file given.extraModules ++ [ (ofService service) ])
          ) (builtins.attrValues (instance.roles or { }))
        ) (builtins.attrValues instances);

      machine =
        name:
        let
          folder = "${directory}/machines/${name}";
        in
        {
          imports =
            builtins.filter builtins.pathExists [
              "${folder}/configuration.nix"
              "${folder}/hardware-configuration.nix"
              "${folder}/disko.nix"
            ]
            ++ lib.optional (config.machines ? ${name}) config.machines.${name}
            ++ lib.concatLists (lib.mapAttrsToList (brings name) inventory.instances)
            ++ lib.concatLists (lib.mapAttrsToList (broughtBefore name) (inventory.services or { }))
            ++ [ clan-core.nixosModules.clanCore ]
            ++ more;
          networking.hostName = lib.mkDefault name;
        };
      bySaved = name: {
        imports = lib.concatLists (lib.mapAttrsToList (brings name) savedInstances);
      };
      modules = lib.genAttrs nixos (name: {
        imports = [
          (machine name)
          (bySaved name)
        ];
      });
    in
    {
      nixosModules = lib.mapAttrs' (name: lib.nameValuePair "clan-machine-${name}") modules;
      nixosConfigurations = builtins.mapAttrs (
        _: module:
        lib.nixosSystem {
          modules = [ module ];
          specialArgs = {
            inherit clan-core self;
          }
          // config.specialArgs;
        }
      ) modules;
    };

  evaluated =
    clan-core: self: module:
    let
      clan = lib.evalModules {
        lenient = true;
        modules = [
          clanOptions
          module
        ];
        specialArgs = {
          inherit self clan-core;
          inherit (self) inputs;
        };
      };
    in
    clan.config // outputs clan-core self clan.config clan._unread;

  # A clan as functions give it, with what it is made of as `config`.
  buildClan =
    clan-core: args:
    let
      config = clan-core // evaluated clan-core (args.self or args.directory) args;
    in
    config // { inherit config; };

  flakeModule =
    clan-core:
    { self, config, flake-parts-lib, ... }:
    {
      imports = [ (lib.mkAliasOptionModule [ "clan" ] [ "flake" "clan" ]) ];
      options.flake = flake-parts-lib.mkSubmoduleOptions {
        clan = lib.mkOption {
          type = lib.types.deferredModule;
          default = { };
          apply = module: clan-core // evaluated clan-core self module;
        };
      };
      config.flake = {
        inherit (config.flake.clan) nixosConfigurations nixosModules;
      };
    };

  clan =
    input:
    let
      functions = {
        clan = buildClan input;
        buildClan = buildClan input;
      };
    in
    input
    // {
      lib = input.lib // functions;
      clanLib = input.clanLib // functions;
      flakeModules = input.flakeModules // {
        default = flakeModule input;
      };
    };
in
{
  "clan/clan-core" = clan;
  "clan-lol/clan-core" = clan;
}
