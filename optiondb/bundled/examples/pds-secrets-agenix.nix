{
  # agenix' module must be imported. The file holds PDS_JWT_SECRET=…, PDS_ADMIN_PASSWORD=… and
  # PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX=…, one a line, encrypted with age.
  age.secrets.pds-env.file = ./secrets/pds.env.age;

  services.bluesky-pds = {
    enable = true;
    settings.PDS_HOSTNAME = "pds.example.com";
    environmentFiles = [ "/run/agenix/pds-env" ];
  };
}
