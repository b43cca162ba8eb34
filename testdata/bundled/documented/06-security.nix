{
  atproto.integration.security = {
    enable = true;
    fail2ban.enable = true;
    apparmor.enable = true;
    firewall.enable = true;
  };

  services.bluesky-pds = {
    enable = true;
    security = {
      apparmor.enable = true;
      firewall = {
        enable = true;
        allowedPorts = [ 3000 ];
      };
    };
  };
}
