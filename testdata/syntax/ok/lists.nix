{ f, x, y }:
[ [ ] [ 1 2 ] (f x) f x y.z y.z or 1 { } { a = 1; } rec { b = 1; } (-1) "s" ''i'' ./p <p> ]
