{
  a = "unclosed;
  b = 2;
  c = "closed";
}
