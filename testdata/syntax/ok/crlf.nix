{
  a = ''
    one
  '';
  b = "x
y"; # comment
}
