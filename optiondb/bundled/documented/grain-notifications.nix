# Notifications of the photo network Grain: follows the firehose, sends what concerns a user.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  make = import ../lib/options.nix { inherit lib; };
  service = import ./lib/service.nix { inherit config lib pkgs; } {
    name = "grain-notifications";
    title = "Grain's notification service";
    package = pkgs.grain-social-notifications;
    written = "pkgs.grain-social-notifications";
    port = 3002;
    metricsPort = 3012;
    settings.firehoseHost = make.text "bsky.network" ''
      Relay whose firehose the service follows, as a host name without scheme.
    '';
  };
in
{
  options.services.grain-notifications = service.options;
  inherit (service) config;
}
