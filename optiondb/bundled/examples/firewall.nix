{
  atproto.integration.security = {
    enable = true;
    firewall = {
      enable = true;
      allowedPorts = [
        80
        443
      ];
    };
  };
}
