# Derivations as values; see nixpkgs' manual, lib.derivations.
{
  inherit (builtins) addDrvOutputDependencies unsafeDiscardOutputDependency;
  optionalDrvAttr = condition: value: if condition then value else null;
  warnOnInstantiate =
    message: drv:
    drv
    // builtins.mapAttrs (_: lib.warn message) (
      builtins.removeAttrs drv [
        "meta"
        "name"
        "type"
        "outputName"
        "drvAttrs"
      ]
    );
  lazyDerivation =
    args@{
      derivation,
      meta ? null,
      passthru ? { },
      outputs ? [ "out" ],
    }:
    let
      shown = lib.generators.toPretty { multiline = false; };
      drv =
        if derivation.type or null != "derivation" then
          throw "lazyDerivation: input must be a derivation."
        else if derivation.outputs != outputs then
          throw "lib.lazyDerivation: The derivation ${derivation.name or "<unknown>"} has outputs that don't match the assumed outputs.\n\nAssumed outputs passed to lazyDerivation:\n    ${shown outputs};\n\nActual outputs of the derivation:\n    ${shown derivation.outputs}"
        else
          derivation;
    in
    {
      type = "derivation";
      inherit (drv) drvPath name outPath outputName system;
      inherit outputs;
      meta = args.meta or drv.meta;
    }
    // lib.genAttrs outputs (output: drv.${output})
    // passthru;
}
