# https://github.com/yelite/lite-config#readme
{ lib }:
let
  any = default: lib.mkOption { type = lib.types.raw; inherit default; };
  free = options: lib.types.submodule {
    freeformType = lib.types.lazyAttrsOf lib.types.raw;
    inherit options;
  };

  liteConfig =
    input:
    { config, inputs, ... }:
    let
      cfg = config.lite-config;
      platform =
        system:
        input.hostPlatform
        // {
          inherit system;
          isLinux = lib.hasSuffix "-linux" system;
          isDarwin = lib.hasSuffix "-darwin" system;
          isx86_64 = lib.hasPrefix "x86_64-" system;
          isAarch64 = lib.hasPrefix "aarch64-" system;
        };
      build =
        name: host:
        (cfg.nixpkgs.nixpkgs or inputs.nixpkgs).lib.nixosSystem {
          specialArgs = {
            inherit inputs;
            hostPlatform = platform host.system;
          }
          // cfg.extraSpecialArgs;
          modules = [
            (if host.hostModule == null then cfg.hostModuleDir + "/${name}" else host.hostModule)
            { networking.hostName = lib.mkDefault name; }
          ]
          ++ lib.optional (cfg.systemModule != null) cfg.systemModule
          ++ cfg.systemModules
          ++ lib.optional (cfg.homeModule != null || cfg.homeModules != [ ] && host.useHomeManager or true) (cfg.homeManagerFlake or inputs.home-manager).nixosModules.home-manager;
        };
    in
    {
      options.lite-config = lib.mkOption {
        default = { };
        type = free {
          nixpkgs = any { };
          extraSpecialArgs = any { };
          hostModuleDir = any null;
          systemModule = any null;
          systemModules = any [ ];
          homeModule = any null;
          homeModules = any [ ];
          hosts = lib.mkOption {
            default = { };
            type = lib.types.attrsOf (free {
              system = any "x86_64-linux";
              hostModule = any null;
            });
          };
        };
      };
      config.flake.nixosConfigurations = builtins.mapAttrs build (
        lib.filterAttrs (_: host: lib.hasSuffix "-linux" host.system) cfg.hosts
      );
    };
  named =
    input:
    input
    // {
      flakeModule = liteConfig input;
      flakeModules.default = liteConfig input;
    };
in
{
  "yelite/lite-config" = named;
  "ataraxiasjel/lite-config" = named;
}
