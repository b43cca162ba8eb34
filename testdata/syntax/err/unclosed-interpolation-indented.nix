{ pkgs, ... }: {
  a = pkgs.writeText "x" ''
    ${pkgs.foo
  '';
  b = 1;
}
