{
  services.bluesky-pds = {
    enable = true;
    settings.PDS_HOSTNAME = "pds.example.org";
    environmentFiles = [ "/run/secrets/pds.env" ];
  };
  services.nginx.virtualHosts."pds.example.org" = {
    forceSSL = true;
    locations."/".proxyPass = "http://127.0.0.1:3000";
  };
}
