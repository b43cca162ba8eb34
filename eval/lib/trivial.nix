# Small functions of all kinds; see nixpkgs' manual, "Library functions", lib.trivial.
rec {
  inherit (builtins)
    add
    bitAnd
    bitOr
    bitXor
    ceil
    deepSeq
    div
    floor
    genericClosure
    isBool
    isFloat
    isInt
    lessThan
    mul
    pathExists
    readFile
    seq
    sub
    ;

  id = x: x;
  const = x: _: x;
  flip =
    f: a: b:
    f b a;
  pipe = builtins.foldl' (value: f: f value);
  concat = x: y: x ++ y;
  or = x: y: x || y;
  and = x: y: x && y;
  xor = x: y: (!x) != (!y);
  bitNot = builtins.sub (-1);
  boolToString = b: if b then "true" else "false";
  boolToYesNo = b: if b then "yes" else "no";
  mergeAttrs = x: y: x // y;
  defaultTo = default: value: if value == null then default else value;
  mapNullable = f: a: if a == null then null else f a;

  min = x: y: if x < y then x else y;
  max = x: y: if x > y then x else y;
  mod = base: int: base - (int * (builtins.div base int));
  compare =
    a: b:
    if a < b then
      -1
    else if a > b then
      1
    else
      0;
  splitByAndCompare =
    p: yes: no: a: b:
    let
      left = p a;
      right = p b;
    in
    if left then
      if right then yes a b else -1
    else if right then
      1
    else
      no a b;

  importJSON = path: builtins.fromJSON (builtins.readFile path);
  importTOML = path: builtins.fromTOML (builtins.readFile path);

  warn = builtins.warn;
  warnIf = condition: message: if condition then warn message else id;
  warnIfNot = condition: message: if condition then id else warn message;
  throwIf = condition: message: if condition then throw message else id;
  throwIfNot = condition: message: if condition then id else throw message;
  showWarnings = warnings: value: lib.foldr warn value warnings;
  checkListOfEnum =
    message: valid: given:
    let
      wrong = lib.subtractLists valid given;
    in
    throwIfNot (wrong == [ ])
      "${message}: ${builtins.concatStringsSep ", " wrong} unexpected; valid ones: ${builtins.concatStringsSep ", " valid}";

  setFunctionArgs = f: args: {
    __functor = _: f;
    __functionArgs = args;
  };
  functionArgs =
    f:
    if f ? __functor then
      f.__functionArgs or (functionArgs (f.__functor f))
    else
      builtins.functionArgs f;
  isFunction = f: builtins.isFunction f || (f ? __functor && isFunction (f.__functor f));
  mirrorFunctionArgs =
    f:
    let
      args = functionArgs f;
    in
    g: setFunctionArgs g args;
  toFunction = value: if isFunction value then value else _: value;

  toHexString =
    i:
    let
      digits = builtins.map (
        d: builtins.elemAt (lib.stringToCharacters "0123456789ABCDEF") d
      ) (toBaseDigits 16 i);
    in
    builtins.concatStringsSep "" digits;
  toBaseDigits =
    base: i:
    let
      step =
        n: if n < base then [ n ] else step (builtins.div n base) ++ [ (n - base * builtins.div n base) ];
    in
    assert builtins.isInt base;
    assert builtins.isInt i;
    assert base >= 2;
    assert i >= 0;
    step i;
  fromHexString =
    text:
    let
      hex = builtins.match "(0x)?([0-7]?[0-9A-Fa-f]{1,15})" text;
    in
    if hex != null then
      (builtins.fromTOML "v = 0x${builtins.elemAt hex 1}").v
    else
      abort "fromHexString: ${builtins.toJSON text} is not a hexadecimal number";

  inNixShell = builtins.getEnv "IN_NIX_SHELL" != "";
  inPureEvalMode = !builtins ? currentSystem;
  info = text: builtins.trace "INFO: ${text}";
}
