# https://nix-community.github.io/home-manager/: only what is no module.
{ lib }:
{
  "nix-community/home-manager" =
    input:
    input
    // {
      lib = {
        inherit (input.lib) hm homeManagerConfiguration;
      };
    };
}
