# A personal data server as the documentation shows it. Most people run nixpkgs' module of the same name instead.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  service = import ./lib/service.nix { inherit config lib pkgs; } {
    name = "bluesky-pds";
    title = "the Bluesky personal data server (PDS)";
    package = pkgs.bluesky-pds;
    written = "pkgs.bluesky-pds";
    port = 3000;
    metricsPort = 8761;
  };
in
{
  options.services.bluesky-pds = service.options;
  inherit (service) config;
}
