{
  a = foo
  inherit y;
}
