{
  a = ''
    text
  b = 2;
  c = "closed";
}
