1 + 2 * 3 - 4
# = 3
---
7 / 2
# = 3
---
-7 / 2
# = -3
---
7.0 / 2
# = 3.5
---
1 + 1.5
# = 2.5
---
0.1 + 0.2
# = 0.3
---
9223372036854775807 + 1
# = error: integer overflow in adding 9223372036854775807 + 1
---
-9223372036854775807 - 2
# = error: integer overflow in subtracting -9223372036854775807 - 2
---
9223372036854775807 * 2
# = error: integer overflow in multiplying 9223372036854775807 * 2
---
(-9223372036854775807 - 1) / (-1)
# = error: integer overflow in dividing -9223372036854775808 / -1
---
1 / 0
# = error: division by zero
---
1.0 / 0
# = error: division by zero
---
1 / 0.0
# = error: division by zero
---
-(1)
# = -1
---
-(1.5)
# = -1.5
---
- "a"
# = error: expected an integer but found a string: "a"
---
-9223372036854775807 - 1
# = -9223372036854775808
---
[ 1.0 100000.0 1000000.0 1.0e10 123456789.0 1.0e-5 0.0001 3.14159265 (-0.0) 1.5e300 ]
# = [ 1 100000 1e+06 1e+10 1.23457e+08 1e-05 0.0001 3.14159 0 1.5e+300 ]
---
map toString [ 1.0 100000.0 1000000.0 1.0e10 3.14159265 ]
# = [ "1.000000" "100000.000000" "1000000.000000" "10000000000.000000" "3.141593" ]
---
map builtins.toJSON [ 1.0 100000.0 1.0e10 1.0e15 1.0e16 123456789012345680.0 1.0e-5 0.0001 3.14159265 1.5e300 (-0.0) ]
# = [ "1.0" "100000.0" "10000000000.0" "1e+15" "1e+16" "1.2345678901234568e+17" "1e-05" "0.0001" "3.14159265" "1.5e+300" "0.0" ]
---
builtins.ceil 1.2
# = 2
---
builtins.ceil (-1.2)
# = -1
---
builtins.floor 1.8
# = 1
---
builtins.floor (-1.8)
# = -2
---
builtins.ceil 5
# = 5
---
builtins.floor "1"
# = error: expected a float but found a string: "1"
---
builtins.bitAnd 12 10
# = 8
---
builtins.bitOr 12 10
# = 14
---
builtins.bitXor 12 10
# = 6
---
builtins.bitAnd 1 1.5
# = error: expected an integer but found a float: 1.5
---
builtins.add 1 2.5
# = 3.5
---
builtins.sub 1 "a"
# = error: expected an integer but found a string: "a"
---
builtins.mul 3 4
# = 12
---
builtins.div 7 2
# = 3
---
builtins.div 7 0
# = error: division by zero
---
builtins.lessThan 1 2
# = true
---
1 < 2.5
# = true
---
1 == 1.0
# = true
---
1 <= 1
# = true
---
2 >= 3
# = false
---
1 < "a"
# = error: cannot compare an integer with a string
---
"a" < "b"
# = true
---
"a" < 1
# = error: cannot compare a string with an integer
---
[ 1 2 ] < [ 1 3 ]
# = true
---
[ 1 ] < [ 1 0 ]
# = true
---
[ ] < [ ]
# = false
---
[ 2 ] > [ 1 5 ]
# = true
---
[ 1 "a" ] < [ 1 2 ]
# = error: cannot compare a string with an integer
---
true < false
# = error: cannot compare a Boolean with a Boolean; values of that type are incomparable
---
null < null
# = error: cannot compare null with null; values of that type are incomparable
---
{ } < { }
# = error: cannot compare a set with a set; values of that type are incomparable
---
./a < ./b
# = true
---
./a/b < ./a-b
# = false
---
(x: x) < (x: x)
# = error: cannot compare a function with a function; values of that type are incomparable
---
00012
# = 12
---
1.5e3
# = 1500
---
.5
# = 0.5
---
1.
# = 1
---
5 - -3
# = 8
---
let __sub = a: b: "sub"; in 1 - 2
# = "sub"
---
let __lessThan = a: b: true; in 2 < 1
# = true
---
let __mul = a: b: 42; in 1 * 2
# = 42
---
let __sub = a: b: "neg"; in -1
# = "neg"
---
1 - 2 - 3
# = -4
---
2 * 3 / 4
# = 1
---
1 + "a"
# = error: cannot add a string to an integer
---
1.5 + "a"
# = error: cannot add a string to a float
---
"a" + 1
# = error: cannot coerce an integer to a string: 1
---
1 + null
# = error: cannot add null to an integer
---
null + 1
# = error: cannot coerce null to a string: null
---
[ ] + 1
# = error: cannot coerce a list to a string: [ ]
---
{ } + 1
# = error: cannot coerce a set to a string: { }
---
(x: x) + 1
# = error: cannot coerce a function to a string: «lambda @ «string»:1:2»
---
builtins.add + 1
# = error: cannot coerce the built-in function 'add' to a string: «primop add»
---
true + true
# = error: cannot coerce a Boolean to a string: true
