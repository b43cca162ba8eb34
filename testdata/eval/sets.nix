{ a = 1; b = 2; }.a
# = 1
---
{ a.b.c = 1; a.b.d = 2; a.e = 3; }
# = { a = { b = { c = 1; d = 2; }; e = 3; }; }
---
{ a = { b = 1; }; a.c = 2; }
# = { a = { b = 1; c = 2; }; }
---
{ a.c = 2; a = { b = 1; }; }
# = { a = { b = 1; c = 2; }; }
---
{ a = 1; a = 2; }
# = error: syntax error, `a` is defined twice: here, and again on line 1
---
{ a = 1; a.b = 2; }
# = error: syntax error, `a` is defined twice: here, and again on line 1
---
{ a = rec { b = 1; c = b; }; a.d = 3; }
# = { a = { b = 1; c = 1; d = 3; }; }
---
{ "a b" = 1; ${"c"} = 2; "${"d"}" = 3; }
# = { "a b" = 1; c = 2; d = 3; }
---
{ ${null} = 1; a = 2; }
# = { a = 2; }
---
{ ${"a"} = 1; a = 2; }
# = error: syntax error, `a` is defined twice: here, and again on line 1
---
{ ${1} = 1; }
# = error: expected a string but found an integer: 1
---
{ a.${"b"}.c = 1; }
# = { a = { b = { c = 1; }; }; }
---
{ a.${"b"} = 1; a.c = 2; }
# = { a = { b = 1; c = 2; }; }
---
{ b = 1; a = 2; "0" = 3; B = 4; _ = 5; }
# = { "0" = 3; B = 4; _ = 5; a = 2; b = 1; }
---
rec { a = 1; b = a + 1; c = { d = b; }; }
# = { a = 1; b = 2; c = { d = 2; }; }
---
rec { a = b; b = 1; }
# = { a = 1; b = 1; }
---
rec { a = 1; ${"x" + "y"} = a; }
# = { a = 1; xy = 1; }
---
let a = 1; in { inherit a; b = 2; }
# = { a = 1; b = 2; }
---
let s = { a = 1; b = 2; }; in { inherit (s) a b; }
# = { a = 1; b = 2; }
---
let s = { a = 1; }; in { inherit (s) z; a = 1; }.a
# = 1
---
let s = { a = 1; }; in { inherit (s) z; }
# = error: attribute 'z' missing
---
rec { inherit (s) a; s = { a = 1; }; b = a; }
# = { a = 1; b = 1; s = { a = 1; }; }
---
let a = 1; b = { inherit a; }; in rec { a = 5; inherit b; c = b.a; }
# = { a = 5; b = { a = 1; }; c = 1; }
---
{ a = 1; }.b
# = error: attribute 'b' missing
---
{ a = 1; }.b or 2
# = 2
---
{ a = 1; }.a or (throw "x")
# = 1
---
{ a.b = 1; }.a.c or 3
# = 3
---
{ a = 1; }.a.b or 4
# = 4
---
1.a or 5
# = error: syntax error, `or` gives a default only behind a selection, as in `set.name or default`; here it is read as a variable, which is not defined
---
(1).a
# = error: expected a set but found an integer: 1
---
null.a
# = error: expected a set but found null: null
---
{ }.a.b.c or "d"
# = "d"
---
{ a = throw "x"; }.a.b or 1
# = error: x
---
{ a.b = 1; } ? a.b
# = true
---
{ a.b = 1; } ? a.c
# = false
---
{ a = 1; } ? a.b
# = false
---
1 ? a
# = false
---
{ a = throw "x"; } ? a
# = true
---
{ a = throw "x"; } ? a.b
# = error: x
---
{ a = 1; } ? "a"
# = true
---
{ a = 1; } ? ${"b"}
# = false
---
{ a = 1; } // { b = 2; a = 3; }
# = { a = 3; b = 2; }
---
{ a.b = 1; } // { a.c = 2; }
# = { a = { c = 2; }; }
---
1 // { }
# = error: expected a set but found an integer: 1
---
{ } // 1
# = error: expected a set but found an integer: 1
---
{ a = throw "x"; } // { b = 1; } ? a
# = error: expected a set but found a Boolean: false
---
with { a = 1; }; a
# = 1
---
with { a = 1; }; with { a = 2; b = 3; }; a + b
# = 5
---
let a = 1; in with { a = 2; }; a
# = 1
---
with { a = 1; }; let a = 2; in a
# = 2
---
with throw "x"; 1
# = 1
---
with { }; let x = 1; in x
# = 1
---
with 1; a
# = error: expected a set but found an integer: 1
---
with { a = 1; }; b
# = error: undefined variable 'b'
---
(x: with { x = 2; }; x) 1
# = 1
---
let { a = 1; body = a + 1; }
# = 2
---
builtins.attrNames { b = 1; a = 2; "c d" = 3; }
# = [ "a" "b" "c d" ]
---
builtins.attrValues { b = 1; a = 2; }
# = [ 2 1 ]
---
builtins.getAttr "a" { a = 1; }
# = 1
---
builtins.getAttr "b" { a = 1; }
# = error: attribute 'b' missing
---
builtins.hasAttr "a" { a = 1; }
# = true
---
builtins.removeAttrs { a = 1; b = 2; c = 3; } [ "a" "c" "z" ]
# = { b = 2; }
---
builtins.listToAttrs [ { name = "a"; value = 1; } { name = "b"; value = 2; } { name = "a"; value = 3; } ]
# = { a = 1; b = 2; }
---
builtins.listToAttrs [ { name = "a"; } ]
# = error: attribute 'value' missing
---
builtins.listToAttrs [ { value = 1; } ]
# = error: attribute 'name' missing
---
builtins.listToAttrs [ 1 ]
# = error: expected a set but found an integer: 1
---
builtins.intersectAttrs { a = 1; b = 2; } { b = 3; c = 4; }
# = { b = 3; }
---
builtins.catAttrs "a" [ { a = 1; } { b = 2; } { a = 3; } ]
# = [ 1 3 ]
---
builtins.mapAttrs (n: v: n + toString v) { a = 1; b = 2; }
# = { a = "a1"; b = "b2"; }
---
builtins.mapAttrs 1 { }
# = { }
---
builtins.zipAttrsWith (n: vs: { inherit n vs; }) [ { a = 1; } { a = 2; b = 3; } ]
# = { a = { n = "a"; vs = [ 1 2 ]; }; b = { n = "b"; vs = [ 3 ]; }; }
---
builtins.functionArgs ({ a, b ? 1, ... }: a)
# = { a = false; b = true; }
---
builtins.functionArgs (x: x)
# = { }
---
builtins.functionArgs map
# = { }
---
builtins.functionArgs 1
# = error: 'functionArgs' requires a function
---
builtins.unsafeGetAttrPos "a" { a = 1; }
# = null
---
builtins.unsafeGetAttrPos "b" { a = 1; }
# = null
---
__curPos
# = null
---
builtins ? map
# = true
---
builtins.builtins ? builtins
# = true
---
builtins.isAttrs builtins
# = true
---
rec { __overrides = { a = 2; }; a = 1; b = a; }
# = { __overrides = { a = 2; }; a = 2; b = 2; }
---
{ __functor = self: x: self.n + x; n = 1; } 2
# = 3
---
{ __functor = self: x: y: x + y; } 1 2
# = 3
---
{ } 1
# = error: attempt to call something which is not a function but a set: { }
---
{ __functor = 1; } 1
# = error: attempt to call something which is not a function but an integer: 1
---
{ a = { b = { c = 1; }; }; }.a.b.c
# = 1
---
{ x = { y.z = 1; }; x.y.w = 2; }
# = { x = { y = { w = 2; z = 1; }; }; }
---
{ x.y = { z = 1; }; x = { y.w = 2; }; }
# = { x = { y = { w = 2; z = 1; }; }; }
---
let inherit ({ a = 1; b = 2; }) a b; in a + b
# = 3
---
builtins.attrNames (rec { c = 1; inherit (x) d; x = { d = 1; }; })
# = [ "c" "d" "x" ]
---
{ a = 1; ${if true then "b" else null} = 2; ${if false then "c" else null} = 3; }
# = { a = 1; b = 2; }
