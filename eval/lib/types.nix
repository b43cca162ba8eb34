# Option types, as far as they are data. Each is a set in the shape of nixpkgs' lib/types.nix:
#
#     { _type = "option-type"; name; description; descriptionClass; check; nestedTypes; functor = { name; payload; … }; … }
#
# Package optiondb reads these attributes, of ours and of nixpkgs' types alike, and checks and merges on its own:
#
#     listOf attrsOf lazyAttrsOf nullOr functionTo unique    nestedTypes.elemType
#     either                                                 nestedTypes.{left,right}
#     coercedTo                                              nestedTypes.{coercedType,finalType}, functor.payload.coerceFunc
#     attrTag                                                functor.payload.tags
#     enum                                                   functor.payload.values
#     intBetween and its kin                                 functor.payload.{lowest,highest}, null for no bound
#     strMatching                                            functor.payload.pattern
#     separatedString                                        functor.payload.sep
#     path                                                   functor.payload.{inStore,absolute}
#     submodule                                              functor.payload.{modules,shorthandOnlyDefinesConfig,specialArgs,…}
#     deferredModule                                         functor.payload.staticModules
#
# addCheck adds `checks`, a list of functions that must hold too.
let
  inherit (builtins)
    all
    elem
    isAttrs
    isBool
    isFloat
    isInt
    isList
    isString
    toJSON
    ;
  inherit (lib) concatStringsSep concatMapStringsSep;

  among = classes: class: elem class classes;
  phrase = classes: optionDescriptionPhrase (among classes);
  optionDescriptionPhrase =
    bare: t: if bare (t.descriptionClass or null) then t.description else "(${t.description})";

  mkOptionType =
    args@{
      name,
      description ? null,
      descriptionClass ? null,
      check ? (_: true),
      merge ? lib.options.mergeDefaultOption,
      emptyValue ? { },
      getSubOptions ? (_: { }),
      getSubModules ? null,
      substSubModules ? (_: null),
      functor ? defaultFunctor name,
      typeMerge ? defaultTypeMerge functor,
      deprecationMessage ? null,
      nestedTypes ? { },
      ...
    }:
    {
      _type = "option-type";
      inherit
        name
        check
        merge
        emptyValue
        getSubOptions
        getSubModules
        substSubModules
        functor
        typeMerge
        deprecationMessage
        nestedTypes
        ;
      description = if description == null then name else description;
      inherit descriptionClass;
    };
  defaultFunctor = name: {
    inherit name;
    type = types.${name} or null;
    payload = null;
    binOp = _: _: null;
  };
  defaultTypeMerge =
    f: g:
    if f.name != g.name then
      null
    else if f.payload == null && g.payload == null then
      f.type
    else if f.payload == null || g.payload == null then
      null
    else
      let
        payload = f.binOp f.payload g.payload;
      in
      if payload == null then null else f.type payload;

  # Types that merge in the second way give, besides the value, why definitions are refused (headError, null for not at
  # all) and what is known of the value's parts (valueMeta). Their check must be the one that belongs to that merge.
  coherent = check: {
    __functor = _: check;
    isV2MergeCoherent = true;
  };
  merging = v2: {
    __functor =
      _: loc: defs:
      (v2 { inherit loc defs; }).value;
    inherit v2;
  };
  refusedBy =
    check: defs:
    let
      wrong = builtins.filter (def: !(check def.value)) defs;
    in
    if wrong == [ ] then null else { message = "Definition values: ${lib.options.showDefs wrong}"; };
  # What t makes of definitions, in whichever way it merges.
  mergedBy =
    t:
    args@{ loc, defs }:
    if !(t.merge ? v2) then
      {
        value = t.merge loc defs;
        headError = refusedBy t.check defs;
        valueMeta = { };
      }
    else if t.check.isV2MergeCoherent or false then
      t.merge.v2 args
    else
      throw "The option `${lib.showOption loc}' has a type `${t.description}' that uses\nan ad-hoc `type // { check = ...; }' override, which is incompatible with\nthe v2 merge mechanism.\n\nPlease use `lib.types.addCheck` instead of `type // { check }' to add\ncustom validation. For example:\n\n  lib.types.addCheck baseType (value: /* your check */)\n\ninstead of:\n\n  baseType // { check = value: /* your check */; }\n";
  inherit (lib.modules) mergeDefinitions;
  defined = builtins.filter (x: x.optionalValue ? value);

  withPayload =
    name: payload: type: binOp:
    defaultFunctor name // { inherit payload type binOp; };
  mergeElem =
    f: g:
    let
      elemType = f.elemType.typeMerge g.elemType.functor;
    in
    if elemType == null then null else { inherit elemType; };

  # A type of one kind of value, with no parameters.
  plain =
    name: description: check:
    mkOptionType {
      inherit name description check;
      descriptionClass = "noun";
      merge = lib.options.mergeEqualOption;
    };

  between =
    name: description: descriptionClass: lowest: highest:
    mkOptionType {
      inherit name description descriptionClass;
      check =
        x: isInt x && (lowest == null || x >= lowest) && (highest == null || x <= highest);
      merge = lib.options.mergeEqualOption;
      typeMerge = wholeNumber;
      functor = defaultFunctor "int" // {
        payload = { inherit lowest highest; };
      };
    };
  # Declared twice, an integer within bounds is an integer: nixpkgs' bounds are checks, which do not merge.
  wholeNumber = f: if f.name == "int" then types.int else null;
  sized =
    signed: bits: lowest: highest:
    between "${if signed then "signed" else "unsigned"}Int${toString bits}"
      "${toString bits} bit ${if signed then "signed" else "unsigned"} integer; between ${toString lowest} and ${toString highest} (both inclusive)"
      "noun"
      lowest
      highest;

  # A number type is `either int float`, within bounds.
  numberWith =
    name: description: descriptionClass: check:
    let
      base = types.either types.int types.float;
    in
    types.addCheck base check
    // {
      inherit name description descriptionClass;
    };

  separatedString =
    sep:
    mkOptionType {
      name = "separatedString";
      description = "strings concatenated with ${toJSON sep}";
      descriptionClass = "noun";
      check = isString;
      merge = _: defs: concatStringsSep sep (lib.options.getValues defs);
      functor = withPayload "separatedString" { inherit sep; } (p: separatedString p.sep) (
        a: b: if a == b then a else null
      );
    };

  attrsOf' =
    lazy: name: placeholder: elemType:
    mkOptionType {
      name = if lazy then "lazyAttrsOf" else "attrsOf";
      description = (if lazy then "lazy attribute set" else "attribute set") + " of ${phrase [ "noun" "composite" ] elemType}";
      descriptionClass = "composite";
      check = coherent isAttrs;
      merge = merging (
        { loc, defs }:
        let
          all = builtins.zipAttrsWith (n: mergeDefinitions (loc ++ [ n ]) elemType) (
            builtins.map (
              def:
              builtins.mapAttrs (_: value: {
                inherit (def) file;
                inherit value;
              }) def.value
            ) defs
          );
          evals = if lazy then all else lib.filterAttrs (_: x: x.optionalValue ? value) all;
        in
        {
          headError = refusedBy isAttrs defs;
          value = builtins.mapAttrs (
            _: x:
            if lazy then x.optionalValue.value or elemType.emptyValue.value or x.mergedValue else x.optionalValue.value
          ) evals;
          valueMeta.attrs = builtins.mapAttrs (_: x: x.checkedAndMerged.valueMeta) evals;
        }
      );
      emptyValue.value = { };
      getSubOptions = prefix: elemType.getSubOptions (prefix ++ [ "<${placeholder}>" ]);
      getSubModules = elemType.getSubModules;
      substSubModules = m: attrsOf' lazy name placeholder (elemType.substSubModules m);
      functor = withPayload "attrsWith" { inherit elemType lazy placeholder; } types.attrsWith (
        f: g:
        let
          elem = mergeElem f g;
        in
        if
          elem == null
          || f.lazy != g.lazy
          || f.placeholder != g.placeholder && f.placeholder != "name" && g.placeholder != "name"
        then
          null
        else
          elem
          // {
            inherit (f) lazy;
            placeholder = if g.placeholder == "name" then f.placeholder else g.placeholder;
          }
      );
      nestedTypes = { inherit elemType; };
    };

  enumText =
    v:
    if isString v then
      ''"${v}"''
    else if isInt v then
      toString v
    else if isBool v then
      lib.boolToString v
    else
      "<${builtins.typeOf v}>";

  types = {
    isType = type: x: (x._type or "") == type;
    isOptionType = lib.isType "option-type";
    setType = typeName: value: value // { _type = typeName; };
    inherit
      defaultFunctor
      defaultTypeMerge
      types
      mkOptionType
      optionDescriptionPhrase
      separatedString
      ;
    mergeTypes = a: b: a.typeMerge b.functor;

    anything = plain "anything" "anything" (_: true) // {
      merge =
        loc: defs:
        let
          kind = x: if isAttrs x && lib.isStringLike x then "stringCoercibleSet" else builtins.typeOf x;
          first = kind (builtins.head defs).value;
          common =
            if all (def: kind def.value == first) defs then
              first
            else
              throw "The option `${lib.showOption loc}' has conflicting option types in ${lib.showFiles (lib.options.getFiles defs)}";
        in
        (
          {
            set = (types.attrsOf types.anything).merge;
            stringCoercibleSet = lib.options.mergeOneOption;
            lambda =
              loc: defs: arg:
              types.anything.merge (loc ++ [ "<function body>" ]) (
                builtins.map (def: {
                  inherit (def) file;
                  value = def.value arg;
                }) defs
              );
          }
          .${common} or lib.options.mergeEqualOption
        )
          loc
          defs;
    };
    raw = plain "raw" "raw value" (_: true) // {
      merge = lib.options.mergeOneOption;
    };
    unspecified = plain "unspecified" "unspecified value" (_: true) // {
      merge = lib.options.mergeDefaultOption;
    };
    bool = plain "bool" "boolean" isBool;
    boolByOr = plain "boolByOr" "boolean (merged using or)" isBool // {
      merge = _: builtins.foldl' (found: def: found || def.value) false;
    };
    float = plain "float" "floating point number" isFloat;
    str = plain "str" "string" isString;
    string = types.str;
    nonEmptyStr = plain "nonEmptyStr" "non-empty string" (
      x: isString x && builtins.match "[ \t\n]*" x == null
    );
    singleLineStr = plain "singleLineStr" "(optionally newline-terminated) single-line string" (
      x: isString x && builtins.match "[^\n\r]*\n?" x != null
    ) // {
      merge = loc: defs: lib.removeSuffix "\n" (lib.options.mergeEqualOption loc defs);
    };
    passwdEntry =
      entryType:
      types.addCheck entryType (x: builtins.match "[^:\n]*" x != null)
      // {
        name = "passwdEntry ${entryType.name}";
        description = "${phrase [ "noun" ] entryType}, not containing newlines or colons";
        descriptionClass = "nonRestrictiveClause";
      };
    package = plain "package" "package" (x: lib.isDerivation x || lib.isStorePath x) // {
      merge =
        loc: defs:
        let
          x = lib.options.mergeOneOption loc defs;
        in
        if lib.isPath x || isString x && !(builtins.hasContext x) then lib.toDerivation x else x;
    };
    shellPackage = types.package // {
      check = x: lib.isDerivation x && x ? shellPath;
    };
    optionDeclaration = plain "optionDeclaration" "option declaration" (
      x: lib.isOption x && !(x ? value)
    );
    optionType = plain "optionType" "optionType" (x: x._type or null == "option-type") // {
      merge =
        loc: defs:
        if builtins.length defs == 1 then
          (builtins.head defs).value
        else
          (lib.modules.fixupOptionType loc (
            lib.modules.mergeOptionDecls loc (
              builtins.map (def: {
                _file = def.file;
                options = lib.mkOption { type = def.value; };
              }) defs
            )
          )).type;
    };
    fileset = plain "fileset" "fileset" lib.fileset.isFileset // {
      merge = _: defs: lib.fileset.unions (lib.getValues defs);
      emptyValue.value = lib.fileset.empty;
    };
    luaInline = plain "luaInline" "inline lua" (x: x._type or null == "lua-inline" && isString x.expr or null);
    pkgs =
      mkOptionType {
        name = "pkgs";
        description = "Nixpkgs package set";
        descriptionClass = "noun";
        check = x: isAttrs x && x._type or null == "pkgs";
        emptyValue.value = { };
        merge = lib.options.mergeUniqueOption {
          message = "A Nixpkgs pkgs set can not be merged with another pkgs set.";
        };
      };
    attrs = mkOptionType {
      name = "attrs";
      description = "attribute set";
      check = isAttrs;
      emptyValue.value = { };
      merge = _: builtins.foldl' (set: def: set // def.value) { };
    };

    int = plain "int" "signed integer" isInt // {
      typeMerge = wholeNumber;
    };
    ints = {
      inherit (types) int;
      between =
        lowest: highest:
        if lowest > highest then
          throw "ints.between: lowest must be smaller than highest"
        else
          between "intBetween" "integer between ${toString lowest} and ${toString highest} (both inclusive)" "noun" lowest highest;
      positive = between "positiveInt" "positive integer, meaning >0" "nonRestrictiveClause" 1 null;
      unsigned = between "unsignedInt" "unsigned integer, meaning >=0" "nonRestrictiveClause" 0 null;
      u8 = sized false 8 0 255;
      u16 = sized false 16 0 65535;
      u32 = sized false 32 0 4294967295;
      s8 = sized true 8 (-128) 127;
      s16 = sized true 16 (-32768) 32767;
      s32 = sized true 32 (-2147483648) 2147483647;
    };
    port = types.ints.u16;
    number = types.either types.int types.float;
    numbers = {
      between =
        lowest: highest:
        if lowest > highest then
          throw "numbers.between: lowest must be smaller than highest"
        else
          numberWith "numberBetween"
            "integer or floating point number between ${builtins.toJSON lowest} and ${builtins.toJSON highest} (both inclusive)"
            "conjunction"
            (x: x >= lowest && x <= highest);
      nonnegative =
        numberWith "numberNonnegative" "nonnegative integer or floating point number, meaning >=0"
          "nonRestrictiveClause"
          (x: x >= 0);
      positive =
        numberWith "numberPositive" "positive integer or floating point number, meaning >0"
          "nonRestrictiveClause"
          (x: x > 0);
    };

    lines = separatedString "\n";
    commas = separatedString ",";
    envVar = separatedString ":";
    strMatching =
      pattern:
      mkOptionType {
        name = "strMatching ${lib.strings.escapeNixString pattern}";
        description = "string matching the pattern ${pattern}";
        descriptionClass = "noun";
        check = x: isString x && builtins.match pattern x != null;
        merge = lib.options.mergeEqualOption;
        functor = withPayload "strMatching" { inherit pattern; } (p: types.strMatching p.pattern) (
          a: b: if a == b then a else null
        );
      };
    enum =
      values:
      let
        n = builtins.length values;
      in
      mkOptionType {
        name = "enum";
        description =
          if n == 0 then
            "impossible (empty enum)"
          else if n == 1 then
            "value ${enumText (builtins.head values)} (singular enum)"
          else
            "one of ${concatMapStringsSep ", " enumText values}";
        descriptionClass = if n < 2 then "noun" else "conjunction";
        check = x: elem x values;
        merge = lib.options.mergeEqualOption;
        functor = withPayload "enum" { inherit values; } (p: types.enum p.values) (
          a: b: { values = lib.unique (a.values ++ b.values); }
        );
      };

    pathWith =
      {
        inStore ? null,
        absolute ? null,
      }:
      if inStore == true && absolute == false then
        throw "In pathWith, inStore means the path must be absolute"
      else
        mkOptionType {
          name = "path";
          description =
            (
              if absolute == null then
                ""
              else if absolute then
                "absolute "
              else
                "relative "
            )
            + "path"
            + (
              if inStore == null then
                ""
              else if inStore then
                " in the Nix store"
              else
                " not in the Nix store"
            );
          descriptionClass = "noun";
          merge = lib.options.mergeEqualOption;
          check =
            x:
            let
              text = toString x;
              isAbsolute = builtins.substring 0 1 text == "/";
              isInStore =
                builtins.match "${lib.escapeRegex builtins.storeDir}/[0-9abcdfghijklmnpqrsvwxyz]{32}-.*" text != null;
            in
            (if inStore == false then isString x else lib.isStringLike x)
            && (absolute == null || absolute == isAbsolute)
            && (inStore == null || inStore == isInStore);
          functor = withPayload "path" { inherit inStore absolute; } types.pathWith (
            a: b: if a == b then a else null
          );
        };
    path = types.pathWith { absolute = true; };
    pathInStore =
      types.pathWith { inStore = true; }
      // {
        description = "path in the Nix store";
      };
    externalPath =
      types.pathWith {
        absolute = true;
        inStore = false;
      };

    listOf =
      elemType:
      mkOptionType {
        name = "listOf";
        description = "list of ${phrase [ "noun" "composite" ] elemType}";
        descriptionClass = "composite";
        check = coherent isList;
        merge = merging (
          { loc, defs }:
          let
            element =
              n: file: m: value:
              mergeDefinitions (loc ++ [ "[definition ${toString n}-entry ${toString m}]" ]) elemType [ { inherit file value; } ];
            evals = defined (
              builtins.concatLists (lib.imap1 (n: def: lib.imap1 (element n def.file) def.value) defs)
            );
          in
          {
            headError = refusedBy isList defs;
            value = builtins.map (x: x.optionalValue.value or x.mergedValue) evals;
            valueMeta.list = builtins.map (x: x.checkedAndMerged.valueMeta) evals;
          }
        );
        emptyValue.value = [ ];
        getSubOptions = prefix: elemType.getSubOptions (prefix ++ [ "*" ]);
        getSubModules = elemType.getSubModules;
        substSubModules = m: types.listOf (elemType.substSubModules m);
        functor = withPayload "listOf" { inherit elemType; } (p: types.listOf p.elemType) mergeElem;
        nestedTypes = { inherit elemType; };
      };
    nonEmptyListOf =
      elemType:
      let
        list = types.addCheck (types.listOf elemType) (l: l != [ ]);
      in
      list
      // {
        description = "non-empty ${phrase [ "noun" ] list}";
        emptyValue = { };
        substSubModules = m: types.nonEmptyListOf (elemType.substSubModules m);
      };
    attrsWith =
      {
        elemType,
        lazy ? false,
        placeholder ? "name",
      }:
      attrsOf' lazy "attrsWith" placeholder elemType;
    attrsOf = elemType: types.attrsWith { inherit elemType; };
    lazyAttrsOf =
      elemType:
      types.attrsWith {
        inherit elemType;
        lazy = true;
      };
    loaOf =
      elemType:
      types.attrsOf elemType
      // {
        name = "loaOf";
        deprecationMessage = "Mixing lists with attribute values is no longer possible; please use `types.attrsOf` instead.";
      };
    attrListOf = elemType: types.attrListWith { inherit elemType; };
    # A list of single-attribute sets, which a set can stand for; priorities count for each name, order for all.
    attrListWith =
      {
        elemType,
        asAttrs ? false,
        mergeAttrValues ? _: values: values,
      }:
      let
        description = "attribute list of ${phrase [ "noun" "composite" ] elemType}";
        isAttrList = x: isList x || isAttrs x;
        peel =
          value:
          let
            inner = peel value.content;
          in
          if value._type or null == "order" then
            {
              inherit (inner) value priority;
              order = value.priority;
            }
          else if value._type or null == "override" then
            {
              inherit (inner) order;
              inherit (value) priority;
              value = lib.mkOverride value.priority inner.value;
            }
          else
            {
              inherit value;
              order = lib.modules.defaultOrderPriority;
              priority = lib.modules.defaultOverridePriority;
            };
        fromElement =
          loc: file: raw:
          let
            ordered = raw._type or null == "order";
            item = if ordered then raw.content else raw;
            names = builtins.attrNames item;
            key = builtins.head names;
            peeled = peel item.${key};
            wrong =
              if !(isAttrs item) then
                "must be an attribute set, but got ${builtins.typeOf item}"
              else
                "must be a single-key attribute set, but got ${toString (builtins.length names)} keys";
          in
          if isAttrs item && builtins.length names == 1 then
            peeled
            // {
              inherit file key;
              order = if ordered then raw.priority else peeled.order;
            }
          else
            throw "A definition for option `${lib.showOption loc}' is not of type `${description}'. Each list element ${wrong}.${
              lib.options.showDefs [
                {
                  inherit file;
                  value = raw;
                }
              ]
            }";
        itemsOf =
          loc: def:
          if isList def.value then
            builtins.map (fromElement loc def.file) def.value
          else
            lib.mapAttrsToList (
              key: value:
              peel value
              // {
                inherit key;
                inherit (def) file;
              }
            ) def.value;
      in
      mkOptionType {
        name = "attrListOf";
        inherit description;
        descriptionClass = "composite";
        check = coherent isAttrList;
        merge = merging (
          { loc, defs }:
          let
            all = builtins.concatMap (itemsOf loc) defs;
            best = builtins.mapAttrs (
              _: items: builtins.foldl' lib.min lib.modules.defaultOverridePriority (builtins.map (i: i.priority) items)
            ) (builtins.groupBy (i: i.key) all);
            evals = builtins.filter (e: e.eval.optionalValue ? value) (
              builtins.map (
                i:
                i
                // {
                  eval = mergeDefinitions (loc ++ [ i.key ]) elemType [ { inherit (i) file value; } ];
                }
              ) (builtins.sort (a: b: a.order < b.order) (builtins.filter (i: i.priority == best.${i.key}) all))
            );
            single = e: { ${e.key} = e.eval.optionalValue.value or e.eval.mergedValue; };
            value = builtins.map single evals;
          in
          {
            headError = refusedBy isAttrList defs;
            value = if asAttrs then builtins.zipAttrsWith mergeAttrValues value else value;
            valueMeta = {
              attrList = builtins.map (e: e.eval.checkedAndMerged.valueMeta) evals;
              attrListValue = value;
              definitions = builtins.map (
                e:
                lib.mkDefinition {
                  inherit (e) file;
                  value = lib.mkOrder e.order (single e);
                }
              ) evals;
            };
          }
        );
        emptyValue.value = if asAttrs then { } else [ ];
        getSubOptions = prefix: elemType.getSubOptions (prefix ++ [ "*" ]);
        getSubModules = elemType.getSubModules;
        substSubModules =
          m:
          types.attrListWith {
            inherit asAttrs mergeAttrValues;
            elemType = elemType.substSubModules m;
          };
        typeMerge = _: null;
        nestedTypes = { inherit elemType; };
      };
    unique =
      { message }:
      elemType:
      mkOptionType {
        name = "unique";
        inherit (elemType) description descriptionClass check;
        inherit (elemType) emptyValue getSubOptions getSubModules;
        merge = lib.options.mergeUniqueOption {
          inherit message;
          inherit (elemType) merge;
        };
        substSubModules = m: types.unique { inherit message; } (elemType.substSubModules m);
        functor = withPayload "unique" { inherit elemType; } (p: types.unique { inherit message; } p.elemType) mergeElem;
        nestedTypes = { inherit elemType; };
      };
    uniq = types.unique { message = ""; };
    nullOr =
      elemType:
      mkOptionType {
        name = "nullOr";
        description = "null or ${phrase [ "noun" "conjunction" ] elemType}";
        descriptionClass = "conjunction";
        check = x: x == null || elemType.check x;
        emptyValue.value = null;
        inherit (elemType) getSubOptions getSubModules;
        merge = loc: defs:
          if all (d: d.value == null) defs then
            null
          else if builtins.any (d: d.value == null) defs then
            throw "The option `${lib.showOption loc}` is defined both null and not null, in ${lib.showFiles (lib.options.getFiles defs)}."
          else
            elemType.merge loc defs;
        substSubModules = m: types.nullOr (elemType.substSubModules m);
        functor = withPayload "nullOr" { inherit elemType; } (p: types.nullOr p.elemType) mergeElem;
        nestedTypes = { inherit elemType; };
      };
    functionTo =
      elemType:
      mkOptionType {
        name = "functionTo";
        description = "function that evaluates to a(n) ${phrase [ "noun" "composite" ] elemType}";
        descriptionClass = "composite";
        check = lib.isFunction;
        merge = loc: defs: {
          __functionArgs = builtins.zipAttrsWith (_: all (x: x)) (
            builtins.map (def: lib.functionArgs def.value) defs
          );
          __functor =
            _: args:
            (mergeDefinitions (loc ++ [ "<function body>" ]) elemType (
              builtins.map (def: {
                inherit (def) file;
                value = def.value args;
              }) defs
            )).mergedValue;
        };
        getSubOptions = prefix: elemType.getSubOptions (prefix ++ [ "<function body>" ]);
        getSubModules = elemType.getSubModules;
        substSubModules = m: types.functionTo (elemType.substSubModules m);
        functor = withPayload "functionTo" { inherit elemType; } (p: types.functionTo p.elemType) mergeElem;
        nestedTypes = { inherit elemType; };
      };
    either =
      left: right:
      mkOptionType {
        name = "either";
        description =
          if left.descriptionClass or null == "nonRestrictiveClause" then
            "${left.description}, or ${phrase [ "noun" "conjunction" ] right}"
          else
            "${phrase [ "noun" "conjunction" ] left} or ${phrase [ "noun" "conjunction" "composite" ] right}";
        descriptionClass = "conjunction";
        check = coherent (x: left.check x || right.check x);
        merge = merging (
          args@{ loc, defs }:
          let
            l = mergedBy left args;
            r = mergedBy right args;
            headError.message = "The option `${lib.showOption loc}` is neither a value of type `${left.description}` nor `${right.description}`, Definition values: ${lib.options.showDefs defs}";
          in
          if l.headError == null then
            l
          else if r.headError == null then
            r
          else
            {
              inherit headError;
              valueMeta = { inherit headError; };
              value = lib.warn "One or more definitions did not pass the type-check of the 'either' type.\n${headError.message}\nIf `either`, `oneOf` or similar is used in freeformType, ensure that it is preceded by an 'attrsOf' such as: `freeformType = types.attrsOf (types.either t1 t2)`.\nOtherwise consider using the correct type for the option `${lib.showOption loc}`.  This will be an error in Nixpkgs 26.05.\n" (
                lib.options.mergeOneOption loc defs
              );
            }
        );
        functor =
          withPayload "either"
            {
              elemType = { inherit left right; };
            }
            (p: types.either p.elemType.left p.elemType.right)
            (
              f: g:
              let
                l = f.elemType.left.typeMerge g.elemType.left.functor;
                r = f.elemType.right.typeMerge g.elemType.right.functor;
              in
              if l == null || r == null then
                null
              else
                {
                  elemType = {
                    left = l;
                    right = r;
                  };
                }
            );
        nestedTypes = { inherit left right; };
      };
    oneOf =
      list:
      if list == [ ] then
        throw "types.oneOf needs to get at least one type in its argument"
      else
        builtins.foldl' types.either (builtins.head list) (builtins.tail list);
    coercedTo =
      coercedType: coerceFunc: finalType:
      assert lib.assertMsg (
        coercedType.getSubModules == null
      ) "coercedTo: coercedType must not have submodules (it’s a ${coercedType.description})";
      let
        coercible = x: (coercedType.check x && finalType.check (coerceFunc x)) || finalType.check x;
      in
      mkOptionType {
        name = "coercedTo";
        description = "${phrase [ "noun" ] finalType} or ${phrase [ "noun" ] coercedType} convertible to it";
        check = coherent coercible;
        merge = merging (
          { loc, defs }:
          let
            fits =
              def:
              if coercedType.merge ? v2 then
                (mergedBy coercedType {
                  inherit loc;
                  defs = [ def ];
                }).headError == null
              else
                coercedType.check def.value;
            coerced = builtins.map (
              def: def // { value = if fits def then coerceFunc def.value else def.value; }
            ) defs;
          in
          if finalType.merge ? v2 then
            mergedBy finalType {
              inherit loc;
              defs = coerced;
            }
          else
            {
              value = finalType.merge loc coerced;
              valueMeta = { };
              headError = refusedBy coercible defs;
            }
        );
        inherit (finalType) emptyValue getSubOptions getSubModules;
        substSubModules = m: types.coercedTo coercedType coerceFunc (finalType.substSubModules m);
        typeMerge = _: null;
        functor = defaultFunctor "coercedTo" // {
          payload = { inherit coerceFunc; };
        };
        nestedTypes = { inherit coercedType finalType; };
      };
    addCheck =
      elemType: check:
      let
        both = x: elemType.check x && check x;
      in
      elemType
      // {
        checks = elemType.checks or [ ] ++ [ check ];
      }
      // (
        if elemType.merge ? v2 then
          {
            check = coherent both;
            merge = merging (
              args:
              let
                merged = mergedBy elemType args;
              in
              merged
              // {
                headError = if merged.headError != null then merged.headError else refusedBy check args.defs;
              }
            );
          }
        else
          { check = both; }
      );
    attrTag =
      given:
      let
        tags = builtins.mapAttrs tag given;
        tag =
          name: opt:
          builtins.addErrorContext "while checking that attrTag tag ${lib.strings.escapeNixIdentifier name} is an option with a type" (
            if opt._type or null == "option" then
              opt
              // {
                declarations = opt.declarations or (if at name == null then [ ] else [ (at name).file ]);
                declarationPositions = opt.declarationPositions or (if at name == null then [ ] else [ (at name) ]);
              }
            else
              throw "In attrTag, each tag value must be an option, but tag ${lib.strings.escapeNixIdentifier name} ${
                if !(opt ? _type) then
                  "was not."
                else if opt._type == "option-type" then
                  "was a bare type, not wrapped in mkOption."
                else
                  "was of type ${lib.strings.escapeNixString opt._type}."
              }"
          );
        at = name: builtins.unsafeGetAttrPos name given;
        choices = lib.concatMapStringsSep ", " lib.strings.escapeNixIdentifier (builtins.attrNames tags);
        tagOf = x: builtins.head (builtins.attrNames x);
      in
      mkOptionType {
        name = "attrTag";
        description = "attribute-tagged union with choices: ${choices}";
        descriptionClass = "noun";
        check = x: isAttrs x && builtins.length (builtins.attrNames x) == 1 && tags ? ${tagOf x};
        merge =
          loc: defs:
          let
            choice = tagOf (builtins.head defs).value;
            below =
              def:
              if tagOf def.value != choice then
                throw "The option `${lib.showOption loc}` is defined both as `${choice}` and `${tagOf def.value}`, in ${lib.showFiles (lib.options.getFiles defs)}."
              else
                {
                  inherit (def) file;
                  value = def.value.${choice};
                };
          in
          {
            ${choice} =
              (lib.modules.evalOptionValue (loc ++ [ choice ]) tags.${choice} (builtins.map below defs)).value;
          };
        getSubOptions = prefix: builtins.mapAttrs (name: opt: opt // { loc = prefix ++ [ name ]; }) tags;
        functor = withPayload "attrTag" { inherit tags; } (p: types.attrTag p.tags) (
          a: b:
          let
            declared = opt: {
              options = opt;
              _file = "<attrTag {...}>";
            };
            both =
              name: opt:
              lib.modules.mergeOptionDecls [ name ] [ (declared a.tags.${name}) (declared opt) ]
              // {
                declarations = a.tags.${name}.declarations ++ opt.declarations;
                declarationPositions = a.tags.${name}.declarationPositions ++ opt.declarationPositions;
              };
          in
          {
            tags = a.tags // b.tags // builtins.mapAttrs both (builtins.intersectAttrs a.tags b.tags);
          }
        );
        nestedTypes = tags;
      };

    submodule =
      modules:
      types.submoduleWith {
        shorthandOnlyDefinesConfig = true;
        modules = lib.toList modules;
      };
    submoduleWith =
      {
        modules,
        specialArgs ? { },
        shorthandOnlyDefinesConfig ? false,
        description ? null,
        class ? null,
      }:
      let
        base = lib.modules.evalModules {
          inherit class specialArgs;
          modules = [ { _module.args.name = lib.mkOptionDefault "‹name›"; } ] ++ modules;
        };
        unchecked = {
          _file = "<built-in module that disables checks for the purpose of documentation generation>";
          config._module.check = lib.mkForce false;
        };
        defined =
          { value, file }:
          if isAttrs value && shorthandOnlyDefinesConfig == true then
            {
              _file = file;
              config = value;
            }
          else
            {
              _file = file;
              imports = [ value ];
            };
        isModule = x: isAttrs x || lib.isFunction x || types.path.check x;
      in
      mkOptionType {
        name = "submodule";
        description =
          if description != null then
            description
          else if hasModuleSystem then
            openText (base.extendModules { modules = [ unchecked ]; })._module.freeformType
          else
            freeformText modules;
        check = coherent isModule;
        merge = merging (
          { loc, defs }:
          let
            configuration = base.extendModules {
              modules = [ { _module.args.name = lib.last loc; } ] ++ builtins.map defined defs;
              prefix = loc;
            };
          in
          {
            headError = refusedBy isModule defs;
            value = configuration.config;
            valueMeta = { inherit configuration; };
          }
        );
        emptyValue.value = base.config;
        getSubOptions =
          prefix:
          let
            docs = base.extendModules {
              inherit prefix;
              modules = [ unchecked ];
            };
            inherit (docs._module) freeformType;
          in
          docs.options
          // lib.optionalAttrs (freeformType != null) {
            _freeformOptions = freeformType.getSubOptions prefix;
          };
        getSubModules = modules;
        substSubModules =
          m:
          types.submoduleWith {
            modules = m;
            inherit specialArgs shorthandOnlyDefinesConfig description class;
          };
        functor =
          withPayload "submodule"
            {
              inherit modules specialArgs shorthandOnlyDefinesConfig description class;
            }
            types.submoduleWith
            (
              a: b:
              let
                one =
                  name: conflict:
                  if a.${name} == null || a.${name} == b.${name} then
                    b.${name}
                  else if b.${name} == null then
                    a.${name}
                  else
                    throw "A submoduleWith option is declared multiple times with conflicting ${conflict}";
                twice = builtins.intersectAttrs a.specialArgs b.specialArgs;
              in
              {
                modules = a.modules ++ b.modules;
                specialArgs =
                  if twice == { } then
                    a.specialArgs // b.specialArgs
                  else
                    throw "A submoduleWith option is declared multiple times with the same specialArgs \"${toString (builtins.attrNames twice)}\"";
                class = one "class" "class values \"${toString a.class}\" and \"${toString b.class}\".";
                shorthandOnlyDefinesConfig = one "shorthandOnlyDefinesConfig" "shorthandOnlyDefinesConfig values";
                description = one "description" "descriptions";
              }
            );
      };
    deferredModuleWith =
      {
        staticModules ? [ ],
      }:
      mkOptionType {
        name = "deferredModule";
        description = "module";
        descriptionClass = "noun";
        check = x: isAttrs x || lib.isFunction x || types.path.check x;
        merge = loc: defs: {
          imports =
            staticModules
            ++ builtins.map (
              def: lib.setDefaultModuleLocation "${def.file}, via option ${lib.showOption loc}" def.value
            ) defs;
        };
        inherit (types.submoduleWith { modules = staticModules; }) getSubOptions;
        getSubModules = staticModules;
        substSubModules = m: types.deferredModuleWith { staticModules = m; };
        functor = withPayload "deferredModuleWith" { inherit staticModules; } types.deferredModuleWith (
          a: b: { staticModules = a.staticModules ++ b.staticModules; }
        );
      };
    deferredModule = types.deferredModuleWith { };

    noCheckForDocsModule = {
      config._module.check = lib.mkForce false;
      _file = "<built-in module that disables checks for the purpose of documentation generation>";
    };
    serializableValueWith =
      {
        typeName,
        nullable ? true,
      }:
      let
        base = types.oneOf [
          types.bool
          types.int
          types.float
          types.str
          types.path
          (types.attrsOf value)
          (types.listOf value)
        ];
        value = (if nullable then types.nullOr base else base) // {
          description = "${typeName} value";
        };
      in
      value;
    json = types.serializableValueWith { typeName = "JSON"; };
    toml = types.serializableValueWith {
      typeName = "TOML";
      nullable = false;
    };
  };

  # A submodule with a freeform type says so in its description. Without a module system only the modules themselves tell,
  # called with what is not known.
  freeformText =
    modules:
    let
      plain =
        m:
        if isAttrs m then
          m
        else if lib.isFunction m then
          plain (m (unknownArguments m))
        else if builtins.isPath m then
          plain (import m)
        else
          { };
      found = builtins.filter (m: m ? freeformType) (builtins.map plain modules);
    in
    openText (if found == [ ] then null else (builtins.head found).freeformType);
  openText =
    type:
    if type ? description then "open submodule of ${phrase [ "noun" "composite" ] type}" else "submodule";
in
types
