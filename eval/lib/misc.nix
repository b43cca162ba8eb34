# What nixpkgs keeps for old code; see its lib/deprecated/misc.nix.
let
  inherit (builtins) elem head isAttrs length tail;
  inherit (lib) foldr;
in
rec {
  fakeHash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  fakeSha256 = lib.fixedWidthString 64 "0" "";
  fakeSha512 = fakeSha256 + fakeSha256;
  imap = lib.imap1;
  maybeEnv =
    name: default:
    let
      value = builtins.getEnv name;
    in
    if value == "" then default else value;
  defaultMergeArg = x: y: if isAttrs y then y else y x;
  defaultMerge = x: y: x // defaultMergeArg x y;
  foldArgs =
    merge: f: init: x:
    let
      args = merge init (defaultMergeArg init x);
      made = setAttrMerge "passthru" { } (f args) (
        old:
        old
        // {
          function = foldArgs merge f args;
          args = old.passthru.args or { } // x;
        }
      );
    in
    made // { override = made.passthru.function; };
  maybeAttrNullable = maybeAttr;
  maybeAttr =
    name: default: attrs:
    attrs.${name} or default;
  ifEnable =
    condition: x:
    if condition then
      x
    else
      {
        list = [ ];
        set = { };
        bool = false;
      }
      .${builtins.typeOf x} or null;
  checkFlag =
    attrs: name:
    if name == "true" || name != "false" && elem name (attrs.flags or [ ]) then
      true
    else if name == "false" then
      false
    else
      lib.attrByPath [ name ] false attrs;
  getValue =
    attrs: args: name:
    lib.attrByPath [ name ] (
      if checkFlag attrs name then
        true
      else if args == [ ] then
        null
      else if head (head args) == name then
        builtins.elemAt (head args) 1
      else
        getValue attrs (tail args) name
    ) attrs;
  checkReqs =
    attrs: args: conditions:
    let
      met =
        name:
        let
          v = getValue attrs args name;
        in
        v != null && v != false;
    in
    builtins.all (c: checkFlag attrs (head c) -> builtins.all met (tail c)) conditions;
  uniqList =
    {
      inputList,
      acc ? [ ],
    }:
    lib.drop (length acc) (builtins.foldl' (seen: x: if elem x seen then seen else seen ++ [ x ]) acc inputList);
  uniqListExt =
    {
      inputList,
      outputList ? [ ],
      getter ? x: x,
      compare ? x: y: x == y,
    }:
    builtins.foldl' (
      seen: x: if lib.any (y: compare (getter y) (getter x)) seen then seen else seen ++ [ x ]
    ) outputList inputList;
  condConcat =
    name: list: check:
    if list == [ ] then
      name
    else
      condConcat (if check (head list) then name + builtins.elemAt list 1 else name) (tail (tail list)) check;
  lazyGenericClosure =
    { startSet, operator }:
    let
      work =
        todo: keys: done:
        let
          x = head todo;
        in
        if todo == [ ] then
          done
        else if elem x.key keys then
          work (tail todo) keys done
        else
          work (tail todo ++ operator x) (keys ++ [ x.key ]) ([ x ] ++ done);
    in
    work startSet [ ] [ ];
  innerModifySumArgs =
    f: x: a: b:
    if b == null then f a b // x else innerModifySumArgs f x (a // b);
  modifySumArgs = f: x: innerModifySumArgs f x { };
  innerClosePropagation =
    done: todo:
    let
      x = head todo;
      seen = [ x ] ++ done;
    in
    if todo == [ ] then
      done
    else if isAttrs x then
      innerClosePropagation seen (uniqList {
        inputList = x.propagatedBuildInputs or [ ] ++ x.propagatedNativeBuildInputs or [ ] ++ tail todo;
        acc = seen;
      })
    else
      innerClosePropagation done (tail todo);
  closePropagationSlow = list: uniqList { inputList = innerClosePropagation [ ] list; };
  closePropagationFast =
    list:
    let
      keyed =
        list:
        builtins.map (val: {
          inherit val;
          key = val.outPath;
        }) (builtins.filter (x: x != null) list);
    in
    lib.catAttrs "val" (
      builtins.genericClosure {
        startSet = keyed list;
        operator =
          { val, ... }:
          if isAttrs val then
            keyed (val.propagatedBuildInputs or [ ] ++ val.propagatedNativeBuildInputs or [ ])
          else
            [ ];
      }
    );
  closePropagation = closePropagationFast;
  nvs = name: value: { ${name} = value; };
  setAttr =
    set: name: value:
    set // nvs name value;
  setAttrMerge =
    name: default: attrs: f:
    setAttr attrs name (f (attrs.${name} or default));
  mergeAttrsWithFunc =
    f: a: b:
    a // builtins.mapAttrs (name: y: f (a.${name} or y) y) b;
  mergeAttrsConcatenateValues = mergeAttrsWithFunc (a: b: lib.toList a ++ lib.toList b);
  mergeAttrsNoOverride =
    {
      mergeLists ? [
        "buildInputs"
        "propagatedBuildInputs"
      ],
      overrideSnd ? [ "buildPhase" ],
    }:
    a: b:
    a
    // builtins.mapAttrs (
      name: y:
      if !a ? ${name} then
        y
      else if elem name mergeLists then
        y ++ a.${name}
      else if elem name overrideSnd then
        a.${name}
      else
        throw "error mergeAttrsNoOverride, attribute ${name} given in both attributes - no merge func defined"
    ) b;
  mergeAttrByFunc =
    x: y:
    let
      by = { mergeAttrBy = lib.mergeAttrs; } // x.mergeAttrBy or { } // y.mergeAttrBy or { };
      special = lib.filterAttrs (name: _: x ? ${name} || y ? ${name}) by;
    in
    x
    // y
    // builtins.mapAttrs (
      name: f:
      if !x ? ${name} then
        y.${name}
      else if y ? ${name} then
        f x.${name} y.${name}
      else
        x.${name}
    ) special;
  mergeAttrsByFuncDefaults = lib.foldl mergeAttrByFunc { inherit mergeAttrBy; };
  mergeAttrsByFuncDefaultsClean = list: removeAttrs (mergeAttrsByFuncDefaults list) [ "mergeAttrBy" ];
  mergeAttrBy =
    let
      all = f: names: lib.genAttrs names (_: f);
    in
    all lib.concat [
      "nativeBuildInputs"
      "buildInputs"
      "propagatedBuildInputs"
      "configureFlags"
      "prePhases"
      "postAll"
      "patches"
    ]
    // all lib.mergeAttrs [
      "passthru"
      "meta"
      "cfg"
      "flags"
    ]
    // all (a: b: "${a}\n${b}") [
      "preConfigure"
      "postInstall"
    ];
  nixType =
    x:
    if isAttrs x then
      if x ? outPath then "derivation" else "attrs"
    else
      {
        lambda = "function";
        path = "string";
        float = "string";
      }
      .${builtins.typeOf x} or (builtins.typeOf x);
}
