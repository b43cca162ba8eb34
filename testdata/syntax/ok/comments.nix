/* block */ { # line
  a /* between */ = /**/ 1; # behind
  /* several
     lines * / ** */
  b = [ 1 /* x */ 2 # y
    3
  ];
  #= not a binding
}
# the end
