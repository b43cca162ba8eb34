# A relay: one stream of everything that the servers upstream of it publish.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  service = import ./lib/service.nix { inherit config lib pkgs; } {
    name = "bluesky-relay";
    title = "the Bluesky relay";
    package = pkgs.bluesky-indigo-relay;
    written = "pkgs.bluesky-indigo-relay";
    port = 2470;
    metricsPort = 2471;
    settings.upstreamRelays = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [ "bsky.network" ];
      description = ''
        Host names of relays to take events from, without scheme. Empty: the relay asks the servers that announce
        themselves to it.
      '';
    };
  };
in
{
  options.services.bluesky-relay = service.options;
  inherit (service) config;
}
