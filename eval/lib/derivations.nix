# Derivations as values; see nixpkgs' manual, lib.derivations.
{
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
}
