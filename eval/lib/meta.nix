# Packages' meta attributes; see nixpkgs' manual, lib.meta.
rec {
  addMetaAttrs =
    new: drv:
    let
      add = old: { meta = old.meta or { } // new; };
    in
    if drv ? overrideAttrs then drv.overrideAttrs add else drv // add drv;
  dontDistribute = addMetaAttrs { hydraPlatforms = [ ]; };
  setName = name: drv: drv // { inherit name; };
  updateName = f: drv: drv // { name = f drv.name; };
  appendToName =
    suffix:
    updateName (
      name:
      let
        parts = builtins.parseDrvName name;
      in
      "${parts.name}-${suffix}-${parts.version}"
    );
  mapDerivationAttrset =
    f: set: builtins.mapAttrs (_: pkg: if lib.isDerivation pkg then f pkg else pkg) set;
  defaultPriority = 5;
  setPrio = priority: addMetaAttrs { inherit priority; };
  lowPrio = setPrio 10;
  lowPrioSet = mapDerivationAttrset lowPrio;
  hiPrio = setPrio (-10);
  hiPrioSet = mapDerivationAttrset hiPrio;
  getExe =
    pkg:
    getExe' pkg (
      pkg.meta.mainProgram or (lib.warn
        "getExe: Package ${lib.strings.escapeNixIdentifier pkg.meta.name or pkg.pname or pkg.name} does not have the meta.mainProgram attribute. We'll assume that the main program has the same name for now, but this behavior is deprecated, because it leads to surprising errors when the assumption does not hold. If the package has a main program, please set `meta.mainProgram` in its definition to make this warning go away. Otherwise, if the package does not have a main program, or if you don't control its definition, use getExe' to specify the name to the program, such as lib.getExe' foo \"bar\"."
        (lib.getName pkg)
      )
    );
  getExe' = pkg: name: "${lib.getBin pkg}/bin/${name}";
  platformMatch =
    platform: x:
    if builtins.isString x then
      platform ? system && platform.system == x
    else
      lib.matchAttrs (if x ? parsed then x else { parsed = x; }) platform;
  availableOn =
    platform: pkg:
    let
      among = builtins.any (platformMatch platform);
    in
    (!pkg ? meta.platforms || among pkg.meta.platforms) && !(pkg ? meta.badPlatforms && among pkg.meta.badPlatforms);
  cpeFullVersionWithVendor = vendor: version: {
    inherit vendor version;
    update = "*";
  };
}
