{
  services.pds-gatekeeper = {
    enable = true;
    settings = {
      PDS_HOSTNAME = "pds.example.com";
      PDS_BASE_URL = "http://127.0.0.1:3000";
      GATEKEEPER_PORT = 8080;
    };
    # environmentFiles = [ "/run/secrets/pds-gatekeeper.env" ];
    # setupNginx = true;
  };
}
