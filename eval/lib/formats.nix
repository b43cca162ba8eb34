# The types of `pkgs.formats`; see nixpkgs' manual, "Nix-representable formats". What `generate` makes is a package, `made`.
let
  inherit (lib) types;
  inherit (types)
    attrsOf
    bool
    coercedTo
    either
    float
    int
    listOf
    luaInline
    nonEmptyListOf
    nullOr
    oneOf
    path
    str
    submodule
    ;

  scalars = [
    bool
    int
    float
    str
  ];

  # Any value of a language that has lists and maps.
  tree =
    description: base:
    let
      value =
        base [
          (attrsOf value)
          (listOf value)
        ]
        // {
          inherit description;
        };
    in
    value;
  nullable = leaves: nested: nullOr (oneOf (leaves ++ nested));

  format = type: {
    inherit type;
    generate = made;
  };
  plain = description: _: format (tree description (nullable (scalars ++ [ path ])));

  # What stands behind a key: one value, or a list of them where the format says how it is written.
  keyed =
    {
      what,
      coerced ? false,
      many ? false,
      joined ? false,
    }:
    let
      one = nullOr (oneOf scalars) // {
        description = "${what} (null, bool, int, float or string)";
      };
      union = if coerced then coercedTo one (x: [ x ]) else either one;
      text = suffix: type: type // { description = one.description + suffix; };
    in
    if many then
      text " or a list of them for duplicate keys" (union (listOf one))
    else if joined then
      text " or a non-empty list of them" (union (nonEmptyListOf one))
    else
      one;

  iniAtom =
    {
      listsAsDuplicateKeys ? false,
      listToValue ? null,
      atomsCoercedToLists ? null,
      ...
    }:
    assert listsAsDuplicateKeys -> listToValue == null;
    assert atomsCoercedToLists != null -> listsAsDuplicateKeys || listToValue != null;
    keyed {
      what = "INI atom";
      coerced = atomsCoercedToLists == true;
      many = listsAsDuplicateKeys;
      joined = listToValue != null;
    };
  iniSection =
    atom:
    attrsOf atom
    // {
      description = "section of an INI file (attrs of ${atom.description})";
    };
  withAtom = atom: type: format type // { lib.types = { inherit atom; }; };
in
rec {
  json = plain "JSON value";
  yaml = yaml_1_1;
  yaml_1_1 = plain "YAML 1.1 value";
  yaml_1_2 = plain "YAML 1.2 value";
  toml = _: format (tree "TOML value" (nested: oneOf (scalars ++ [ path ] ++ nested)));
  cdn = plain "CDN value";
  xml =
    {
      format ? "badgerfish",
      ...
    }:
    if format == "badgerfish" then plain "XML value" { } else throw "pkgs.formats.xml: Unknown format: ${format}";

  ini =
    args:
    let
      atom = iniAtom args;
    in
    withAtom atom (attrsOf (iniSection atom));
  iniWithGlobalSection =
    args:
    let
      atom = iniAtom args;
      section = iniSection atom;
      option =
        description: type:
        lib.mkOption {
          inherit description type;
          default = { };
        };
    in
    withAtom atom (submodule {
      options.sections = option (attrsOf section).description (attrsOf section);
      options.globalSection = option "global ${section.description}" section;
    });
  gitIni =
    {
      listsAsDuplicateKeys ? false,
      ...
    }:
    let
      atom = iniAtom { inherit listsAsDuplicateKeys; };
    in
    withAtom atom (attrsOf (attrsOf (either atom (attrsOf atom))));
  systemd = ini { listsAsDuplicateKeys = true; };

  keyValue =
    {
      listsAsDuplicateKeys ? false,
      listToValue ? null,
      ...
    }:
    assert listsAsDuplicateKeys -> listToValue == null;
    format (
      attrsOf (keyed {
        what = "atom";
        coerced = true;
        many = listsAsDuplicateKeys;
        joined = listToValue != null;
      })
    );

  lua =
    {
      asBindings ? false,
      ...
    }:
    let
      value = tree "lua value" (nullable [
        bool
        float
        int
        path
        str
        luaInline
      ]) // {
        descriptionClass = "noun";
      };
    in
    format (if asBindings then attrsOf value else value) // { lib.mkRaw = lib.generators.mkLuaInline; };
  pythonVars =
    _:
    format (attrsOf (tree "Python value" (nullable (scalars ++ [ path ]))))
    // {
      lib.mkRaw = value: {
        inherit value;
        _type = "raw";
      };
    };
  elixirConf = _: format (attrsOf (attrsOf (tree "Elixir value" (nullable scalars))));
  nixConf =
    _:
    format (
      attrsOf (
        nullOr (
          oneOf (
            scalars
            ++ [
              path
              types.package
            ]
          )
        )
      )
    );
}
