# Small constructors that the modules of every shipped set declare their options with.
{ lib }:
let
  inherit (lib) literalExpression mkOption types;
in
{
  # An option that is off until somebody turns it on.
  switch =
    description:
    mkOption {
      type = types.bool;
      default = false;
      example = true;
      inherit description;
    };

  # A yes-or-no question with an answer of its own.
  flag =
    default: description:
    mkOption {
      type = types.bool;
      inherit default description;
    };

  text =
    default: description:
    mkOption {
      type = types.str;
      inherit default description;
    };

  number =
    default: description:
    mkOption {
      type = types.int;
      inherit default description;
    };

  port =
    default: description:
    mkOption {
      type = types.port;
      inherit default description;
    };

  ports =
    description:
    mkOption {
      type = types.listOf types.port;
      default = [ ];
      inherit description;
    };

  choice =
    values: default: description:
    mkOption {
      type = types.enum values;
      inherit default description;
    };

  # `written` is how the build is named in a configuration, such as `pkgs.nginx`.
  package =
    default: written: description:
    mkOption {
      type = types.package;
      inherit default description;
      defaultText = literalExpression written;
    };

  # Nothing, until the operator names a string or a path: `optional "str" { … }`.
  optional =
    type: more:
    mkOption (
      {
        type = types.nullOr types.${type};
        default = null;
      }
      // more
    );
}
