{
  atproto.integration.backup = {
    enable = true;
    schedule = "daily";
    retention = {
      daily = 7;
      weekly = 4;
      monthly = 12;
    };
    borg = {
      enable = true;
      repository = "ssh://backup@backup.example.com/./machine";
      passwordFile = "/run/secrets/borg-password";
    };
  };
}
