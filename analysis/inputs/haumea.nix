# https://nix-community.github.io/haumea/
{ lib }:
let
  call =
    inputs: path:
    let
      f = lib.toFunction (import path);
    in
    f (builtins.mapAttrs (name: _: inputs.${name}) (builtins.functionArgs f));

  load =
    {
      src,
      loader ? call,
      inputs ? { },
      transformer ? [ ],
    }:
    let
      # What is in a folder, by name: folders, and Nix files as the loader makes them. Names that begin with `_` are seen only from
      # inside.
      entries =
        cursor: folder:
        lib.mapAttrs' (
          file: type:
          let
            stem = lib.removeSuffix ".nix" file;
            name = lib.removePrefix "_" (lib.removePrefix "_" stem);
          in
          lib.nameValuePair name {
            hidden = name != stem;
            value =
              if type == "directory" then
                { inside = entries (cursor ++ [ name ]) (folder + "/${file}"); }
              else
                {
                  content = lib.fix (
                    self:
                    loader (
                      inputs
                      // {
                        inherit self root;
                        super = lib.getAttrFromPath cursor root;
                      }
                    ) (folder + "/${file}")
                  );
                };
          }
        ) (lib.filterAttrs (file: type: type == "directory" || lib.hasSuffix ".nix" file) (builtins.readDir folder));

      view =
        outside: cursor: all:
        lib.pipe
          (builtins.mapAttrs (
            name: e: e.value.content or (view outside (cursor ++ [ name ]) e.value.inside)
          ) (lib.filterAttrs (_: e: !(outside && e.hidden)) all))
          (map (change: change cursor) (lib.flatten [ transformer ]));

      all = entries [ ] src;
      root = view false [ ] all;
    in
    view true [ ] all;
in
{
  "nix-community/haumea" =
    input:
    input
    // {
      lib = input.lib // {
        inherit load;
        loaders = input.lib.loaders // {
          default = call;
          verbatim = _: import;
          path = _: path: path;
        };
        transformers = input.lib.transformers // {
          liftDefault = _: set: if builtins.isAttrs (set.default or null) then removeAttrs set [ "default" ] // set.default else set;
        };
      };
    };
}
