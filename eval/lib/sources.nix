# Sources of packages; see nixpkgs' manual, lib.sources. Copying to the store is not known here.
{
  inherit (builtins) filterSource;
  cleanSourceFilter =
    name: type:
    let
      base = builtins.baseNameOf (builtins.toString name);
    in
    !(
      (base == ".git" || type == "directory" && builtins.elem base [ ".svn" "CVS" ".hg" ])
      || lib.hasSuffix "~" base
      || builtins.match "^\\.sw[a-z]$" base != null
      || builtins.match "^\\..*\\.sw[a-z]$" base != null
      || lib.hasSuffix ".o" base
      || lib.hasSuffix ".so" base
      || (type == "symlink" && lib.hasPrefix "result" base)
      || type == "unknown"
    );
  pathHasContext = builtins.hasContext;
}
