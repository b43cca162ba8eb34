# Texts in the order of what they depend on; see nixpkgs' lib/strings-with-deps.nix.
rec {
  textClosureList =
    entries: wanted:
    let
      step =
        state: entry:
        if builtins.isAttrs entry then
          let
            before = builtins.foldl' step state entry.deps;
          in
          before // { result = before.result ++ [ entry.text ]; }
        else if state.done ? ${entry} then
          state
        else
          step (state // { done = state.done // { ${entry} = 1; }; }) entries.${entry};
    in
    (builtins.foldl' step { done = { }; result = [ ]; } wanted).result;
  textClosureMap =
    f: entries: wanted:
    lib.concatMapStringsSep "\n" f (textClosureList entries wanted);
  noDepEntry = text: fullDepEntry text [ ];
  fullDepEntry = text: deps: { inherit text deps; };
  packEntry = fullDepEntry "";
  stringAfter = deps: text: { inherit text deps; };
}
