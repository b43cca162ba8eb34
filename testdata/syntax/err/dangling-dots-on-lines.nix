{
  services.foo.
  services.bar
}
