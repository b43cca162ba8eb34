{
  services.bluesky-pds = {
    enable = true;
    settings.PDS_HOSTNAME = "pds.example.com";
    # A file that only root can read (chmod 600), with one line each for
    # PDS_JWT_SECRET=… and PDS_ADMIN_PASSWORD=…, made with `openssl rand --hex 16`, and
    # PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX=…
    environmentFiles = [ "/var/lib/secrets/pds.env" ];
  };
}
