# Types by name.
{ lib }:
with lib.types;
let
  sub = options: submodule { inherit options; };
  port' = lib.mkOption { type = port; };
in
{
  inherit
    anything raw unspecified attrs bool boolByOr float int str lines commas envVar nonEmptyStr singleLineStr package
    path pathInStore externalPath port number optionType deferredModule luaInline pkgs optionDeclaration;
  "ints.positive" = ints.positive;
  "ints.unsigned" = ints.unsigned;
  "ints.between 0 9" = ints.between 0 9;
  "ints.u8" = ints.u8;
  "ints.s16" = ints.s16;
  "ints.s32" = ints.s32;
  "numbers.positive" = numbers.positive;
  "numbers.nonnegative" = numbers.nonnegative;
  "numbers.between 0 9.5" = numbers.between 0 9.5;
  "strMatching [a-z]+" = strMatching "[a-z]+";
  "separatedString +" = separatedString "+";
  "enum" = enum [ "a" "x" 1 true ];
  "enum one" = enum [ "a" ];
  "enum none" = enum [ ];
  "nullOr str" = nullOr str;
  "nullOr ints.positive" = nullOr ints.positive;
  "nullOr submodule" = nullOr (sub { a = lib.mkOption { type = str; default = "d"; }; });
  "listOf str" = listOf str;
  "listOf int" = listOf int;
  "listOf listOf str" = listOf (listOf str);
  "nonEmptyListOf str" = nonEmptyListOf str;
  "attrsOf str" = attrsOf str;
  "attrsOf int" = attrsOf int;
  "attrsOf listOf str" = attrsOf (listOf str);
  "attrsOf anything" = attrsOf anything;
  "lazyAttrsOf str" = lazyAttrsOf str;
  "lazyAttrsOf nullOr str" = lazyAttrsOf (nullOr str);
  "attrsWith id" = attrsWith { elemType = str; placeholder = "id"; };
  "functionTo str" = functionTo str;
  "functionTo attrsOf int" = functionTo (attrsOf int);
  "either int str" = either int str;
  "either ints.positive listOf int" = either ints.positive (listOf int);
  "oneOf bool int listOf str" = oneOf [ bool int (listOf str) ];
  "oneOf attrsOf int, str" = oneOf [ (attrsOf int) str ];
  "coercedTo int toString str" = coercedTo int toString str;
  "coercedTo str singleton listOf str" = coercedTo str (x: [ x ]) (listOf str);
  "coercedTo bool to submodule" = coercedTo bool (a: { inherit a; }) (sub { a = lib.mkOption { type = bool; default = false; }; });
  "addCheck int even" = addCheck int (x: x / 2 * 2 == x);
  "addCheck attrsOf int" = addCheck (attrsOf int) (x: x ? a);
  "uniq str" = uniq str;
  "uniq listOf str" = uniq (listOf str);
  "unique" = unique { message = "only one"; } int;
  "attrTag" = attrTag { a = lib.mkOption { type = int; }; b = lib.mkOption { type = str; }; };
  "submodule a ? d" = sub { a = lib.mkOption { type = str; default = "d"; }; };
  "submodule port" = sub { port = port'; };
  "submodule free" = submodule { freeformType = attrsOf int; options.b = lib.mkOption { type = int; default = 0; }; };
  "attrsOf submodule" = attrsOf (submodule ({ name, ... }: { options.a = lib.mkOption { type = anything; default = name; }; }));
  "listOf submodule" = listOf (sub { a = lib.mkOption { type = int; default = 0; }; });
  "passwdEntry str" = passwdEntry str;
  "json" = json;
  "toml" = toml;
}
