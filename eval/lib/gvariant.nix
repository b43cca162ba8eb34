# GVariant values; see nixpkgs' manual, lib.gvariant. Only what marks a value as one is covered.
{
  isGVariant = v: v._type or "" == "gvariant";
}
