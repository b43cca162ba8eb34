# What lib has at its top from elsewhere: builtins, and names for parts of topics.
{
  inherit (builtins)
    compareVersions
    convertHash
    fromJSON
    fromTOML
    getContext
    hasContext
    hashString
    match
    parseDrvName
    placeholder
    split
    splitVersion
    toFile
    toJSON
    toString
    toXML
    tryEval
    typeOf
    ;
  inherit (lib.types) isOptionType mkOptionType setType;
  isType = type: x: (x._type or "") == type;
  fakeHash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  fakeSha256 = "0000000000000000000000000000000000000000000000000000000000000000";
  fakeSha512 = "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000";
}
