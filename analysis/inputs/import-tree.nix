# https://github.com/vic/import-tree#readme
{ lib }:
let
  # All Nix files below a folder but those in a place that begins with `_`.
  nixFiles =
    root:
    if builtins.isList root then
      builtins.concatMap nixFiles root
    else
      builtins.filter (
        file:
        lib.hasSuffix ".nix" (toString file) && !lib.hasInfix "/_" (lib.removePrefix (toString root) (toString file))
      ) (lib.filesystem.listFilesRecursive root);
  importTree = input: input // { __functor = _: root: { imports = nixFiles root; }; };
in
{
  "vic/import-tree" = importTree;
  "denful/import-tree" = importTree;
}
