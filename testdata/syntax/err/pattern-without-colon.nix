{ lib, pkgs } { }
