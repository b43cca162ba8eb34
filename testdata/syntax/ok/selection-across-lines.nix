{ services }:
{
  services.foo.
  services.bar = 1;
  a = services
    .b
    .c or 1;
}
