{
  a = rec { x = 1; };
  a = { y = x; };
  b.c = 1;
  b = rec { d = 2; e = 2; };
}
