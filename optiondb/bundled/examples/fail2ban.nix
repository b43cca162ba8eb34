{
  atproto.integration.security = {
    enable = true;
    fail2ban = {
      enable = true;
      maxRetry = 5;
      banTime = 3600; # seconds
    };
  };
}
