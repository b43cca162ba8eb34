# Attribute sets; see nixpkgs' manual, lib.attrsets.
rec {
  inherit (builtins)
    attrNames
    attrValues
    catAttrs
    getAttr
    hasAttr
    intersectAttrs
    isAttrs
    listToAttrs
    mapAttrs
    removeAttrs
    zipAttrsWith
    ;
  inherit (native)
    filterAttrs
    genAttrs
    mapAttrsToList
    recursiveUpdate
    ;

  nameValuePair = name: value: { inherit name value; };
  attrByPath =
    path: default: set:
    let
      n = builtins.length path;
      from =
        i: value:
        if i == n then
          value
        else if value ? ${builtins.elemAt path i} then
          from (i + 1) value.${builtins.elemAt path i}
        else
          default;
    in
    from 0 set;
  hasAttrByPath =
    path: set:
    let
      n = builtins.length path;
      from =
        i: value:
        i == n
        || (value ? ${builtins.elemAt path i} && from (i + 1) value.${builtins.elemAt path i});
    in
    from 0 set;
  longestValidPathPrefix =
    path: set:
    let
      n = builtins.length path;
      from =
        i: value:
        if i == n then
          path
        else if value ? ${builtins.elemAt path i} then
          from (i + 1) value.${builtins.elemAt path i}
        else
          lib.take i path;
    in
    from 0 set;
  setAttrByPath =
    path: value:
    let
      n = builtins.length path;
      from = i: if i == n then value else { ${builtins.elemAt path i} = from (i + 1); };
    in
    from 0;
  getAttrFromPath =
    path: attrByPath path (abort ("cannot find attribute '" + lib.concatStringsSep "." path + "'"));
  updateManyAttrsByPath =
    let
      apply =
        updates: hasValue: value:
        let
          split = builtins.partition (u: u.path == [ ]) updates;
          byName = builtins.groupBy (u: builtins.head u.path) split.wrong;
          rest = builtins.mapAttrs (
            _:
            builtins.map (
              u:
              u
              // {
                path = builtins.tail u.path;
              }
            )
          ) byName;
          inner =
            if rest == { } then
              value
            else if !hasValue || builtins.isAttrs value then
              (if hasValue then value else { })
              // builtins.mapAttrs (
                name: us: apply us (hasValue && value ? ${name}) (if hasValue then value.${name} or null else null)
              ) rest
            else
              throw "updateManyAttrsByPath: Path '${showAttrPath (builtins.head split.wrong).path}' leads through a value that is no set";
          hasInner = hasValue || rest != { };
          start =
            if hasInner then
              inner
            else
              throw "updateManyAttrsByPath: a path to be updated does not exist in the given value";
        in
        if split.right == [ ] then inner else builtins.foldl' (v: u: u.update v) start split.right;
    in
    updates: value: apply updates true value;

  attrVals = names: set: builtins.map (name: set.${name}) names;
  getAttrs = names: set: genAttrs names (name: set.${name});
  attrsToList = mapAttrsToList nameValuePair;
  filterAttrsRecursive =
    p: set:
    builtins.listToAttrs (
      builtins.concatMap (
        name:
        let
          v = set.${name};
        in
        if p name v then
          [ (nameValuePair name (if builtins.isAttrs v then filterAttrsRecursive p v else v)) ]
        else
          [ ]
      ) (builtins.attrNames set)
    );
  foldAttrs =
    op: nul: list:
    lib.foldr (
      set: acc:
      lib.foldr (name: a: a // { ${name} = op set.${name} (a.${name} or nul); }) acc (builtins.attrNames set)
    ) { } list;
  foldlAttrs =
    f: init: set:
    builtins.foldl' (acc: name: f acc name set.${name}) init (builtins.attrNames set);
  collect =
    p: set:
    if p set then
      [ set ]
    else if builtins.isAttrs set then
      builtins.concatMap (collect p) (builtins.attrValues set)
    else
      [ ];
  cartesianProduct =
    sets:
    builtins.foldl' (
      made: name: builtins.concatMap (m: builtins.map (v: m // { ${name} = v; }) sets.${name}) made
    ) [ { } ] (builtins.attrNames sets);
  mapCartesianProduct = f: sets: builtins.map f (cartesianProduct sets);

  mapAttrs' = f: set: builtins.listToAttrs (mapAttrsToList f set);
  concatMapAttrs = f: set: mergeAttrsList (builtins.attrValues (builtins.mapAttrs f set));
  genAttrs' = list: f: builtins.listToAttrs (builtins.map f list);
  mapAttrsRecursive = mapAttrsRecursiveCond (_: true);
  mapAttrsRecursiveCond =
    goOn: f: set:
    let
      walk =
        path:
        builtins.mapAttrs (
          name: v:
          if builtins.isAttrs v && goOn v then walk (path ++ [ name ]) v else f (path ++ [ name ]) v
        );
    in
    walk [ ] set;
  mapAttrsToListRecursive = mapAttrsToListRecursiveCond (_: _: true);
  mapAttrsToListRecursiveCond =
    goOn: f: set:
    let
      walk =
        path: v:
        if builtins.isAttrs v && (path == [ ] || goOn path v) then
          builtins.concatLists (mapAttrsToList (name: walk (path ++ [ name ])) v)
        else
          [ (f path v) ];
    in
    walk [ ] set;
  optionalAttrs = condition: set: if condition then set else { };
  zipAttrsWithNames =
    names: f: sets:
    builtins.listToAttrs (
      builtins.map (name: nameValuePair name (f name (builtins.catAttrs name sets))) names
    );
  zipAttrs = builtins.zipAttrsWith (_: values: values);
  mergeAttrsList =
    list:
    let
      between =
        from: to:
        if to - from >= 2 then
          let
            mid = (from + to) / 2;
          in
          between from mid // between mid to
        else
          builtins.elemAt list from;
    in
    if list == [ ] then { } else between 0 (builtins.length list);
  unionOfDisjoint =
    x: y:
    let
      both = builtins.intersectAttrs x y;
    in
    x
    // y
    // builtins.mapAttrs (name: _: throw "unionOfDisjoint: collision on ${name}; complete list: ${builtins.concatStringsSep " " (builtins.attrNames both)}") both;

  recursiveUpdateUntil =
    p: left: right:
    let
      walk =
        path:
        builtins.zipAttrsWith (
          name: values:
          let
            here = path ++ [ name ];
          in
          if builtins.length values == 1 || p here (builtins.elemAt values 1) (builtins.head values) then
            builtins.head values
          else
            walk here values
        );
    in
    walk [ ] [
      right
      left
    ];
  matchAttrs =
    pattern: set:
    builtins.all (
      name:
      set ? ${name}
      && (
        if builtins.isAttrs pattern.${name} then
          builtins.isAttrs set.${name} && matchAttrs pattern.${name} set.${name}
        else
          pattern.${name} == set.${name}
      )
    ) (builtins.attrNames pattern);
  overrideExisting = old: new: builtins.mapAttrs (name: v: new.${name} or v) old;
  showAttrPath =
    path:
    if path == [ ] then
      "<root attribute path>"
    else
      lib.concatMapStringsSep "." lib.strings.escapeNixIdentifier path;

  isDerivation = value: value.type or null == "derivation";
  toDerivation =
    path:
    let
      text = builtins.toString path;
      result = {
        type = "derivation";
        name = lib.strings.sanitizeDerivationName (builtins.substring 33 (-1) (builtins.baseNameOf text));
        outPath = text;
        outputs = [ "out" ];
        out = result;
        outputName = "out";
      };
    in
    result;
  recurseIntoAttrs = set: set // { recurseForDerivations = true; };
  dontRecurseIntoAttrs = set: set // { recurseForDerivations = false; };
  getOutput =
    output: pkg:
    if !pkg ? outputSpecified || !pkg.outputSpecified then
      pkg.${output} or pkg.out or pkg
    else
      pkg;
  getFirstOutput =
    candidates: pkg:
    let
      outputs = builtins.filter (name: pkg ? ${name}) candidates;
    in
    if pkg.outputSpecified or false || outputs == [ ] then pkg else pkg.${builtins.head outputs};
  getBin = getOutput "bin";
  getLib = getFirstOutput [
    "lib"
    "out"
  ];
  getStatic = getFirstOutput [
    "static"
    "lib"
    "out"
  ];
  getDev = getOutput "dev";
  getMan = getFirstOutput [
    "man"
    "doc"
  ];
  getInclude = getFirstOutput [
    "include"
    "dev"
    "out"
  ];
  chooseDevOutputs = builtins.map getDev;
}
