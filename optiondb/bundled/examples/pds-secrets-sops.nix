{
  # sops-nix' module must be imported. The file holds PDS_JWT_SECRET=…, PDS_ADMIN_PASSWORD=… and
  # PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX=…, one a line, encrypted with sops.
  sops.secrets.pds-env = {
    sopsFile = ./secrets/pds.env;
    format = "dotenv";
    restartUnits = [ "bluesky-pds.service" ];
  };

  services.bluesky-pds = {
    enable = true;
    settings.PDS_HOSTNAME = "pds.example.com";
    environmentFiles = [ "/run/secrets/pds-env" ];
  };
}
