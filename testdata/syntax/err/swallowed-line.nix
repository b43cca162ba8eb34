{ services }:
{
  services.foo.
  services.bar = 1;
  a = ;
}
