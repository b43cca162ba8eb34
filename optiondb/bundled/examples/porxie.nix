{
  services.porxie = {
    enable = true;
    settings = {
      PORXIE_SERVER_ADDRESS = "ip:127.0.0.1:6314";
      # PORXIE_BLOB_MAX_SIZE = "50mb";
      # PORXIE_POLICY_URL = "https://policy.example.com";
    };
    # environmentFiles = [ "/run/secrets/porxie.env" ]; # PORXIE_SERVER_AUTH_TOKEN
  };
}
