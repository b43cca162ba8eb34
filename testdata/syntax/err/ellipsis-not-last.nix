{ lib, ..., pkgs }: { }
