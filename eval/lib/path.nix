# Paths; see nixpkgs' manual, lib.path.
rec {
  append = path: sub: path + ("/" + sub);
  subpath.isValid =
    text:
    builtins.isString text
    && text != ""
    && builtins.substring 0 1 text != "/"
    && !builtins.elem ".." (lib.splitString "/" text);
  hasPrefix =
    a: b:
    let
      x = builtins.toString a;
      y = builtins.toString b;
    in
    x == y || lib.hasPrefix (if x == "/" then "/" else x + "/") y;
}
