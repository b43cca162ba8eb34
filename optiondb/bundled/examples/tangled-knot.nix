{
  services.tangled.knot = {
    enable = true;
    server = {
      hostname = "knot.example.com";
      owner = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa";
      listenAddr = "127.0.0.1:5555";
    };
  };

  services.nginx = {
    enable = true;
    recommendedProxySettings = true;
    recommendedTlsSettings = true;
    virtualHosts."knot.example.com" = {
      enableACME = true;
      forceSSL = true;
      locations."/".proxyPass = "http://127.0.0.1:5555";
      locations."/events" = {
        proxyPass = "http://127.0.0.1:5555";
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
