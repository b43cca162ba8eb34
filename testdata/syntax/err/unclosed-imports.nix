{ pkgs, ... }: {
  imports = [ ./a.nix ./b.nix ;
  services.x.enable = true;
}
