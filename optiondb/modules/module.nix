# The module of every configuration: `_module`, what a configuration says of itself. `inner` in submodules.
{
  _file = "lib/modules.nix";
  key = "lib/modules.nix";
  options._module = {
    args = lib.mkOption (
      {
        type = lib.types.lazyAttrsOf lib.types.raw;
        description = "Arguments for the functions of modules, besides `lib`, `config`, `options` and those that the caller passes.";
      }
      // lib.optionalAttrs inner { internal = true; }
    );
    check = lib.mkOption {
      type = lib.types.bool;
      internal = true;
      default = true;
      description = "Whether a definition of an option that is not declared is an error.";
    };
    freeformType = lib.mkOption {
      type = lib.types.nullOr lib.types.optionType;
      internal = true;
      default = null;
      description = "The type that definitions without an option merge with; with `null` they are errors.";
    };
    specialArgs = lib.mkOption {
      readOnly = true;
      internal = true;
      description = "Arguments that the caller passes, which imports may depend on.";
    };
  };
}
