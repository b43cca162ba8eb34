# What is wrong with a configuration, for real Nix to say: the definitions of options that nothing declares, the assertions that
# fail, and of all that NixOS would read, piece by piece, whether it has a value. An error ends an evaluation, so that each
# piece is asked for alone.
{
  lib,
  packages, # the paths in pkgs that the modules name
  modules, # what is imported beside the configuration
  configuration, # a file, whose module is a plain set
}:
let
  package = name: {
    type = "derivation";
    inherit name;
    pname = name;
    version = "1";
    outPath = "/nix/store/00000000000000000000000000000000-${name}";
    drvPath = "/nix/store/00000000000000000000000000000000-${name}.drv";
    meta.mainProgram = name;
    override = _: package name;
    overrideAttrs = _: package name;
    __functor = _: _: package name; # for what makes packages
    __toString = p: p.outPath;
  };
  system = "x86_64-linux";
  platform = {
    inherit system;
    isLinux = true;
    isDarwin = false;
  };
  pkgs = lib.foldl' lib.recursiveUpdate { } (map (path: lib.setAttrByPath path (package (lib.last path))) packages) // {
    inherit lib system;
    formats = lib.genAttrs [ "ini" "json" "keyValue" "toml" "yaml" ] (_: _: {
      type = lib.types.attrs;
      generate = name: _: package name;
    });
    stdenv = platform // {
      hostPlatform = platform;
      mkDerivation = a: package (a.name or a.pname);
      shell = "/bin/sh";
    };
  };

  undeclared = lib.mkOptionType {
    name = "undeclared";
    merge = _: defs: { undeclared = map (d: d.value) defs; };
  };
  whole = lib.evalModules {
    specialArgs = {
      inherit pkgs;
      modulesPath = "/nixos/modules";
    };
    modules = [
      ./nixos.nix
      configuration
      { freeformType = undeclared; }
    ]
    ++ modules;
  };
  inherit (whole) config options;

  # The paths in value to what no option is declared for.
  strays =
    group: value: prefix:
    lib.concatLists (
      lib.mapAttrsToList (
        name: v:
        if group ? ${name} && !lib.isOption group.${name} && lib.isAttrs v then
          strays group.${name} v (prefix ++ [ name ])
        else
          [ (prefix ++ [ name ]) ]
      ) value
    );

  # The line of the configuration that a path is defined in, 0 for none.
  line = lineIn (import configuration);
  lineIn =
    value: path:
    let
      name = lib.head path;
    in
    if !lib.isAttrs value || !value ? ${name} then
      0
    else if lib.length path == 1 then
      (builtins.unsafeGetAttrPos name value).line
    else
      lineIn value.${name} (lib.tail path);

  get = path: lib.attrByPath path null config;
  works = v: (builtins.tryEval (builtins.deepSeq v true)).success;
  pieces =
    depth: path:
    let
      v = get path;
    in
    if depth == 0 || !works (lib.isAttrs v) || !lib.isAttrs v || lib.isDerivation v then
      [ path ]
    else
      lib.concatMap (name: pieces (depth - 1) (path ++ [ name ])) (lib.attrNames v);
  force =
    v:
    if lib.isDerivation v || lib.isFunction v then
      true
    else if lib.isAttrs v then
      lib.all force (lib.attrValues v)
    else if lib.isList v then
      lib.all force v
    else
      builtins.seq v true;
in
{
  strays = map (option: {
    inherit option;
    line = line option;
  }) (lib.unique (lib.concatMap (v: strays options v [ ]) (config.undeclared or [ ])));
  pieces = lib.concatMap (pieces 3) [
    [ "systemd" ]
    [ "environment" ]
    [ "networking" ]
    [ "security" ]
    [ "users" ]
    [ "warnings" ]
  ]
  ++ map (name: [ "services" name ]) (lib.attrNames (import ./nixos.nix { inherit lib pkgs; }).options.services);
  fails = lib.filter (path: !works (force (get path)));
  value = path: force (get path);
  failed = map (a: a.message or "") (lib.filter (a: !a.assertion) config.assertions);
  lines = map line;
}
