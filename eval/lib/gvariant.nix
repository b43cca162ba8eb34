# GVariant values; see nixpkgs' manual, lib.gvariant.
let
  inherit (builtins) all filter head;
  inherit (lib) concatMapStringsSep;
  shown =
    type: value: __toString:
    { _type = "gvariant"; inherit type value __toString; };
  tagged = text: self: "@${self.type} ${text self.value}";
  plain = type: value: shown type value (tagged toString);
  bare = type: value: shown type value (self: toString self.value);
  listed = concatMapStringsSep "," toString;
  range =
    name: letter: min: max:
    { inherit name min max; type = letter; };
in
rec {
  type = {
    arrayOf = t: "a${t}";
    maybeOf = t: "m${t}";
    tupleOf = ts: "(${lib.concatStrings ts})";
    dictionaryEntryOf = k: v: "{${k}${v}}";
    string = "s";
    boolean = "b";
    uchar = "y";
    int16 = "n";
    uint16 = "q";
    int32 = "i";
    uint32 = "u";
    int64 = "x";
    uint64 = "t";
    double = "d";
    variant = "v";
  };
  isGVariant = v: v._type or "" == "gvariant";
  intConstructors = [
    (range "mkInt32" "i" (-2147483648) 2147483647)
    (range "mkUint32" "u" 0 4294967295)
    (range "mkInt64" "x" null null)
    (range "mkUint64" "t" 0 null)
    (range "mkInt16" "n" (-32768) 32767)
    (range "mkUint16" "q" 0 65535)
    (range "mkUchar" "y" 0 255)
  ];
  mkValue =
    v:
    if isGVariant v then
      v
    else
      {
        bool = mkBoolean;
        float = mkDouble;
        string = mkString;
        list = mkArray;
        int =
          n:
          let
            fits = c: (c.min == null || c.min <= n) && (c.max == null || n <= c.max);
          in
          throw "The GVariant type for number “${toString n}” is unclear.\nPlease wrap the value with one of the following, depending on the value type in GSettings schema:\n\n${
            concatMapStringsSep "\n" (c: "- `lib.gvariant.${c.name}` for `${c.type}`") (filter fits intConstructors)
          }\n";
        set =
          _:
          throw "Cannot construct GVariant value from an attribute set. If you want to construct a dictionary, you will need to create an array containing items constructed with `lib.gvariant.mkDictionaryEntry`.";
      }
      .${builtins.typeOf v} or (_: throw "The GVariant type of “${builtins.typeOf v}” can't be inferred.")
        v;
  mkArray =
    elems:
    let
      made =
        if elems == [ ] then throw "Please create empty array with mkEmptyArray." else builtins.map mkValue elems;
      first = (head made).type;
    in
    shown (type.arrayOf (
      if all (e: e.type == first) made then first else throw "Elements in a list should have same type."
    )) made (tagged (l: "[${listed l}]"));
  mkEmptyArray = t: shown (type.arrayOf t) [ ] (tagged (_: "[]"));
  mkVariant = v: shown "v" (mkValue v) (self: "<${toString self.value}>");
  mkDictionaryEntry =
    name: value:
    let
      k = mkValue name;
      v = mkValue value;
    in
    shown (type.dictionaryEntryOf k.type v.type) { inherit name value; } (tagged (_: "{${k},${v}}"));
  mkMaybe =
    t: v:
    shown (type.maybeOf t) v (
      self: if self.value == null then "@${self.type} nothing" else "just ${toString self.value}"
    );
  mkNothing = t: mkMaybe t null;
  mkJust =
    v:
    let
      made = mkValue v;
    in
    mkMaybe made.type made;
  mkTuple =
    elems:
    let
      made = builtins.map mkValue elems;
    in
    shown (type.tupleOf (builtins.map (e: e.type) made)) made (tagged (l: "(${listed l})"));
  mkBoolean = v: shown "b" v (self: lib.boolToString self.value);
  mkString =
    v: shown "s" v (self: "'${builtins.replaceStrings [ "'" "\\" "\n" ] [ "\\'" "\\\\" "\\n" ] self.value}'");
  mkObjectpath = v: shown "s" v (self: "objectpath '${lib.escape [ "'" ] self.value}'");
  mkUchar = plain "y";
  mkInt16 = plain "n";
  mkUint16 = plain "q";
  mkInt32 = bare "i";
  mkUint32 = plain "u";
  mkInt64 = plain "x";
  mkUint64 = plain "t";
  mkDouble = bare "d";
}
