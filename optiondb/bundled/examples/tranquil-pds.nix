{
  services.tranquil-pds = {
    enable = true;
    database.createLocally = true;
    # JWT_SECRET, DPOP_SECRET and MASTER_KEY, each made with `openssl rand -base64 48`
    environmentFiles = [ "/run/secrets/tranquil-pds.env" ];
    settings.server = {
      hostname = "pds.example.com";
      # port = 3000;
      # invite_code_required = true;
    };
  };
}
