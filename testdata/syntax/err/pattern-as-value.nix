{ pkgs, ... }: {
  a = { pkgs }: { x = 1; };
  b = { c, d }; e = 1;
}
