{
  a = foo
  ${x} = 2;
  inherit y;
}
