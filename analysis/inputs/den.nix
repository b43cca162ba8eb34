# https://den.denful.dev: hosts, and the aspects that they consist of. What users, contexts and functions bring is not followed: no
# machine of den's is known as a whole.
{ lib }:
let
  inherit (lib) types;
  option = type: default: lib.mkOption { inherit type default; };
  free =
    options:
    types.submodule {
      inherit options;
      freeformType = types.lazyAttrsOf types.raw;
    };
  part = {
    nixos = option types.deferredModule { };
    homeManager = option types.deferredModule { };
    darwin = option types.deferredModule { };
    includes = option (types.listOf types.raw) [ ];
  };
  parts = option (types.lazyAttrsOf (free part)) { };
  aspect = free (part // { provides = parts; _ = parts; });
  flakeModule =
    den:
    { config, ... }:
    let
      maxDepth = 16;
      # An aspect, and those in it.
      module =
        depth: host: part:
        if builtins.isFunction part then
          throw "what den passes to an aspect is not known"
        else
          {
            imports = [
              (part.nixos or { })
            ]
            ++ lib.optionals (depth < maxDepth) (map (module (depth + 1) host) (part.includes or [ ]));
          };
      machine =
        system: name: host:
        lib.nixosSystem {
          modules = [
            (module 0 host (
              let
                aspect = host.aspect or name;
              in
              if builtins.isString aspect then config.den.aspects.${aspect} or { } else aspect
            ))
            (module 0 host config.den.default)
            (throw "what den makes of users and contexts is not known")
            { networking.hostName = lib.mkDefault name; }
          ];
        };
      ofSystem =
        system: hosts:
        builtins.mapAttrs (machine system) (
          lib.filterAttrs (_: host: host.class or (if lib.hasSuffix "darwin" system then "darwin" else "nixos") == "nixos") hosts
        );
    in
    {
      options.den = lib.mkOption {
        default = { };
        type = types.submodule {
          freeformType = types.lazyAttrsOf types.raw;
          options = {
            hosts = option (types.lazyAttrsOf (types.lazyAttrsOf (free { users = option (types.lazyAttrsOf (free { })) { }; }))) { };
            homes = option (types.lazyAttrsOf types.raw) { };
            aspects = option (types.lazyAttrsOf aspect) { } // {
              apply = builtins.mapAttrs (_: a: a.provides // a // { _ = a._ // a.provides; });
            };
            default = option aspect { };
            schema = option (types.lazyAttrsOf types.deferredModule) { };
            lib = option (types.lazyAttrsOf types.raw) { } // {
              apply = own: den.lib // own;
            };
            provides = option types.raw den.provides;
            _ = option types.raw den.provides;
            batteries = option types.raw den.batteries;
          };
        };
      };
      config._module.args.den = config.den;
      config.flake.nixosConfigurations = lib.mergeAttrsList (lib.mapAttrsToList ofSystem config.den.hosts);
    };
  den =
    input:
    let
      once = { key = "den"; imports = [ (flakeModule input) ]; };
    in
    input
    // {
      flakeModule = once;
      flakeModules = input.flakeModules // {
        default = once;
        dendritic = once;
      };
    };
in
{
  "vic/den" = den;
  "denful/den" = den;
}
