# Files; see nixpkgs' manual, lib.filesystem.
rec {
  inherit (builtins)
    baseNameOf
    dirOf
    hashFile
    isPath
    readDir
    readFileType
    ;
  pathType = builtins.readFileType;
  pathIsDirectory = path: builtins.pathExists path && pathType path == "directory";
  pathIsRegularFile = path: builtins.pathExists path && pathType path == "regular";
  listFilesRecursive =
    dir:
    lib.flatten (
      lib.mapAttrsToList (
        name: type: if type == "directory" then listFilesRecursive (dir + "/${name}") else dir + "/${name}"
      ) (builtins.readDir dir)
    );
  resolveDefaultNix =
    path:
    if pathIsDirectory path then
      path + "/default.nix"
    else if builtins.isString path && lib.hasSuffix "/" path then
      path + "default.nix"
    else
      path;
  haskellPathsInDir =
    root:
    lib.filterAttrs (name: path: builtins.pathExists (path + "/${name}.cabal")) (
      builtins.mapAttrs (name: _: root + "/${name}") (builtins.readDir root)
    );
  locateDominatingFile =
    pattern: file:
    let
      parent = dirOf file;
      up =
        path:
        let
          found = builtins.match pattern;
          matches = builtins.filter (m: m != null) (builtins.map found (builtins.attrNames (builtins.readDir path)));
        in
        if matches != [ ] then
          { inherit path matches; }
        else if toString path == "/" then
          null
        else
          up (dirOf path);
    in
    up (
      if toString file == "/" || (builtins.readDir parent).${baseNameOf file} or null == "directory" then file else parent
    );
  packagesFromDirectoryRecursive =
    args@{
      callPackage,
      directory,
      newScope ? throw "lib.packagesFromDirectoryRecursive: newScope wasn't passed in args",
    }:
    let
      below =
        args:
        lib.concatMapAttrs (
          name: type:
          let
            path = directory + "/${name}";
          in
          if type == "directory" then
            { ${name} = packagesFromDirectoryRecursive (args // { directory = path; }); }
          else if type != "regular" then
            throw "lib.filesystem.packagesFromDirectoryRecursive: Unsupported file type ${type} at path ${toString path}\n"
          else
            lib.optionalAttrs (lib.hasSuffix ".nix" name) {
              ${lib.removeSuffix ".nix" name} = args.callPackage path { };
            }
        ) (builtins.readDir directory);
    in
    if builtins.pathExists (directory + "/package.nix") then
      callPackage (directory + "/package.nix") { }
    else if args ? newScope then
      lib.recurseIntoAttrs (lib.makeScope newScope (self: below (args // { inherit (self) callPackage newScope; })))
    else
      below args;
}
