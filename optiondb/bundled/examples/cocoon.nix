{
  services.cocoon = {
    enable = true;
    # COCOON_ADMIN_PASSWORD and COCOON_SESSION_SECRET
    environmentFiles = [ "/run/secrets/cocoon.env" ];
    settings = {
      COCOON_DID = "did:web:cocoon.example.com";
      COCOON_HOSTNAME = "cocoon.example.com";
      COCOON_CONTACT_EMAIL = "admin@example.com";
      # COCOON_ADDR = ":8080";
    };
  };
}
