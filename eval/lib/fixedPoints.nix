# Fixed points and overlays; see nixpkgs' manual, lib.fixedPoints.
rec {
  fix =
    f:
    let
      x = f x;
    in
    x;
  fix' =
    f:
    let
      x = f x // {
        __unfix__ = f;
      };
    in
    x;
  converge =
    f: x:
    let
      next = f x;
    in
    if next == x then x else converge f next;
  extends =
    overlay: f: final:
    let
      prev = f final;
    in
    prev // overlay final prev;
  composeExtensions =
    f: g: final: prev:
    let
      first = f final prev;
    in
    first // g final (prev // first);
  composeManyExtensions = lib.foldr composeExtensions (_: _: { });
  makeExtensible = makeExtensibleWithCustomName "extend";
  makeExtensibleWithCustomName =
    name: f:
    fix' (
      self:
      f self
      // {
        ${name} = overlay: makeExtensibleWithCustomName name (extends overlay f);
      }
    );
  toExtension =
    f:
    if lib.isFunction f then
      final: prev:
      let
        partial = f prev;
      in
      if lib.isFunction partial then f final prev else partial
    else
      _: _: f;
}
