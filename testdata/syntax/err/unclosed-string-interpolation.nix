{
  a = "unclosed ${foo;
  b = 2;
  c = "closed";
}
