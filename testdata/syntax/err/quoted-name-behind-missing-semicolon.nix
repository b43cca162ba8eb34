{
  a = "foo"
  "b" = 2;
  c = 3
}
