{
  atproto.integration.nginx = {
    enable = true;
    ssl = {
      enable = true;
      email = "admin@example.com"; # told before a certificate runs out
      # staging = true; # while trying things out: no rate limits, no trusted certificates
    };
  };
}
