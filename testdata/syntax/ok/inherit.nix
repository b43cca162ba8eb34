{ lib, cfg }:
{
  inherit lib;
  inherit;
  inherit (lib) mkIf "mkMerge" or;
  inherit (cfg.a or { }) ${"b"};
  inherit (builtins) map;
}
