{
  atproto.integration.security = {
    enable = true;
    apparmor = {
      enable = true;
      enforce = true; # false only logs
    };
  };
}
