{
  atproto.integration.logging = {
    enable = true;
    structured = true;
    loki.enable = true;
  };
}
