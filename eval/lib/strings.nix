# Strings; see nixpkgs' manual, lib.strings.
let
  # a run of digits without the zeros in front
  noZeros =
    digits:
    let
      m = builtins.match "0*([0-9]+)" digits;
      short = builtins.match "0+([1-9][0-9]*)" digits;
    in
    if short != null then
      builtins.head short
    else if builtins.match "0+" digits != null then
      "0"
    else
      builtins.head m;
  filled = n: text: if n <= 0 then "" else text + filled (n - builtins.stringLength text) text;
in
rec {
  inherit (builtins)
    compareVersions
    concatStringsSep
    elem
    elemAt
    filter
    fromJSON
    genList
    head
    isAttrs
    isInt
    isList
    isPath
    isString
    match
    parseDrvName
    readFile
    replaceStrings
    split
    storeDir
    stringLength
    substring
    tail
    toJSON
    typeOf
    unsafeDiscardStringContext
    appendContext
    ;
  inherit (native)
    concatMapStringsSep
    hasInfix
    hasPrefix
    hasSuffix
    removePrefix
    removeSuffix
    stringToCharacters
    toLower
    toUpper
    ;
  escapeShellArg = arg: native.escapeShellArg (toString arg);
  splitString = sep: text: native.splitString (toString sep) (toString text);
  optionalString = condition: text: if condition then text else "";

  join = concatStringsSep;
  concatStrings = builtins.concatStringsSep "";
  concatMapStrings = f: list: concatStrings (builtins.map f list);
  concatImapStrings = f: list: concatStrings (lib.imap1 f list);
  concatImapStringsSep =
    sep: f: list:
    concatStringsSep sep (lib.imap1 f list);
  concatMapAttrsStringSep =
    sep: f: set:
    concatStringsSep sep (lib.mapAttrsToList f set);
  concatLines = concatMapStrings (line: line + "\n");
  replaceString = from: to: replaceStrings [ from ] [ to ];
  replicate = n: text: concatStrings (lib.lists.replicate n text);
  intersperse =
    sep: list:
    if list == [ ] || builtins.length list == 1 then
      list
    else
      builtins.tail (
        builtins.concatMap (x: [
          sep
          x
        ]) list
      );

  trim = trimWith {
    start = true;
    end = true;
  };
  trimWith =
    {
      start ? false,
      end ? false,
    }:
    text:
    let
      blank = " \t\r\n";
      pattern =
        if start && end then
          "[${blank}]*(.*[^${blank}])[${blank}]*"
        else if start then
          "[${blank}]*(.*)"
        else if end then
          "(.*[^${blank}])[${blank}]*"
        else
          "(.*)";
      found = builtins.match pattern text;
    in
    if found == null then "" else builtins.head found;

  makeSearchPath =
    sub: paths: concatStringsSep ":" (builtins.map (p: p + "/" + sub) (builtins.filter (p: p != null) paths));
  makeSearchPathOutput =
    output: sub: pkgs:
    makeSearchPath sub (builtins.map (lib.getOutput output) pkgs);
  makeLibraryPath = makeSearchPathOutput "lib" "lib";
  makeIncludePath = makeSearchPathOutput "dev" "include";
  makeBinPath = makeSearchPathOutput "bin" "bin";
  normalizePath = lib.converge (replaceStrings [ "//" ] [ "/" ]);

  stringAsChars = f: text: concatStrings (builtins.map f (stringToCharacters text));
  lowerChars = stringToCharacters "abcdefghijklmnopqrstuvwxyz";
  upperChars = stringToCharacters "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  toSentenceCase =
    text:
    lib.throwIfNot (isString text) "toSentenceCase does only accepts string values, but got ${typeOf text}" (
      toUpper (substring 0 1 text) + toLower (substring 1 (-1) text)
    );
  toCamelCase =
    text:
    let
      words = splitStringBy (_: c: builtins.elem c [ "-" "_" " " ]) false text;
      parts = builtins.concatMap (splitStringBy (
        prev: c: match "[a-z]" prev != null && match "[A-Z]" c != null
      ) true) words;
    in
    lib.throwIfNot (isString text) "toCamelCase does only accepts string values, but got ${typeOf text}" (
      concatStrings ([ (toLower (head parts)) ] ++ builtins.map toSentenceCase (tail parts))
    );
  inherit (native) charToInt;

  addContextFrom = source: text: substring 0 0 source + text;
  escapeC =
    list:
    replaceStrings list (
      builtins.map (c: "\\x${fixedWidthString 2 "0" (toLower (lib.toHexString (charToInt c)))}") list
    );
  escape = list: replaceStrings list (builtins.map (c: "\\${c}") list);
  escapeRegex = escape (stringToCharacters "\\[{()^$?*+|.");
  escapeShellArgs = concatMapStringsSep " " escapeShellArg;
  escapeXML =
    builtins.replaceStrings
      [ "\"" "'" "<" ">" "&" ]
      [ "&quot;" "&apos;" "&lt;" "&gt;" "&amp;" ];
  escapeNixString = text: escape [ "$" ] (builtins.toJSON text);
  escapeNixIdentifier =
    text:
    let
      reserved = [ "assert" "else" "if" "in" "inherit" "let" "or" "rec" "then" "with" ];
    in
    if builtins.match "[a-zA-Z_][a-zA-Z0-9_'-]*" text != null && !builtins.elem text reserved then
      text
    else
      escapeNixString text;
  isValidPosixName = name: builtins.match "[a-zA-Z_][a-zA-Z0-9_]*" name != null;
  toShellVar =
    name: value:
    lib.throwIfNot (isValidPosixName name) "toShellVar: ${name} is not a valid shell variable name" (
      if isAttrs value && !isStringLike value then
        "declare -A ${name}=(${
          concatStringsSep " " (lib.mapAttrsToList (n: v: "[${escapeShellArg n}]=${escapeShellArg v}") value)
        })"
      else if isList value then
        "declare -a ${name}=(${escapeShellArgs value})"
      else
        "${name}=${escapeShellArg value}"
    );
  toShellVars = vars: concatStringsSep "\n" (lib.mapAttrsToList toShellVar vars);
  escapeURL =
    let
      plain = stringToCharacters "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
      ascii = stringToCharacters " !\"#$%&'()*+,/:;<=>?@[\\]^`{|}";
      codes = [ "20" "21" "22" "23" "24" "25" "26" "27" "28" "29" "2A" "2B" "2C" "2F" "3A" "3B" "3C" "3D" "3E" "3F" "40" "5B" "5C" "5D" "5E" "60" "7B" "7C" "7D" ];
    in
    builtins.seq plain (
      builtins.replaceStrings (ascii ++ [ "\n" "\t" "\r" ]) (
        builtins.map (c: "%" + c) (codes ++ [ "0A" "09" "0D" ])
      )
    );

  splitStringBy =
    p: keep: text:
    let
      n = stringLength text;
      step =
        state: i:
        let
          c = substring i 1 text;
        in
        if p state.prev c then
          {
            prev = c;
            done = state.done ++ [ state.current ];
            current = if keep then c else "";
          }
        else
          {
            prev = c;
            inherit (state) done;
            current = state.current + c;
          };
      end = builtins.foldl' step {
        prev = "";
        done = [ ];
        current = "";
      } (builtins.genList lib.id n);
    in
    if n == 0 then [ "" ] else end.done ++ [ end.current ];

  versionOlder = v1: v2: builtins.compareVersions v2 v1 == 1;
  versionAtLeast = v1: v2: !versionOlder v1 v2;
  getName = x: if builtins.isString x then (parseDrvName x).name else x.pname or (parseDrvName x.name).name;
  getVersion =
    x: if builtins.isString x then (parseDrvName x).version else x.version or (parseDrvName x.name).version;
  nameFromURL =
    url: sep:
    let
      file = lib.last (splitString "/" url);
      name = builtins.head (splitString sep file);
    in
    assert name != file;
    name;

  cmakeOptionType =
    type: feature: value:
    assert builtins.elem (toUpper type) [ "BOOL" "FILEPATH" "PATH" "STRING" "INTERNAL" "LIST" ];
    assert builtins.isString feature && builtins.isString value;
    "-D${feature}:${toUpper type}=${value}";
  cmakeBool = condition: flag: cmakeOptionType "bool" condition (toUpper (lib.boolToString flag));
  cmakeFeature = cmakeOptionType "string";
  mesonOption = feature: value: "-D${feature}=${value}";
  mesonBool = feature: flag: mesonOption feature (lib.boolToString flag);
  mesonEnable = feature: flag: mesonOption feature (if flag then "enabled" else "disabled");
  enableFeature = flag: feature: "--${if flag then "enable" else "disable"}-${feature}";
  enableFeatureAs =
    flag: feature: value:
    enableFeature flag feature + optionalString flag "=${value}";
  withFeature = flag: feature: "--${if flag then "with" else "without"}-${feature}";
  withFeatureAs =
    flag: feature: value:
    withFeature flag feature + optionalString flag "=${value}";

  fixedWidthString =
    width: filler: text:
    let
      missing = width - stringLength text;
    in
    assert lib.assertMsg (missing >= 0)
      "fixedWidthString: requested string length (${toString width}) must not be shorter than actual length (${toString (stringLength text)})";
    filled missing filler + text;
  fixedWidthNumber = width: n: fixedWidthString width "0" (toString n);
  floatToString = x: builtins.toString x;
  isConvertibleWithToString =
    x:
    isStringLike x
    || builtins.elem (typeOf x) [ "null" "int" "float" "bool" ]
    || (isList x && builtins.all isConvertibleWithToString x);
  isStringLike = x: isString x || isPath x || x ? outPath || x ? __toString;
  isStorePath =
    x:
    isStringLike x
    && (
      let
        text = toString x;
      in
      substring 0 1 text == "/" && builtins.dirOf text == storeDir
    );

  toInt =
    text:
    let
      parts = builtins.match "[ \t]*(-?)0*([0-9]+)[ \t]*" text;
      bad = "toInt: Could not convert ${escapeNixString text} to int.";
      zeros = builtins.match "[ \t]*-?0[0-9]+[ \t]*" text;
    in
    if parts == null then
      throw bad
    else if zeros != null then
      throw "toInt: Ambiguity in interpretation of ${escapeNixString text} between octal and zero padded integer."
    else
      builtins.fromJSON (builtins.elemAt parts 0 + builtins.elemAt parts 1);
  toIntBase10 =
    text:
    let
      parts = builtins.match "[ \t]*0*(-?[0-9]+)[ \t]*" text;
      stripped = builtins.match "[ \t]*(-?)0*([0-9]+)[ \t]*" text;
    in
    if parts == null && stripped == null then
      throw "toIntBase10: Could not convert ${escapeNixString text} to int."
    else
      builtins.fromJSON (builtins.elemAt stripped 0 + noZeros (builtins.elemAt stripped 1));
  fileContents = file: removeSuffix "\n" (builtins.readFile file);
  sanitizeDerivationName =
    text:
    if stringLength text <= 207 && match "[[:alnum:]+_?=-][[:alnum:]+._?=-]*" text != null then
      unsafeDiscardStringContext text
    else
      let
        noDots = builtins.head (builtins.match "\\.*(.*)" (unsafeDiscardStringContext text));
        joined = concatMapStrings (p: if isList p then "-" else p) (
          builtins.split "[^[:alnum:]+._?=-]+" noDots
        );
        n = stringLength joined;
        cut = substring (lib.max (n - 207) 0) (-1) joined;
      in
      if cut == "" then "unknown" else cut;

  commonPrefixLength =
    a: b:
    let
      most = lib.min (stringLength a) (stringLength b);
      from = i: if i >= most || substring i 1 a != substring i 1 b then i else from (i + 1);
    in
    from 0;
  commonSuffixLength =
    a: b:
    let
      most = lib.min (stringLength a) (stringLength b);
      at = text: i: substring (stringLength text - i - 1) 1 text;
      from = i: if i >= most || at a i != at b i then i else from (i + 1);
    in
    from 0;
  levenshtein =
    a: b:
    let
      m = stringLength a;
      n = stringLength b;
      row = builtins.foldl' (
        prev: i:
        builtins.foldl' (
          made: j:
          let
            left = lib.last made;
            up = builtins.elemAt prev (j + 1);
            diagonal = builtins.elemAt prev j;
            here =
              if substring i 1 a == substring j 1 b then diagonal else 1 + lib.min (lib.min left up) diagonal;
          in
          made ++ [ here ]
        ) [ (i + 1) ] (builtins.genList lib.id n)
      ) (builtins.genList lib.id (n + 1)) (builtins.genList lib.id m);
    in
    lib.last row;
  levenshteinAtMost =
    k: a: b:
    levenshtein a b <= k;
}
