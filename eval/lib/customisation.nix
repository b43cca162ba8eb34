# Calling and overriding packages; see nixpkgs' manual, lib.customisation.
let
  crossIndex = {
    buildBuild = "BuildBuild";
    buildHost = "BuildHost";
    buildTarget = "BuildTarget";
    hostHost = "HostHost";
    hostTarget = "HostTarget";
    targetTarget = "TargetTarget";
  };
in
rec {
  makeOverridable =
    f:
    lib.mirrorFunctionArgs f (
      args:
      let
        result = f args;
        copy = lib.mirrorFunctionArgs f;
        override = copy (new: makeOverridable f (args // (if lib.isFunction new then new args else new)));
      in
      if builtins.isAttrs result then
        result
        // {
          inherit override;
          overrideDerivation = change: makeOverridable (copy (a: overrideDerivation (f a) change)) args;
          ${if result ? overrideAttrs then "overrideAttrs" else null} =
            change: makeOverridable (copy (a: (f a).overrideAttrs change)) args;
        }
      else if lib.isFunction result then
        lib.setFunctionArgs result (lib.functionArgs result) // { inherit override; }
      else
        result
    );
  overrideDerivation =
    drv: f:
    let
      changed = derivation (drv.drvAttrs // f drv);
    in
    lib.optionalAttrs (drv ? meta) { inherit (drv) meta; } // changed;
  callPackageWith =
    auto: fn: args:
    let
      f = if lib.isFunction fn then fn else import fn;
      wanted = lib.functionArgs f;
    in
    makeOverridable f (builtins.intersectAttrs wanted auto // args);
  callPackagesWith =
    auto: fn: args:
    let
      f = if lib.isFunction fn then fn else import fn;
      all = builtins.intersectAttrs (lib.functionArgs f) auto // args;
      made = f all;
    in
    if lib.isDerivation made then
      throw "function `callPackages` was called on a *single* derivation \"${made.name or "<unknown-name>"}\"; did you mean to use `callPackage` instead?"
    else
      builtins.mapAttrs (name: _: makeOverridable (lib.mirrorFunctionArgs f (a: (f a).${name})) all) (
        builtins.removeAttrs made [ "recurseForDerivations" ]
      );
  makeScope =
    newScope: f:
    let
      self = {
        callPackage = self.newScope { };
      }
      // f self
      // {
        newScope = scope: newScope (self // scope);
        overrideScope = g: makeScope newScope (lib.extends g f);
        packages = f;
      };
    in
    self;
  extendDerivation =
    condition: passthru: drv:
    let
      outputs = drv.outputs or [ "out" ];
      common =
        drv
        // builtins.listToAttrs made
        // {
          all = builtins.map (o: o.value) made;
        }
        // passthru;
      made = builtins.map (name: {
        inherit name;
        value =
          common
          // {
            inherit (drv.${name}) type outputName;
            outputSpecified = true;
            drvPath =
              assert condition;
              drv.${name}.drvPath;
            outPath =
              assert condition;
              drv.${name}.outPath;
          };
      }) outputs;
    in
    common
    // {
      drvPath =
        assert condition;
        drv.drvPath;
      outPath =
        assert condition;
        drv.outPath;
    };
  hydraJob =
    drv:
    let
      outputs = drv.outputs or [ "out" ];
      common = {
        inherit (drv) name system meta;
        inherit outputs;
      }
      // lib.optionalAttrs (drv._hydraAggregate or false) {
        _hydraAggregate = true;
        constituents = builtins.map hydraJob (lib.flatten drv.constituents);
      }
      // lib.genAttrs outputs (
        outputName:
        common
        // {
          type = "derivation";
          inherit (drv.${outputName}) outPath drvPath;
          inherit outputName;
        }
      );
      first = common.${builtins.head outputs};
    in
    if drv == null then null else builtins.deepSeq first first;
  makeScopeWithSplicing =
    splicePackages: newScope: otherSplices: keep: extra: f:
    makeScopeWithSplicing' { inherit splicePackages newScope; } { inherit otherSplices keep extra f; };
  makeScopeWithSplicing' =
    tools@{ splicePackages, newScope }:
    args@{
      otherSplices,
      keep ? _: { },
      extra ? _: { },
      f,
    }:
    let
      sets = splicePackages {
        pkgsBuildBuild = otherSplices.selfBuildBuild;
        pkgsBuildHost = otherSplices.selfBuildHost;
        pkgsBuildTarget = otherSplices.selfBuildTarget;
        pkgsHostHost = otherSplices.selfHostHost;
        pkgsHostTarget = self;
        pkgsTargetTarget = otherSplices.selfTargetTarget;
      };
      spliced = extra sets // sets // keep self;
      self = f self // {
        newScope = scope: newScope (spliced // scope);
        callPackage = newScope spliced;
        overrideScope = g: makeScopeWithSplicing' tools (args // { f = lib.extends g f; });
        packages = f;
      };
    in
    self;
  extendMkDerivation =
    {
      constructDrv,
      excludeDrvArgNames ? [ ],
      excludeFunctionArgNames ? [ ],
      extendDrvArgs,
      inheritFunctionArgs ? true,
      transformDrv ? lib.id,
    }:
    {
      inherit constructDrv excludeDrvArgNames extendDrvArgs transformDrv;
      __functor =
        _: given:
        transformDrv (
          constructDrv (
            final:
            let
              args = if lib.isFunction given then given final else given;
            in
            removeAttrs args excludeDrvArgNames // extendDrvArgs final args
          )
        );
      __functionArgs = removeAttrs (
        lib.optionalAttrs inheritFunctionArgs (removeAttrs (lib.functionArgs constructDrv) excludeDrvArgNames)
        // lib.functionArgs (extendDrvArgs { })
      ) excludeFunctionArgNames;
    };
  renameCrossIndexFrom = prefix: x: builtins.mapAttrs (_: suffix: x.${prefix + suffix}) crossIndex;
  renameCrossIndexTo =
    prefix: x: lib.mapAttrs' (name: suffix: lib.nameValuePair (prefix + suffix) x.${name}) crossIndex;
  mapCrossIndex =
    f:
    {
      buildBuild,
      buildHost,
      buildTarget,
      hostHost,
      hostTarget,
      targetTarget,
    }@index:
    builtins.mapAttrs (_: f) index;
}
