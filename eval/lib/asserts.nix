# Assertions with messages; see nixpkgs' manual, lib.asserts.
rec {
  assertMsg = condition: message: condition || throw message;
  assertOneOf =
    name: value: list:
    assertMsg (builtins.elem value list)
      "${name} must be one of ${lib.generators.toPretty { } list}, but is: ${lib.generators.toPretty { } value}";
  assertEachOneOf =
    name: values: list:
    assertMsg (builtins.all (v: builtins.elem v list) values)
      "each element in ${name} must be one of ${lib.generators.toPretty { } list}, but is: ${lib.generators.toPretty { } values}";
  checkAssertWarn =
    assertions: warnings: value:
    let
      failed = builtins.filter (a: !a.assertion) assertions;
    in
    if failed == [ ] then
      lib.showWarnings warnings value
    else
      throw "\nFailed assertions:\n${lib.concatMapStringsSep "\n" (a: "- ${a.message}") failed}";
}
