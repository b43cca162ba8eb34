{
  atproto.integration.logging = {
    enable = true;
    structured = true; # JSON, one object a line
    retention = "30d";
    maxSize = "1G";
  };
}
