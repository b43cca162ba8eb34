true && false
# = false
---
false && (throw "no")
# = false
---
true || (throw "no")
# = true
---
false -> (throw "no")
# = true
---
true -> false
# = false
---
!true
# = false
---
!1
# = error: expected a Boolean but found an integer: 1
---
1 && true
# = error: expected a Boolean but found an integer: 1
---
true && 1
# = error: expected a Boolean but found an integer: 1
---
false || "a"
# = error: expected a Boolean but found a string: "a"
---
if 1 then 2 else 3
# = error: expected a Boolean but found an integer: 1
---
if true then 1 else throw "no"
# = 1
---
assert true; 1
# = 1
---
assert false; 1
# = error: assertion 'false' failed
---
assert 1 == 2; 1
# = error: assertion '1 == 2' failed
---
assert { a = 1; } == { a = 2; }; 1
# = error: assertion '{ a = 1; } == { a = 2; }' failed
---
1 == 1 && 2 == 2 || false
# = true
---
null == null
# = true
---
null == false
# = false
---
"a" == "a"
# = true
---
"a" != "b"
# = true
---
[ 1 [ 2 ] ] == [ 1 [ 2 ] ]
# = true
---
[ 1 2 ] == [ 1 ]
# = false
---
{ a = 1; b.c = 2; } == { b.c = 2; a = 1; }
# = true
---
{ a = 1; } == { a = 1; b = 2; }
# = false
---
{ a = 1; } != { a = 2; }
# = true
---
(x: x) == (x: x)
# = false
---
let f = x: x; in f == f
# = false
---
let f = x: x; in [ f ] == [ f ]
# = true
---
let f = x: x; in { inherit f; } == { inherit f; }
# = true
---
let a = { f = x: x; }; in a == a
# = true
---
let a = [ (throw "no") ]; in a == a
# = error: no
---
[ (throw "no") ] == [ 1 ]
# = error: no
---
[ 1 (throw "no") ] == [ 2 (throw "no") ]
# = false
---
[ 1 (throw "no") ] == [ 1 ]
# = false
---
./a == ./a
# = true
---
./a == "./a"
# = false
---
/a/b == /a/./b/.
# = true
---
1.5 == 1.5
# = true
---
1 == "1"
# = false
---
toString == toString
# = false
---
[ toString ] == [ toString ]
# = true
---
{ type = "derivation"; outPath = "x"; a = 1; } == { type = "derivation"; outPath = "x"; a = 2; }
# = true
---
{ type = "derivation"; a = 1; } == { type = "derivation"; a = 1; }
# = true
---
builtins.tryEval (throw "x")
# = { success = false; value = false; }
---
builtins.tryEval (assert false; 1)
# = { success = false; value = false; }
---
builtins.tryEval (abort "x")
# = error: evaluation aborted with the following error message: 'x'
---
builtins.tryEval (1 + "a")
# = error: cannot add a string to an integer
---
builtins.tryEval { }.a
# = error: attribute 'a' missing
---
builtins.tryEval { a = throw "x"; }
# = error: x
---
(builtins.tryEval (builtins.deepSeq { a = throw "x"; } 1)).success
# = false
---
builtins.tryEval (let x = x; in x)
# = error: infinite recursion encountered
---
let x = x; in x
# = error: infinite recursion encountered
---
let a = b; b = a; in a
# = error: infinite recursion encountered
---
rec { a = b + 1; b = a; }.a
# = error: infinite recursion encountered
---
let x = { a = x.b; b = x.a; }; in x.a
# = error: infinite recursion encountered
---
throw "message"
# = error: message
---
throw { }
# = error: cannot coerce a set to a string: { }
---
abort "message"
# = error: evaluation aborted with the following error message: 'message'
---
throw (throw "inner")
# = error: inner
---
builtins.seq (throw "a") 1
# = error: a
---
builtins.seq [ (throw "a") ] 1
# = 1
---
builtins.deepSeq [ (throw "a") ] 1
# = error: a
---
builtins.deepSeq { a = { b = 1; }; } 2
# = 2
---
let x = { inherit x; a = 1; }; in builtins.deepSeq x x.a
# = 1
---
builtins.trace "hello" 1
# = 1
---
builtins.trace { a = 1; } 1
# = 1
---
builtins.addErrorContext "ctx" 1
# = 1
---
builtins.addErrorContext "ctx" (throw "x")
# = error: x
