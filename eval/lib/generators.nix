# Configuration formats; see nixpkgs' manual, lib.generators.
rec {
  mkValueStringDefault =
    { }:
    v:
    let
      wrong = what: abort "generators.mkValueStringDefault: ${what} not supported: ${toPretty { } v}";
    in
    if builtins.isInt v then
      builtins.toString v
    else if lib.isDerivation v then
      builtins.toString v
    else if builtins.isString v then
      v
    else if v == true then
      "true"
    else if v == false then
      "false"
    else if v == null then
      "null"
    else if builtins.isList v then
      wrong "lists"
    else if builtins.isAttrs v then
      wrong "attrsets"
    else if lib.isFunction v then
      wrong "functions"
    else if builtins.isFloat v then
      lib.strings.floatToString v
    else
      wrong "this value is";

  mkKeyValueDefault =
    {
      mkValueString ? mkValueStringDefault { },
    }:
    sep: k: v:
    "${lib.escape [ sep ] k}${sep}${mkValueString v}";

  toKeyValue =
    {
      mkKeyValue ? mkKeyValueDefault { } "=",
      listsAsDuplicateKeys ? false,
      indent ? "",
    }:
    let
      line = k: v: indent + mkKeyValue k v + "\n";
      lines = k: v: if listsAsDuplicateKeys then builtins.map (line k) (lib.toList v) else [ (line k v) ];
    in
    set: lib.concatStrings (builtins.concatLists (lib.mapAttrsToList lines set));

  toINI =
    {
      mkSectionName ? (name: lib.escape [ "[" "]" ] name),
      mkKeyValue ? mkKeyValueDefault { } "=",
      listsAsDuplicateKeys ? false,
    }:
    sections:
    lib.concatStringsSep "\n" (
      lib.mapAttrsToList (
        name: set: "[${mkSectionName name}]\n" + toKeyValue { inherit mkKeyValue listsAsDuplicateKeys; } set
      ) sections
    );

  toINIWithGlobalSection =
    {
      mkSectionName ? (name: lib.escape [ "[" "]" ] name),
      mkKeyValue ? mkKeyValueDefault { } "=",
      listsAsDuplicateKeys ? false,
    }:
    {
      globalSection,
      sections ? { },
    }:
    (
      if globalSection == { } then
        ""
      else
        toKeyValue { inherit mkKeyValue listsAsDuplicateKeys; } globalSection + "\n"
    )
    + toINI { inherit mkSectionName mkKeyValue listsAsDuplicateKeys; } sections;

  toGitINI =
    set:
    let
      nested = v: builtins.isAttrs v && !lib.isDerivation v;
      mkSectionName =
        name:
        let
          parts = lib.splitString "." name;
        in
        if lib.hasInfix "\"" name || builtins.length parts == 1 then
          name
        else
          "${lib.head parts} \"${lib.concatStringsSep "." (lib.tail parts)}\"";
      mkValueString =
        v:
        mkValueStringDefault { } (
          if builtins.isString v then
            "\"${builtins.replaceStrings [ "\n" "\t" "\"" "\\" ] [ "\\n" "\\t" "\\\"" "\\\\" ] v}\""
          else
            v
        );
      line = k: v: "\t" + mkKeyValueDefault { inherit mkValueString; } " = " k v;
      mkKeyValue = k: v: if builtins.isList v then lib.concatMapStringsSep "\n" (line k) v else line k v;
      flat =
        path: v:
        if nested v then
          builtins.concatMap (name: flat (path ++ [ name ]) v.${name}) (builtins.attrNames v)
        else if builtins.length path > 1 then
          [ { ${lib.concatStringsSep "." (lib.init path)}.${lib.last path} = v; } ]
        else
          [ { ${lib.head path} = v; } ];
      deep = lib.filterAttrs (_: v: builtins.isAttrs v && builtins.any nested (builtins.attrValues v)) set;
    in
    toINI { inherit mkKeyValue mkSectionName; } (
      removeAttrs set (builtins.attrNames deep) // builtins.foldl' lib.recursiveUpdate { } (flat [ ] deep)
    );

  toJSON = { }: builtins.toJSON;
  toYAML = toJSON;

  withRecursion =
    {
      depthLimit,
      throwOnDepthLimit ? true,
    }:
    assert builtins.isInt depthLimit;
    let
      special = [ "__functor" "__functionArgs" "__toString" "__pretty" ];
      over =
        if throwOnDepthLimit then
          throw "Exceeded maximum eval-depth limit of ${toString depthLimit} while trying to evaluate with `generators.withRecursion'!"
        else
          "<unevaluated>";
      walk =
        depth: v:
        let
          below = x: if depth + 1 > depthLimit then over else x;
          next = x: walk (depth + 1) (below x);
        in
        if builtins.isAttrs v then
          builtins.mapAttrs (name: if builtins.elem name special then lib.id else next) v
        else if builtins.isList v then
          builtins.map next v
        else
          below v;
    in
    walk 0;

  toPretty =
    {
      multiline ? true,
      allowPrettyValues ? false,
      indent ? "",
    }:
    let
      go =
        indent: v:
        let
          open = if multiline then "\n${indent}  " else " ";
          close = if multiline then "\n${indent}" else " ";
          inner = go (indent + "  ");
        in
        if builtins.isInt v then
          toString v
        else if builtins.isFloat v then
          builtins.toJSON v
        else if builtins.isString v then
          text open close v
        else if v == true then
          "true"
        else if v == false then
          "false"
        else if v == null then
          "null"
        else if builtins.isPath v then
          toString v
        else if builtins.isList v then
          if v == [ ] then "[ ]" else "[" + open + lib.concatMapStringsSep open inner v + close + "]"
        else if lib.isFunction v then
          function v
        else if allowPrettyValues && v ? __pretty && v ? val then
          v.__pretty v.val
        else if v == { } then
          "{ }"
        else if lib.isDerivation v then
          "<derivation ${v.name or "???"}>"
        else if builtins.isAttrs v then
          "{" + open + lib.concatStringsSep open (lib.mapAttrsToList (attr inner) v) + close + "}"
        else
          abort "generators.toPretty: should never happen (v = ${v})";
      attr = inner: name: value: "${lib.strings.escapeNixIdentifier name} = ${builtins.addErrorContext "while evaluating an attribute `${name}`" (inner value)};";
      function =
        f:
        let
          args = lib.functionArgs f;
          names = lib.concatStringsSep ", " (lib.mapAttrsToList (n: optional: if optional then n + "?" else n) args);
        in
        if args == { } then "<function>" else "<function, args: {${names}}>";
      text =
        open: close: v:
        let
          lines = builtins.filter (x: !builtins.isList x) (builtins.split "\n" v);
          escapedOne = lib.strings.replaceStrings [ "\\" "\"" "\${" ] [ "\\\\" "\\\"" "\\\${" ];
          escapedMany = builtins.replaceStrings [ "\${" "''" ] [ "''\${" "'''" ];
          single = "\"" + lib.concatMapStringsSep "\\n" escapedOne lines + "\"";
          most = lib.init lines;
          end = lib.last lines;
        in
        if multiline && builtins.length lines > 1 then
          "''" + open + lib.concatMapStringsSep open escapedMany most + (if end == "" then close else open + escapedMany end) + "''"
        else
          single;
    in
    go indent;

  mkLuaInline = expr: {
    _type = "lua-inline";
    inherit expr;
  };
  toLua =
    {
      multiline ? true,
      indent ? "",
      asBindings ? false,
    }@args:
    v:
    let
      inner = if asBindings then indent else "${indent}  ";
      rest = args // {
        indent = inner;
        asBindings = false;
      };
      sep = if multiline then "\n${inner}" else " ";
      items = lib.concatStringsSep ",${sep}";
      entry = name: value: "[${builtins.toJSON name}] = ${toLua rest value}";
      bindings = lib.concatStrings (
        lib.mapAttrsToList (
          name: value:
          if builtins.match "[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*" name == null then
            throw "attribute ${builtins.toJSON name} is not a valid Lua identifier."
          else
            "${indent}${name} = ${toLua rest value}\n"
        ) v
      );
      around = o: body: c: "${o}${sep}${body}${if multiline then "\n${indent}" else " "}${c}";
    in
    if asBindings then
      bindings
    else if v == null then
      "nil"
    else if builtins.isInt v || builtins.isFloat v || builtins.isString v || builtins.isBool v then
      builtins.toJSON v
    else if builtins.isPath v || lib.isDerivation v then
      builtins.toJSON "${v}"
    else if builtins.isList v then
      if v == [ ] then "{}" else around "{" (items (builtins.map (toLua rest) v)) "}"
    else if builtins.isAttrs v then
      if v._type or null == "lua-inline" then
        "(${v.expr})"
      else if v == { } then
        "{}"
      else
        around "{" (items (lib.mapAttrsToList entry v)) "}"
    else
      abort "generators.toLua: type ${builtins.typeOf v} is unsupported";

  mkDconfKeyValue = mkKeyValueDefault { mkValueString = v: toString (lib.gvariant.mkValue v); } "=";
  toDconfINI = toINI { mkKeyValue = mkDconfKeyValue; };
  toPlist =
    {
      escape ? false,
    }:
    value:
    let
      escaped = if escape then lib.escapeXML else lib.id;
      tag = name: text: "<${name}>${text}</${name}>";
      show =
        indent: v:
        let
          deeper = "\t" + indent;
        in
        if v == null then
          ""
        else if builtins.isBool v then
          if v then "<true/>" else "<false/>"
        else if builtins.isInt v then
          tag "integer" (toString v)
        else if builtins.isString v || builtins.isPath v then
          tag "string" (escaped (toString v))
        else if builtins.isFloat v then
          tag "real" (toString v)
        else if builtins.isList v then
          # a null is an empty line, without its indentation; so is what an empty list has
          "<array>\n${lib.concatMapStringsSep "\n" (e: lib.optionalString (e != null) (deeper + show deeper e)) v}\n${indent}</array>"
        else if builtins.isAttrs v then
          "<dict>\n${
            lib.concatStringsSep "\n" (
              builtins.concatMap (
                name:
                lib.optionals (name != "_module" && v.${name} != null) [
                  (deeper + tag "key" (escaped name))
                  (deeper + show deeper v.${name})
                ]
              ) (builtins.attrNames v)
            )
          }\n${indent}</dict>"
        else
          abort "generators.toPlist: should never happen (v = ${v})";
    in
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple Computer//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n<plist version=\"1.0\">\n${show "" value}\n</plist>";
  toDhall =
    { }:
    v:
    let
      items = lib.concatStringsSep ", ";
    in
    if builtins.isAttrs v then
      "{ ${items (lib.mapAttrsToList (name: x: "${name} = ${toDhall { } x}") v)} }"
    else if builtins.isList v then
      "[ ${items (builtins.map (toDhall { }) v)} ]"
    else if builtins.isInt v then
      "${lib.optionalString (v >= 0) "+"}${toString v}"
    else if builtins.isBool v then
      if v then "True" else "False"
    else if lib.isFunction v then
      abort "generators.toDhall: cannot convert a function to Dhall"
    else if v == null then
      abort "generators.toDhall: cannot convert a null to Dhall"
    else
      builtins.toJSON v;
}
