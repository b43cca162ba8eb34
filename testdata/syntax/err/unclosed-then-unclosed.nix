{
  a = "one;
  b = 2;
  c = "three;
  d = [ 4;
  e = 5;
}
