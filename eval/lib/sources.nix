# Sources of packages; see nixpkgs' manual, lib.sources. What Git knows is not known here.
let
  inherit (builtins) match;
  # the parts of a source, which may be filtered already
  parts = src: if src ? _isLibCleanSourceWith then { inherit (src) origSrc filter name; } else {
    origSrc = src;
    filter = _: _: true;
    name = "source";
  };
  filtered =
    { origSrc, filter, name }@args:
    args
    // {
      _isLibCleanSourceWith = true;
      outPath = builtins.path {
        inherit filter name;
        path = origSrc;
      };
    };
  filteredBy = filter: src: cleanSourceWith { inherit filter src; };
  cleanSourceWith =
    {
      src,
      filter ? _: _: true,
      name ? null,
    }:
    let
      orig = parts src;
    in
    filtered {
      inherit (orig) origSrc;
      filter = path: type: filter path type && orig.filter path type;
      name = lib.defaultTo orig.name name;
    };
  fullName =
    url: rev: suffix:
    "${urlToName url}${lib.optionalString (rev != null) "-${shortRev rev}"}${lib.optionalString (suffix != null) "-${suffix}"}-source";
  urlToName =
    url:
    let
      short =
        name:
        let
          m = match "(.*)\\.(git|tar|zip|gz|tgz|bz|tbz|bz2|tbz2|lzma|txz|xz|zstd)" name;
        in
        if m == null then name else short (lib.head m);
    in
    short (baseNameOf (lib.removeSuffix "/" (lib.last (lib.splitString ":" (toString url)))));
  shortRev =
    rev:
    let
      base = baseNameOf (toString rev);
      version = match "([A-Za-z]+[-_. ]?)*(v)?([0-9.]+.*)" base;
    in
    if match "[a-f0-9]+" base != null then
      builtins.substring 0 7 base
    else if version != null then
      lib.last version
    else
      base;
  # whether a path, in parts, is what a pattern, in parts, names or may lead to that
  globbed =
    globs: names: type:
    let
      glob = lib.head globs;
      rest = lib.tail globs;
      name = lib.head names;
    in
    if names == [ ] then
      globs == [ ] || type == "directory" || type == "symlink"
    else if globs == [ ] then
      false
    else if glob == ".*" then
      rest == [ ]
      || (
        if match (lib.head rest) name != null then
          globbed rest names type
        else
          match glob name != null && globbed globs (lib.tail names) type
      )
    else
      match glob name != null && globbed rest (lib.tail names) type;
in
{
  inherit (builtins) filterSource;
  inherit cleanSourceWith shortRev urlToName;
  cleanSource = filteredBy lib.cleanSourceFilter;
  canCleanSource = src: src ? _isLibCleanSourceWith || !builtins.hasContext (toString src);
  sourceByRegex =
    src: regexes:
    let
      root = toString (parts src).origSrc + "/";
    in
    filteredBy (path: _: lib.any (re: match re (lib.removePrefix root (toString path)) != null) regexes) src;
  sourceFilesBySuffices =
    src: suffixes:
    filteredBy (name: type: type == "directory" || lib.any (s: lib.hasSuffix s (baseNameOf name)) suffixes) src;
  sourceByGlobs =
    src: patterns:
    let
      names = lib.splitString "/";
      glob =
        part:
        if part == "**" then
          ".*"
        else
          lib.concatMapStrings (x: if builtins.isList x then "[^/]*" else lib.escapeRegex x) (builtins.split "\\*+" part);
      globs = builtins.map (pattern: builtins.map glob (names pattern)) patterns;
    in
    filteredBy (
      name: type: lib.any (g: globbed g (names (lib.removePrefix "${toString src}/" name)) type) globs
    ) src;
  trace =
    src:
    let
      orig = parts src;
      tell = path: type: r: builtins.trace "${orig.name}.filter ${path} = ${lib.boolToString r}" r;
    in
    filtered (orig // { filter = path: type: tell path type (orig.filter path type); })
    // {
      satisfiesSubpathInvariant = src.satisfiesSubpathInvariant or false;
    };
  revOrTag = rev: tag: lib.defaultTo (lib.defaultTo "HEAD" rev) tag;
  repoRevToName =
    kind:
    {
      source = _: _: _: "source";
      versioned =
        repo: rev: _:
        fullName repo rev null;
      full = fullName;
    }
    .${kind} or (throw "repoRevToName: invalid kind");
  cleanSourceFilter =
    name: type:
    let
      base = builtins.baseNameOf (builtins.toString name);
    in
    !(
      (base == ".git" || type == "directory" && builtins.elem base [ ".svn" "CVS" ".hg" ".jj" ".pijul" "_darcs" ])
      || lib.hasSuffix "~" base
      || builtins.match "^\\.sw[a-z]$" base != null
      || builtins.match "^\\..*\\.sw[a-z]$" base != null
      || lib.hasSuffix ".o" base
      || lib.hasSuffix ".so" base
      || (type == "symlink" && lib.hasPrefix "result" base)
      || type == "unknown"
    );
  pathHasContext = builtins.hasContext;
}
