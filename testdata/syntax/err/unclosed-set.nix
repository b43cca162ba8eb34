{
  services.foo = {
    enable = true;

  services.bar.enable = true;
  services.baz = {
    enable = true;
  };
}
