# Tracing; see nixpkgs' manual, lib.debug. What is traced goes to the Session's Trace.
rec {
  inherit (builtins) addErrorContext trace unsafeGetAttrPos;
  traceIf = condition: message: x: if condition then builtins.trace message x else x;
  traceValFn = f: x: builtins.trace (f x) x;
  traceVal = traceValFn lib.id;
  traceSeq = x: y: builtins.trace (builtins.deepSeq x x) y;
  traceSeqN = _: traceSeq;
  traceValSeqFn = f: v: traceSeq (f v) v;
  traceValSeq = traceValSeqFn lib.id;
  traceValSeqNFn = _: traceValSeqFn;
  traceValSeqN = _: traceValSeq;
  traceFnSeqN =
    _: name: f: v:
    let
      result = f v;
    in
    traceSeq {
      fn = name;
      from = v;
      to = result;
    } result;
  testAllTrue = expr: {
    inherit expr;
    expected = builtins.map (_: true) expr;
  };
  runTests =
    tests:
    let
      only = tests.tests or [ ];
      run =
        name:
        let
          t = tests.${name};
        in
        if (only == [ ] || builtins.elem name only) && (builtins.substring 0 4 name == "test" || only != [ ]) && t.expr != t.expected then
          [
            {
              inherit name;
              inherit (t) expected;
              result = t.expr;
            }
          ]
        else
          [ ];
    in
    builtins.concatMap run (builtins.filter (n: n != "tests") (builtins.attrNames tests));
  throwTestFailures =
    {
      failures,
      description ? "tests",
      ...
    }:
    if failures == [ ] then
      null
    else
      throw "${toString (builtins.length failures)} ${description} failed:\n- ${
        lib.concatMapStringsSep "\n- " (f: f.name) failures
      }\n\n${builtins.toJSON failures}";
}
