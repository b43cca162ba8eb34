{
  atproto.integration.logging = {
    enable = true;
    structured = true;
    loki = {
      enable = true;
      url = "http://localhost:3100";
    };
  };
}
