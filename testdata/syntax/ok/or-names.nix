let
  or = a: b: a || b;
  set = { or = 1; a.or.b = 2; };
in
[
  set.or
  (set.a or 1)
  (set.a.b or set.or or 2)
  (map or [ ])
  (set ? or)
]
