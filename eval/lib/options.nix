# Option declarations; see nixpkgs' manual, lib.options.
rec {
  isOption = lib.isType "option";
  mkOption =
    {
      default ? null,
      defaultText ? null,
      example ? null,
      description ? null,
      relatedPackages ? null,
      type ? null,
      apply ? null,
      internal ? null,
      visible ? null,
      readOnly ? null,
    }@attrs:
    attrs // { _type = "option"; };
  mkEnableOption =
    name:
    mkOption {
      default = false;
      example = true;
      description = "Whether to enable ${name}.";
      type = lib.types.bool;
    };
  mkPackageOption =
    pkgs: name:
    {
      nullable ? false,
      default ? name,
      example ? null,
      extraDescription ? "",
      pkgsText ? "pkgs",
    }:
    let
      names = if builtins.isList name then name else [ name ];
      path = if builtins.isList default then default else [ default ];
      joined = lib.concatMapStringsSep "." lib.strings.escapeNixIdentifier;
      text = "${pkgsText}.${joined path}";
      missing = throw "${joined path} cannot be found in ${pkgsText}";
    in
    mkOption (
      {
        description =
          "The ${lib.last names} package to use." + (if extraDescription == "" then "" else " ") + extraDescription;
        type = if nullable then lib.types.nullOr lib.types.package else lib.types.package;
      }
      // (
        if default != null then
          {
            default = lib.attrByPath path missing pkgs;
            defaultText = lib.literalExpression text;
          }
        else
          lib.optionalAttrs nullable { default = null; }
      )
      // (
        if example == null then
          { }
        else
          {
            example = lib.literalExpression (
              if builtins.isList example then "${pkgsText}.${joined example}" else example
            );
          }
      )
    );
  mkSinkUndeclaredOptions =
    attrs:
    mkOption (
      {
        internal = true;
        visible = false;
        default = false;
        description = "Sink for option definitions.";
        type = lib.mkOptionType {
          name = "sink";
          check = _: true;
          merge = _: _: false;
        };
        apply = _: throw "Option value is not readable because the option is not declared.";
      }
      // attrs
    );

  literalExpression =
    text:
    if !builtins.isString text then
      throw "literalExpression expects a string."
    else
      {
        _type = "literalExpression";
        inherit text;
      };
  literalCode = language: text: literalMD "```${language}\n${text}\n```\n";
  literalMD =
    text:
    if !builtins.isString text then
      throw "literalMD expects a string."
    else
      {
        _type = "literalMD";
        inherit text;
      };
  mdDoc = text: text;

  getValues = builtins.map (d: d.value);
  getFiles = builtins.map (d: d.file);
  unknownModule = "<unknown-file>";
  showFiles = lib.concatMapStringsSep " and " (f: "`${f}'");
  showOption =
    parts:
    let
      # Placeholders such as <name>, and *, stand for any name and are not quoted.
      one =
        part:
        if builtins.match "<.*>" part != null || part == "*" then part else lib.strings.escapeNixIdentifier part;
    in
    lib.concatStringsSep "." (builtins.map one parts);
  showOptionWithDefLocs =
    opt:
    "${showOption opt.loc}, with values defined in:\n"
    + lib.concatMapStringsSep "\n" (file: "  - ${file}") opt.files
    + "\n";

  showDefs =
    defs:
    lib.concatMapStrings (
      def:
      let
        pretty = builtins.tryEval (
          lib.generators.toPretty { } (
            lib.generators.withRecursion {
              depthLimit = 10;
              throwOnDepthLimit = false;
            } def.value
          )
        );
        lines = lib.splitString "\n" pretty.value;
        shown = lib.concatStringsSep "\n    " (lib.take 5 lines ++ lib.optional (builtins.length lines > 5) "...");
        value =
          if !pretty.success then
            ""
          else if builtins.length lines > 1 then
            ":\n    " + shown
          else
            ": " + shown;
      in
      "\n- In `${def.file}'${value}"
    ) defs;

  mergeDefaultOption =
    loc: defs:
    let
      values = getValues defs;
    in
    if builtins.length values == 1 then
      builtins.head values
    else if builtins.all lib.isFunction values then
      x: mergeDefaultOption loc (builtins.map (f: f x) values) # as nixpkgs has it, which fails for most values
    else if builtins.all builtins.isList values then
      builtins.concatLists values
    else if builtins.all builtins.isAttrs values then
      builtins.foldl' lib.mergeAttrs { } values
    else if builtins.all builtins.isBool values then
      builtins.foldl' lib.or false values
    else if builtins.all builtins.isString values then
      lib.concatStrings values
    else if builtins.all builtins.isInt values && builtins.all (v: v == builtins.head values) values then
      builtins.head values
    else
      throw "Cannot merge definitions of `${showOption loc}'. Definition values:${showDefs defs}";
  mergeOneOption = mergeUniqueOption { message = ""; };
  mergeUniqueOption =
    {
      message,
      merge ? null,
    }:
    loc: defs:
    if builtins.length defs != 1 then
      throw "The option `${showOption loc}' is defined multiple times while it's expected to be unique.\n${message}\nDefinition values:${showDefs defs}\nUse `lib.mkForce value` or `lib.mkDefault value` to change the priority on any of these definitions."
    else if merge == null then
      (builtins.head defs).value
    else
      merge loc defs;
  mergeEqualOption =
    loc: defs:
    if defs == [ ] then
      abort "This case should never happen."
    else if builtins.length defs == 1 then
      (builtins.head defs).value
    else
      (builtins.foldl' (
        first: def:
        if def.value != first.value then
          throw "The option `${showOption loc}' has conflicting definition values:${
            showDefs [
              first
              def
            ]
          }\nUse `lib.mkForce value` or `lib.mkDefault value` to change the priority on any of these definitions."
        else
          first
      ) (builtins.head defs) (builtins.tail defs)).value;

  renderOptionValue =
    v: if v ? _type && v ? text then v else literalExpression (lib.generators.toPretty {
      multiline = true;
      allowPrettyValues = true;
    } v);
  scrubOptionValue =
    x:
    if lib.isDerivation x then
      {
        type = "derivation";
        drvPath = x.name;
        outPath = x.name;
        inherit (x) name;
      }
    else if builtins.isList x then
      builtins.map scrubOptionValue x
    else if builtins.isAttrs x then
      builtins.mapAttrs (_: scrubOptionValue) (builtins.removeAttrs x [ "_args" ])
    else
      x;
  optionAttrSetToDocList = optionAttrSetToDocList' [ ];
  optionAttrSetToDocList' =
    _: options:
    builtins.concatMap (
      opt:
      let
        name = showOption opt.loc;
        visible = opt.visible or true;
        seen = how: if builtins.isBool visible then visible else visible == how;
        type = opt.type or { };
        render = what: v: builtins.addErrorContext "while evaluating the ${what} of option `${name}`" (renderOptionValue v);
        below = opt.type.getSubOptions opt.loc;
      in
      [
        (
          {
            inherit (opt) loc;
            inherit name;
            description = opt.description or null;
            declarations = builtins.filter (x: x != unknownModule) opt.declarations;
            internal = opt.internal or false;
            visible = seen "shallow";
            readOnly = opt.readOnly or false;
            type = type.description or "unspecified";
          }
          // lib.optionalAttrs (opt ? example) { example = render "example" opt.example; }
          // lib.optionalAttrs
            (opt ? defaultText || opt ? default || type ? emptyValue.value && type.getSubModules or null == null)
            {
              default = render (if opt ? defaultText then "defaultText" else "default value") (
                opt.defaultText or opt.default or type.emptyValue.value
              );
            }
          // lib.optionalAttrs (opt.relatedPackages or null != null) { inherit (opt) relatedPackages; }
        )
      ]
      ++ lib.optionals (seen "transparent" && below != { }) (optionAttrSetToDocList' opt.loc below)
    ) (lib.collect isOption options);
}
