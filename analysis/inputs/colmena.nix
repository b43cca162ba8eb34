# https://colmena.cli.rs/unstable/reference/meta.html
{ lib }:
let
  makeHive =
    hive:
    let
      meta = hive.meta or hive.network or { };
      node =
        name: module:
        lib.nixosSystem {
          modules = [ module ] ++ lib.optional (hive ? defaults) hive.defaults;
          specialArgs =
            (meta.specialArgs or { }) // (meta.nodeSpecialArgs.${name} or { }) // { inherit name nodes; };
        };
      nodes = builtins.mapAttrs node (
        removeAttrs hive [
          "meta"
          "network"
          "resources"
          "defaults"
        ]
      );
    in
    hive // { inherit nodes; };
in
{
  "zhaofengli/colmena" = input: input // { lib = input.lib // { inherit makeHive; }; };
}
