# Paths; see nixpkgs' manual, lib.path.
rec {
  append = path: sub: path + ("/" + sub);
  hasPrefix =
    a: b:
    let
      x = builtins.toString a;
      y = builtins.toString b;
    in
    x == y || lib.hasPrefix (if x == "/" then "/" else x + "/") y;
}
