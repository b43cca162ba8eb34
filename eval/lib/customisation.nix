# Calling and overriding packages; see nixpkgs' manual, lib.customisation.
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
      throw "function `callPackages` was called on a *single* derivation"
    else
      builtins.mapAttrs (name: _: makeOverridable (a: (f a).${name}) all) (
        builtins.removeAttrs made [ "recurseForDerivations" ]
      );
  makeScope =
    newScope: f:
    let
      self = f self // {
        newScope = scope: newScope (self // scope);
        callPackage = self.newScope { };
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
}
