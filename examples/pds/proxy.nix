{ config, ... }:
let
  pds = config.services.bluesky-pds.settings;
in
{
  services.nginx = {
    enable = true;
    recommendedProxySettings = true;
    virtualHosts.${pds.PDS_HOSTNAME} = {
      enableACME = true
      forceSSL = true;
      locations."/" = {
        proxyPass = "http://127.0.0.1:${toString pds.PDS_PORT}";
        proxyWebsockets = true;
      };
    };
  };

  networking.firewall.
  security.acme.acceptTerms = true;
}
