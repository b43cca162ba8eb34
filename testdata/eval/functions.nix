(x: x + 1) 2
# = 3
---
(x: y: x - y) 5 3
# = 2
---
({ a, b }: a + b) { a = 1; b = 2; }
# = 3
---
({ a, b ? 10 }: a + b) { a = 1; }
# = 11
---
({ a, ... }: a) { a = 1; z = 2; }
# = 1
---
({ a }: a) { a = 1; z = 2; }
# = error: function 'anonymous lambda' called with unexpected argument 'z'
---
({ a }: a) { }
# = error: function 'anonymous lambda' called without required argument 'a'
---
({ a }: a) 1
# = error: expected a set but found an integer: 1
---
({ a ? b, b ? 2 }: a + b) { }
# = 4
---
({ a ? b, b ? a }: a) { a = 1; }
# = 1
---
({ a, b ? a + 1 }@args: args) { a = 1; }
# = { a = 1; }
---
(args@{ a, ... }: args.z + a) { a = 1; z = 2; }
# = 3
---
({ }: 1) { }
# = 1
---
({ ... }: 1) { a = 1; }
# = 1
---
({ }: 1) { a = 1; }
# = error: function 'anonymous lambda' called with unexpected argument 'a'
---
let f = { a }: a; in f { b = 1; }
# = error: function 'f' called without required argument 'a'
---
let f = { a }: a; in f { }
# = error: function 'f' called without required argument 'a'
---
let f = { a, b }: a; in f { a = 1; c = 1; d = 2; }
# = error: function 'f' called without required argument 'b'
---
1 2
# = error: attempt to call something which is not a function but an integer: 1
---
"a" 1
# = error: attempt to call something which is not a function but a string: "a"
---
null 1
# = error: attempt to call something which is not a function but null: null
---
[ 1 ] 2
# = error: attempt to call something which is not a function but a list: [ 1 ]
---
(x: x) (throw "x") == 1
# = error: x
---
(x: 1) (throw "x")
# = 1
---
let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 1000
# = 1000
---
let fib = n: if n < 2 then n else fib (n - 1) + fib (n - 2); in fib 15
# = 610
---
let even = n: n == 0 || odd (n - 1); odd = n: n != 0 && even (n - 1); in even 100
# = true
---
let f = n: f (n + 1); in f 0
# = error: stack overflow; max-call-depth exceeded
---
[ 1 2 ] |> map (x: x + 1)
# = [ 2 3 ]
---
(x: x + 1) <| 2
# = 3
---
let compose = f: g: x: f (g x); in map (compose (x: x + 1) (x: x * 2)) [ 1 2 3 ]
# = [ 3 5 7 ]
---
(a: b: c: d: [ a b c d ]) 1 2 3 4
# = [ 1 2 3 4 ]
---
((a: b: a) 1) 2
# = 1
---
let f = { x ? throw "default", y }: y; in f { y = 1; }
# = 1
---
let x = 1; f = y: x + y; in let x = 100; in f 1
# = 2
---
let f = x: { inherit x; y = x; }; in (f 1).y
# = 1
---
builtins.functionArgs (f: f)
# = { }
---
map (f: f 1) [ (x: x) (x: x + 1) ]
# = [ 1 2 ]
---
(builtins.map (x: y: x + y) [ 1 2 ]) == 1
# = false
---
let f = builtins.add 1; in f 2
# = 3
---
builtins.foldl' builtins.add 0 [ 1 2 3 ]
# = 6
---
(rec { f = x: if x == 0 then 0 else g (x - 1); g = f; }).f 10
# = 0
---
let y = f: (x: f (x x)) (x: f (x x)); in y (self: n: if n == 0 then 1 else n * self (n - 1)) 5
# = 120
---
x: x
# = <LAMBDA>
---
{ a, b ? 1 }: a
# = <LAMBDA>
---
builtins.add
# = <PRIMOP>
---
builtins.add 1
# = <PRIMOP-APP>
---
[ (x: x) map (map 1) ]
# = [ <LAMBDA> <PRIMOP> <PRIMOP-APP> ]
