# https://nixos.org/manual/nixos/stable/#sec-nixos-tests
{ lib }:
let
  module = lib.mkOption {
    type = lib.types.deferredModule;
    default = { };
  };
  machines = lib.mkOption {
    type = lib.types.lazyAttrsOf lib.types.deferredModule;
    default = { };
  };
  testOptions.options = {
    nodes = machines;
    containers = machines;
    machine = lib.mkOption { type = lib.types.deferredModule; }; # of a test of only one
    defaults = module;
    node.specialArgs = lib.mkOption {
      type = lib.types.lazyAttrsOf lib.types.raw;
      default = { };
    };
  };
  runTest =
    package: test:
    let
      evaluated = lib.evalModules {
        lenient = true;
        modules = [
          testOptions
          test
        ];
      };
      inherit (evaluated) config options;
      node =
        name: module:
        lib.nixosSystem {
          inherit (config.node) specialArgs;
          modules = [
            config.defaults
            module
            {
              _module.args = {
                inherit name;
                nodes = builtins.mapAttrs (_: node: node.config) nodes;
              };
              networking.hostName = lib.mkDefault name;
            }
          ]
          ++ evaluated._unread;
        };
      nodes = builtins.mapAttrs node (
        config.nodes
        // config.containers
        // lib.optionalAttrs options.machine.isDefined { inherit (config) machine; }
      );
    in
    package
    // {
      _type = "nixos-test";
      inherit nodes config;
    };
in
{
  "NixOS/nixpkgs" = runTest;
}
