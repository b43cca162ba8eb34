{ lib pkgs ... }: { }
