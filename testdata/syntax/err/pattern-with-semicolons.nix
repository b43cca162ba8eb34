{ lib; pkgs; ... }: { }
