{
  atproto.integration = {
    nginx = {
      enable = true;
      defaultVirtualHost = true; # unknown host names get nothing
    };
    security.firewall = {
      enable = true;
      allowedPorts = [
        80
        443
      ];
    };
  };
}
