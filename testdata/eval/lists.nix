[ 1 2 ] ++ [ 3 ]
# = [ 1 2 3 ]
---
[ ] ++ [ ]
# = [ ]
---
[ 1 ] ++ 2
# = error: expected a list but found an integer: 2
---
1 ++ [ ]
# = error: expected a list but found an integer: 1
---
builtins.head [ 1 2 ]
# = 1
---
builtins.head [ ]
# = error: 'builtins.head' called on an empty list
---
builtins.tail [ 1 2 3 ]
# = [ 2 3 ]
---
builtins.tail [ ]
# = error: 'builtins.tail' called on an empty list
---
builtins.elemAt [ 1 2 3 ] 1
# = 2
---
builtins.elemAt [ 1 ] 1
# = error: 'builtins.elemAt' called with index 1 on a list of size 1
---
builtins.elemAt [ 1 ] (-1)
# = error: 'builtins.elemAt' called with index -1 on a list of size 1
---
builtins.length [ 1 (throw "x") ]
# = 2
---
builtins.length 1
# = error: expected a list but found an integer: 1
---
builtins.elem 2 [ 1 2 3 ]
# = true
---
builtins.elem "x" [ 1 2 3 ]
# = false
---
builtins.elem 1 [ 1 (throw "x") ]
# = true
---
builtins.elem (throw "x") [ ]
# = false
---
builtins.map (x: x + 1) [ 1 2 ]
# = [ 2 3 ]
---
builtins.map 1 [ ]
# = [ ]
---
builtins.map 1 [ 1 ]
# = error: expected a function but found an integer: 1
---
builtins.length (builtins.map 1 [ 1 ])
# = error: expected a function but found an integer: 1
---
builtins.filter (x: x > 1) [ 1 2 3 ]
# = [ 2 3 ]
---
builtins.filter (x: 1) [ 1 ]
# = error: expected a Boolean but found an integer: 1
---
builtins.filter 1 [ ]
# = [ ]
---
builtins.foldl' (a: b: a + b) 0 [ 1 2 3 ]
# = 6
---
builtins.foldl' (a: b: b) (throw "x") [ 1 ]
# = 1
---
builtins.foldl' (a: b: a) (throw "x") [ ]
# = error: x
---
builtins.foldl' (a: b: [ b ] ++ a) [ ] [ 1 2 3 ]
# = [ 3 2 1 ]
---
builtins.foldl' (_: x: throw "x") 0 [ 1 ]
# = error: x
---
builtins.genList (x: x * x) 5
# = [ 0 1 4 9 16 ]
---
builtins.genList (x: x) (-1)
# = error: cannot create list of size -1
---
builtins.genList (x: x) 0
# = [ ]
---
builtins.genList 1 0
# = error: expected a function but found an integer: 1
---
builtins.all (x: x) [ true true ]
# = true
---
builtins.all (x: x) [ ]
# = true
---
builtins.any (x: x) [ false true (throw "x") ]
# = true
---
builtins.any (x: 1) [ 1 ]
# = error: expected a Boolean but found an integer: 1
---
builtins.concatLists [ [ 1 ] [ ] [ 2 3 ] ]
# = [ 1 2 3 ]
---
builtins.concatLists [ 1 ]
# = error: expected a list but found an integer: 1
---
builtins.concatMap (x: [ x x ]) [ 1 2 ]
# = [ 1 1 2 2 ]
---
builtins.concatMap (x: x) [ 1 ]
# = error: expected a list but found an integer: 1
---
builtins.partition (x: x > 2) [ 1 3 2 4 ]
# = { right = [ 3 4 ]; wrong = [ 1 2 ]; }
---
builtins.sort builtins.lessThan [ 3 1 2 ]
# = [ 1 2 3 ]
---
builtins.sort (a: b: a.k < b.k) [ { k = 2; v = 1; } { k = 1; v = 2; } { k = 2; v = 3; } { k = 1; v = 4; } ]
# = [ { k = 1; v = 2; } { k = 1; v = 4; } { k = 2; v = 1; } { k = 2; v = 3; } ]
---
builtins.sort (a: b: 1) [ 1 2 ]
# = error: expected a Boolean but found an integer: 1
---
builtins.sort builtins.lessThan [ ]
# = [ ]
---
builtins.sort builtins.lessThan [ "b" "a" "ab" ]
# = [ "a" "ab" "b" ]
---
builtins.sort builtins.lessThan [ 1 "a" ]
# = error: cannot compare a string with an integer
---
builtins.sort (a: b: false) [ 3 1 2 ]
# = [ 3 1 2 ]
---
builtins.sort (a: b: a < b) (builtins.genList (x: 7 * x - 13 * (x / 2)) 30)
# = [ 0 1 2 3 4 5 6 7 7 8 8 9 9 10 10 11 11 12 12 13 13 14 14 15 16 17 18 19 20 21 ]
---
builtins.groupBy (x: if x > 2 then "big" else "small") [ 1 2 3 4 ]
# = { big = [ 3 4 ]; small = [ 1 2 ]; }
---
builtins.groupBy (x: x) [ 1 ]
# = error: expected a string but found an integer: 1
---
builtins.genericClosure { startSet = [ { key = 1; } ]; operator = { key }: if key < 5 then [ { key = key + 1; } { key = key * 2; } ] else [ ]; }
# = [ { key = 1; } { key = 2; } { key = 3; } { key = 4; } { key = 6; } { key = 5; } { key = 8; } ]
---
builtins.genericClosure { startSet = [ ]; operator = throw "x"; }
# = [ ]
---
builtins.genericClosure { startSet = [ { key = "a"; } { key = "b"; } { key = "a"; } ]; operator = x: [ ]; }
# = [ { key = "a"; } { key = "b"; } ]
---
builtins.genericClosure { startSet = [ { key = 1; } { key = "a"; } ]; operator = x: [ ]; }
# = error: cannot compare a string with an integer
---
builtins.isList [ ]
# = true
---
map builtins.typeOf [ 1 1.5 "a" ./a null true [ ] { } (x: x) map ]
# = [ "int" "float" "string" "path" "null" "bool" "list" "set" "lambda" "lambda" ]
---
map builtins.isFunction [ 1 (x: x) map (map (x: x)) { __functor = a: b: b; } ]
# = [ false true true true false ]
---
with builtins; map (f: map f [ 1 1.5 "a" ./a null true [ ] { } ]) [ isInt isFloat isString isPath isNull isBool isList isAttrs ]
# = [ [ true false false false false false false false ] [ false true false false false false false false ] [ false false true false false false false false ] [ false false false true false false false false ] [ false false false false true false false false ] [ false false false false false true false false ] [ false false false false false false true false ] [ false false false false false false false true ] ]
