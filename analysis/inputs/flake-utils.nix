# https://github.com/numtide/flake-utils#readme
{ lib }:
let
  eachSystem =
    systems: f:
    builtins.foldl' (
      all: system: all // builtins.mapAttrs (name: v: (all.${name} or { }) // { ${system} = v; }) (f system)
    ) { } systems;
  defaultSystems = [
    "aarch64-darwin"
    "aarch64-linux"
    "x86_64-darwin"
    "x86_64-linux"
  ];
in
{
  "numtide/flake-utils" = input: input // {
    lib = input.lib // {
      inherit eachSystem defaultSystems;
      eachDefaultSystem = eachSystem defaultSystems;
    };
  };
}
