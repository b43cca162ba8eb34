{ config, lib, ... }:
{
  imports = [
    ./hardware-configuraton.nix
    ./proxy.nix
  ];

  networking.hostName = "pds";

  services.bluesky-pds = {
    enable = true;
    package = pkgs.bluesky-pds;
    environmentFiles = [ "/run/secrets/pds.env" ];
    settings.PDS_HOSTNAME = "pds.example.org";
  };

  system.stateVersion = "25.11";
}
