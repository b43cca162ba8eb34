{ x }: {
  a = "text ${x";
  b = 2;
}
