# Versions; see nixpkgs' manual, lib.versions.
rec {
  inherit (builtins) compareVersions splitVersion;
  major = v: builtins.elemAt (builtins.splitVersion v) 0;
  minor = v: builtins.elemAt (builtins.splitVersion v) 1;
  patch = v: builtins.elemAt (builtins.splitVersion v) 2;
  majorMinor = v: lib.concatStringsSep "." (lib.take 2 (builtins.splitVersion v));
  pad =
    n: version:
    let
      release = lib.head (lib.splitString "-" version);
      rest = lib.removePrefix release version;
      parts = splitVersion release;
    in
    lib.concatStringsSep "." (lib.take n (parts ++ lib.genList (_: "0") n)) + rest;
}
