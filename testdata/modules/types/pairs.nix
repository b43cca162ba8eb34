# Two definitions each, in two modules.
{ lib, drv }:
with lib;
{
  "same str" = [ "x" "x" ];
  "two str" = [ "x" "y" ];
  "two paths" = [ "/x" "/x" ];
  "two int" = [ 1 2 ];
  "same int" = [ 1 1 ];
  "int and float" = [ 1 1.0 ];
  "int and str" = [ 1 "x" ];
  "bools" = [ true false ];
  "nulls" = [ null null ];
  "null and str" = [ null "x" ];
  "null and {}" = [ null { } ];
  "lists" = [ [ "x" ] [ "y" ] ];
  "ordered" = [ (mkAfter [ "x" ]) (mkBefore [ "y" ]) ];
  "forced list" = [ (mkForce [ "x" ]) [ "y" ] ];
  "str and list" = [ "x" [ "y" ] ];
  "sets" = [ { a = 1; } { b = 2; } ];
  "set twice" = [ { a = "x"; } { a = "x"; } ];
  "set against" = [ { a = 1; } { a = 2; } ];
  "set default" = [ { a = mkDefault 1; } { a = 2; } ];
  "set ifs" = [ { a = mkIf false 1; } { b = mkIf true 2; } ];
  "deep" = [ { a.b = 1; } { a.c = 2; } ];
  "set lists" = [ { a = [ "x" ]; } { a = [ "y" ]; } ];
  "tags" = [ { a = 1; } { b = "x"; } ];
  "default whole" = [ (mkDefault { a = 1; }) { b = 2; } ];
  "force" = [ (mkForce "x") "y" ];
  "defaults" = [ (mkDefault "x") (mkDefault "y") ];
  "if false" = [ (mkIf false "x") "y" ];
  "vm over force" = [ (mkVMOverride "x") (mkForce "y") ];
  "option default" = [ (mkOptionDefault "x") (mkDefault "y") ];
  "drvs" = [ drv drv ];
  "functions" = [ (_: "r") (_: "s") ];
  "function and set" = [ (_: { }) { } ];
  "functions of sets" = [ (_: { a = 1; }) (_: { b = 2; }) ];
  "types" = [ types.int types.int ];
  "types apart" = [ types.int types.str ];
  "enums" = [ (types.enum [ "a" ]) (types.enum [ "b" ]) ];
  "submodule types" = [ (types.submodule { options.a = mkOption { type = types.int; }; }) (types.submodule { options.b = mkOption { type = types.str; }; }) ];
}
