# Command lines; see nixpkgs' manual, lib.cli.
rec {
  toGNUCommandLineShell = options: attrs: lib.escapeShellArgs (toGNUCommandLine options attrs);
  toGNUCommandLine =
    {
      mkOptionName ? k: if builtins.stringLength k == 1 then "-${k}" else "--${k}",
      mkBool ? k: v: lib.optional v (mkOptionName k),
      mkList ? k: v: builtins.concatMap (mkOption k) v,
      mkOption ?
        k: v:
        if v == null then
          [ ]
        else if optionValueSeparator == null then
          [
            (mkOptionName k)
            (lib.generators.mkValueStringDefault { } v)
          ]
        else
          [ "${mkOptionName k}${optionValueSeparator}${lib.generators.mkValueStringDefault { } v}" ],
      optionValueSeparator ? null,
    }:
    options:
    let
      one =
        k: v:
        if builtins.isBool v then
          mkBool k v
        else if builtins.isList v then
          mkList k v
        else
          mkOption k v;
    in
    builtins.concatLists (lib.mapAttrsToList one options);
  toCommandLineShell = format: attrs: lib.escapeShellArgs (toCommandLine format attrs);
  toCommandLineShellGNU = options: attrs: lib.escapeShellArgs (toCommandLineGNU options attrs);
  toCommandLineGNU =
    {
      isLong ? name: builtins.stringLength name > 1,
      explicitBool ? false,
      formatArg ? lib.generators.mkValueStringDefault { },
    }:
    toCommandLine (
      name:
      (if isLong name then { option = "--${name}"; sep = "="; } else { option = "-${name}"; sep = ""; })
      // {
        inherit explicitBool formatArg;
      }
    );
  toCommandLine =
    format: attrs:
    let
      one =
        {
          option,
          sep,
          explicitBool,
          formatArg ? lib.generators.mkValueStringDefault { },
        }:
        v:
        if v == null || v == false && !explicitBool then
          [ ]
        else if v == true && !explicitBool then
          [ option ]
        else if sep == null then
          [
            option
            (formatArg v)
          ]
        else
          [ "${option}${sep}${formatArg v}" ];
      all =
        name: v:
        if name == "" then
          abort "lib.cli.toCommandLine only accepts non-empty option names."
        else
          builtins.concatMap (one (format name)) (lib.toList v);
    in
    builtins.concatLists (lib.mapAttrsToList all attrs);
}
