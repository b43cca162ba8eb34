{
  services.bluesky-pds = {
    enable = true;
    settings = {
      PDS_HOSTNAME = "pds.example.com";
      PDS_PORT = 3000;
    };
    # PDS_JWT_SECRET, PDS_ADMIN_PASSWORD and PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX
    environmentFiles = [ "/run/secrets/pds.env" ];
  };

  services.nginx = {
    enable = true;
    recommendedProxySettings = true;
    recommendedTlsSettings = true;
    clientMaxBodySize = "100m"; # as PDS_BLOB_UPLOAD_LIMIT
    virtualHosts."pds.example.com" = {
      enableACME = true;
      forceSSL = true;
      # Handles such as alice.pds.example.com need a wildcard certificate, which is had over DNS.
      locations."/" = {
        proxyPass = "http://127.0.0.1:3000";
        proxyWebsockets = true;
      };
    };
  };

  security.acme = {
    acceptTerms = true;
    defaults.email = "admin@example.com";
  };

  networking.firewall.allowedTCPPorts = [
    80
    443
  ];
}
