# Paths; see nixpkgs' manual, lib.path. There is one root, /.
let
  inherit (builtins) isPath match typeOf;
  inherit (lib) concatLists concatStringsSep drop elemAt head length splitString take;
  # why a text cannot stand for what is below a path, null where it can
  refused =
    text:
    if !builtins.isString text then
      "The given value is of type ${typeOf text}, but a string was expected"
    else if text == "" then
      "The given string is empty"
    else if lib.hasPrefix "/" text then
      "The given string \"${text}\" starts with a `/`, representing an absolute path"
    else if builtins.elem ".." (splitString "/" text) then
      "The given string \"${text}\" contains a `..` component, which is not allowed in subpaths"
    else
      null;
  given =
    what: text: value:
    if refused text == null then value else throw "lib.path.${what} is not a valid subpath string:\n    ${refused text}";
  known =
    what: path: value:
    if isPath path then value else throw "lib.path.${what} is of type ${typeOf path}, but a path was expected";
  parts = text: builtins.filter (p: p != "" && p != ".") (splitString "/" text);
  steps = path: parts (toString path);
  joined = steps: "./${if steps == [ ] then "." else concatStringsSep "/" steps}";
  store = parts builtins.storeDir;
in
rec {
  append =
    path: sub:
    known "append: The first argument" path (given "append: Second argument" sub (path + ("/" + sub)));
  hasPrefix =
    a:
    known "hasPrefix: First argument" a (
      b: known "hasPrefix: Second argument" b (lib.lists.hasPrefix (steps a) (steps b))
    );
  removePrefix =
    a:
    known "removePrefix: First argument" a (
      b:
      known "removePrefix: Second argument" b (
        if hasPrefix a b then
          joined (drop (length (steps a)) (steps b))
        else
          throw "lib.path.removePrefix: The first path argument \"${toString a}\" is not a component-wise prefix of the second path argument \"${toString b}\"."
      )
    );
  splitRoot =
    path:
    known "splitRoot: Argument" path {
      root = /.;
      subpath = joined (steps path);
    };
  hasStorePathPrefix =
    path:
    let
      names = steps path;
    in
    known "hasStorePathPrefix: Argument" path (
      take 2 names == store && length names > 2 && match ".{32}-.+" (elemAt names 2) != null
      || names != [ ] && match "[0-9a-z]{52}" (head names) != null
    );
  subpath = {
    isValid = text: refused text == null;
    join =
      texts:
      joined (
        concatLists (lib.imap0 (i: text: given "subpath.join: Element at index ${toString i}" text (parts text)) texts)
      );
    components = text: given "subpath.components: Argument" text (parts text);
    normalise = text: given "subpath.normalise: Argument" text (joined (parts text));
  };
}
