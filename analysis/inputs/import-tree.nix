# https://github.com/vic/import-tree#readme
{ lib }:
let
  # All Nix files below a folder but those in a place that begins with `_`, and those that are filtered out, by their places in it.
  nixFiles =
    keep: root:
    if builtins.isList root then
      builtins.concatMap (nixFiles keep) root
    else
      builtins.filter (
        file:
        let
          at = lib.removePrefix (toString root) (toString file);
        in
        lib.hasSuffix ".nix" at && !lib.hasInfix "/_" at && keep at
      ) (lib.filesystem.listFilesRecursive root);
  importTree =
    keep: input:
    let
      filter = f: importTree (at: keep at && f at) input;
    in
    input
    // {
      __functor = _: root: { imports = nixFiles keep root; };
      inherit filter;
      filterNot = f: filter (at: !f at);
      match = pattern: filter (at: builtins.match pattern at != null);
      matchNot = pattern: filter (at: builtins.match pattern at == null);
      withLib = _: importTree keep input;
    };
in
{
  "vic/import-tree" = importTree (_: true);
  "denful/import-tree" = importTree (_: true);
}
