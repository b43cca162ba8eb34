# What else an option of NixOS takes: nothing is known of it, so that no definition is wrong and no two are in conflict.
{ lib }:
lib.types.lazyAttrsOf (
  lib.mkOptionType {
    name = "rest";
    merge = loc: definitions: (lib.last definitions).value;
  }
)
