# Kernel configurations; see nixpkgs' lib/kernel.nix.
let
  state = tristate: {
    inherit tristate;
    optional = false;
  };
in
{
  option = x: x // { optional = true; };
  yes = state "y";
  no = state "n";
  module = state "m";
  unset = state null;
  freeform = freeform: {
    inherit freeform;
    optional = false;
  };
  whenHelpers = version: {
    whenAtLeast = v: lib.mkIf (lib.versionAtLeast version v);
    whenOlder = v: lib.mkIf (lib.versionOlder version v);
    whenBetween = low: high: lib.mkIf (lib.versionAtLeast version low && lib.versionOlder version high);
  };
}
