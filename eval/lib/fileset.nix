# Sets of files; see nixpkgs' manual, lib.fileset. A set has a base path and, below it, a tree: null where nothing is in,
# "directory" where all is, another type of file for a file, and attributes for the entries of a directory.
let
  inherit (builtins) all attrValues filter isAttrs isPath isString mapAttrs pathExists readDir typeOf;
  inherit (lib) drop head length isStringLike;
  inherit (lib.lists) commonPrefix hasPrefix;
  fail = function: text: throw "lib.fileset.${function}${text}";

  nothing = {
    _type = "fileset";
    _internalVersion = 3;
    _internalIsEmptyWithoutBase = true;
    _noEval = throw "lib.fileset: Directly evaluating a file set is not supported.\n  To turn it into a usable source, use `lib.fileset.toSource`.\n  To pretty-print the contents, use `lib.fileset.trace` or `lib.fileset.traceVal`.";
  };
  make =
    base: tree:
    nothing
    // {
      _internalIsEmptyWithoutBase = false;
      _internalBase = base;
      _internalBaseRoot = /.;
      _internalBaseComponents = steps base;
      _internalTree = tree;
    };
  steps = path: filter (p: p != "") (lib.splitString "/" (toString path));
  at = set: set._internalBaseComponents;
  none = set: set._internalIsEmptyWithoutBase;
  # what keep says of a file, or else of all that is in a directory
  pick =
    keep: path:
    let
      type = lib.pathType path;
    in
    if type == "directory" then
      make path (entries keep path)
    else
      make (dirOf path) { ${baseNameOf path} = keep path type; };
  entries = keep: path: mapAttrs (name: keep (path + "/${name}")) (readDir path);
  whole =
    path:
    if lib.pathIsDirectory path then make path "directory" else pick (_: type: type) path;
  all' = path: tree: if isAttrs tree then mapAttrs (_: _: null) (readDir path) // tree else readDir path;

  refusal =
    x:
    if isPath x then
      if pathExists x then
        null
      else
        _: " (${toString x}) is a path that does not exist.\n    To create a file set from a path that may not exist, use `lib.fileset.maybeMissing`."
    else if x._type or "" == "fileset" && x._internalVersion <= 3 then
      null
    else if x ? _isLibCleanSourceWith then
      _: " is a `lib.sources`-based value, but it should be a file set or a path instead.\n    To convert a `lib.sources`-based value to a file set you can use `lib.fileset.fromSource`.\n    Note that this only works for sources created from paths."
    else if isStringLike x then
      _: " (\"${toString x}\") is a string-like value, but it should be a file set or a path instead.\n    Paths represented as strings are not supported by `lib.fileset`, use `lib.sources` or derivations instead."
    else
      _: " is of type ${typeOf x}, but it should be a file set or a path instead.";
  coerce =
    what: x:
    if refusal x != null then
      fail what (refusal x "")
    else if isPath x then
      whole x
    else
      x;
  both =
    f: what: first: second: a: b:
    let
      x = coerce "${what}: ${first}" a;
      y = coerce "${what}: ${second}" b;
    in
    builtins.seq x builtins.seq y f x y;

  # the tree of a set as seen from n steps below the root, and from path, which is below its base
  raised = n: set: lib.foldr (name: tree: { ${name} = tree; }) set._internalTree (drop n (at set));
  lowered =
    path: set:
    builtins.foldl' (tree: name: if isAttrs tree then tree.${name} or null else tree) set._internalTree (
      drop (length (at set)) path
    );
  unite =
    sets:
    let
      based = filter (set: !none set) sets;
      base = builtins.foldl' commonPrefix (at (head based)) (builtins.map at (builtins.tail based));
    in
    if based == [ ] then
      nothing
    else
      make (/. + "/${lib.concatStringsSep "/" base}") (united (builtins.map (raised (length base)) based));
  united =
    trees:
    let
      some = filter (tree: tree != null) trees;
      file = lib.findFirst isString null trees;
    in
    if file != null || some == [ ] then file else builtins.zipAttrsWith (_: united) some;
  intersect =
    a: b:
    let
      low = if hasPrefix (at a) (at b) then b else a;
    in
    if none a || none b || !hasPrefix (at a) (at b) && !hasPrefix (at b) (at a) then
      nothing
    else
      make low._internalBase (common (lowered (at low) a) (lowered (at low) b));
  common =
    a: b:
    if isAttrs a && isAttrs b then
      mapAttrs (name: common a.${name}) (builtins.intersectAttrs a b)
    else if a == null || isString b then
      a
    else
      b;
  subtract =
    a: b:
    let
      other =
        if hasPrefix (at a) (at b) then
          raised (length (at a)) b
        else if hasPrefix (at b) (at a) then
          lowered (at a) b
        else
          null;
    in
    if none a || none b then a else make a._internalBase (without a._internalBase a._internalTree other);
  without =
    path: a: b:
    if a == null || isString b then
      null
    else if b == null then
      a
    else
      mapAttrs (name: x: without (path + "/${name}") x (b.${name} or null)) (all' path a);

  # a tree without directories of which nothing is in
  packed =
    path: tree:
    let
      parts = mapAttrs (name: packed (path + "/${name}")) (all' path tree);
      kinds = attrValues parts;
    in
    if tree != "directory" && !isAttrs tree then
      tree
    else if all (kind: kind == null) kinds then
      null
    else if all isString kinds then
      "directory"
    else
      parts;
  # whether copying the set to the store takes a file
  taken =
    set:
    let
      tree = packed set._internalBase set._internalTree;
      base = at set;
    in
    if none set || tree == null then
      _: _: false
    else
      path: type:
      let
        names = steps path;
        step = tree: name: if isAttrs tree then tree.${name} else tree;
      in
      (hasPrefix names base || hasPrefix base names && builtins.foldl' step tree (drop (length base) names) != null)
      && (
        type != "unknown"
        || fail "toSource" ": `fileset` contains a file that cannot be added to the store: ${path}\n    This file is neither a regular file nor a symlink, the only file types supported by the Nix store.\n    Therefore the file set cannot be added to the Nix store as is. Make sure to not include that file to avoid this error."
      );
  files =
    path: tree:
    if isAttrs tree then
      builtins.concatLists (lib.mapAttrsToList (name: files (path + "/${name}")) tree)
    else if tree == "directory" then
      files path (readDir path)
    else
      lib.optional (tree != null) path;
  # what Git tracks is not known here
  tracked =
    function: what: path:
    if !isPath path then
      fail function ": Expected the ${what} to be a path, but it's a ${typeOf path} instead."
    else if lib.pathType path != "directory" then
      fail function ": Expected the ${what} (${toString path}) to be a directory, but it's a file instead."
    else
      make path (builtins.fetchGit path);
in
rec {
  empty = nothing;
  isFileset = x: refusal x == null;
  maybeMissing =
    path:
    if !isPath path then
      fail "maybeMissing" (
        if isStringLike path then
          ": Argument (\"${toString path}\") is a string-like value, but it should be a path instead."
        else
          ": Argument is of type ${typeOf path}, but it should be a path instead."
      )
    else if pathExists path then
      whole path
    else
      nothing;
  union = both (a: b: unite [ a b ]) "union" "First argument" "Second argument";
  unions =
    sets:
    if builtins.isList sets then
      unite (lib.imap0 (i: coerce "unions: Element ${toString i}") sets)
    else
      fail "unions" ": Argument is of type ${typeOf sets}, but it should be a list instead.";
  intersection = both intersect "intersection" "First argument" "Second argument";
  difference = both subtract "difference" "First argument (positive set)" "Second argument (negative set)";
  fileFilter =
    predicate: path:
    let
      keep =
        path: type:
        if type == "directory" then
          entries keep path
        else if
          predicate rec {
            inherit type;
            name = baseNameOf path;
            hasExt = ext: lib.hasSuffix ".${ext}" name;
            "lib.fileset.fileFilter: The predicate function passed as the first argument must be able to handle extra attributes for future compatibility. If you're using `{ name, file, hasExt }:`, use `{ name, file, hasExt, ... }:` instead." =
              null;
          }
        then
          type
        else
          null;
    in
    if !lib.isFunction predicate then
      fail "fileFilter" ": First argument is of type ${typeOf predicate}, but it should be a function instead."
    else if isPath path then
      if pathExists path then
        pick keep path
      else
        fail "fileFilter" ": Second argument (${toString path}) is a path that does not exist."
    else
      fail "fileFilter" (
        if path._type or "" == "fileset" then
          ": Second argument is a file set, but it should be a path instead.\n    If you need to filter files in a file set, use `intersection fileset (fileFilter pred ./.)` instead."
        else
          ": Second argument is of type ${typeOf path}, but it should be a path instead."
      );
  fromSource =
    source:
    let
      filtered = source ? _isLibCleanSourceWith;
      path = if filtered then source.origSrc else source;
      keep =
        path: type:
        if !source.filter (toString path) type then
          null
        else if type == "directory" then
          entries keep path
        else
          type;
    in
    if !isPath path then
      fail "fromSource" (
        if isStringLike path then
          ": The source origin of the argument is a string-like value (\"${toString path}\"), but it should be a path instead.\n    Sources created from paths in strings cannot be turned into file sets, use `lib.sources` or derivations instead."
        else
          ": The source origin of the argument is of type ${typeOf path}, but it should be a path instead."
      )
    else if !pathExists path then
      fail "fromSource" ": The source origin (${toString path}) of the argument is a path that does not exist."
    else if filtered && lib.pathIsDirectory path then
      pick keep path
    else
      whole path;
  gitTracked = tracked "gitTracked" "argument";
  gitTrackedWith =
    {
      recurseSubmodules ? false,
    }:
    tracked "gitTrackedWith" "second argument";
  toList =
    set:
    let
      known = coerce "toList: Argument" set;
    in
    if none known then [ ] else files known._internalBase known._internalTree;
  # Nothing is printed here.
  trace = set: builtins.seq (coerce "trace: Argument" set) lib.id;
  traceVal = coerce "traceVal: Argument";
  toSource =
    {
      root,
      fileset,
    }:
    let
      set = coerce "toSource: `fileset`" fileset;
      shown = " (${toString root})";
      keep = taken set;
      bad = text: fail "toSource" ": ${text}";
    in
    if !isPath root then
      bad (
        if root ? _isLibCleanSourceWith then
          "`root` is a `lib.sources`-based value, but it should be a path instead.\n    To use a `lib.sources`-based value, convert it to a file set using `lib.fileset.fromSource` and pass it as `fileset`.\n    Note that this only works for sources created from paths."
        else if isStringLike root then
          "`root`${shown} is a string-like value, but it should be a path instead.\n    Paths in strings are not supported by `lib.fileset`, use `lib.sources` or derivations instead."
        else
          "`root` is of type ${typeOf root}, but it should be a path instead."
      )
    else if !pathExists root then
      bad "`root`${shown} is a path that does not exist."
    else if lib.pathType root != "directory" then
      bad "`root`${shown} is a file, but it should be a directory instead. Potential solutions:\n    - If you want to import the file into the store _without_ a containing directory, use string interpolation or `builtins.path` instead of this function.\n    - If you want to import the file into the store _with_ a containing directory, set `root` to the containing directory, such as ${dirOf (toString root)}, and set `fileset` to the file path."
    else if !none set && !hasPrefix (steps root) (at set) then
      bad "`fileset` could contain files in ${toString set._internalBase}, which is not under the `root`${shown}. Potential solutions:\n    - Set `root` to ${toString set._internalBase} or any directory higher up. This changes the layout of the resulting store path.\n    - Set `fileset` to a file set that cannot contain files outside the `root`${shown}. This could change the files included in the result."
    else
      builtins.seq keep lib.cleanSourceWith {
        name = "source";
        src = root;
        filter = keep;
      };
}
