{
  services.foo = {
    enable = true;
    settings = {
      port = 1;
  };
  services.bar.enable = true;
}
