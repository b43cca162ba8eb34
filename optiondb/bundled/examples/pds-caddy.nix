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

  services.caddy = {
    enable = true;
    email = "admin@example.com";
    # A certificate for a handle is had when it is first asked for, if the server knows the handle.
    globalConfig = ''
      on_demand_tls {
        ask http://127.0.0.1:3000/tls-check
      }
    '';
    virtualHosts."pds.example.com" = {
      serverAliases = [ "*.pds.example.com" ];
      extraConfig = ''
        tls {
          on_demand
        }
        reverse_proxy http://127.0.0.1:3000
      '';
    };
  };

  networking.firewall.allowedTCPPorts = [
    80
    443
  ];
}
