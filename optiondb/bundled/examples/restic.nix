{
  atproto.integration.backup = {
    enable = true;
    schedule = "daily";
    retention = {
      daily = 7;
      weekly = 4;
      monthly = 12;
    };
    restic = {
      enable = true;
      repository = "s3:s3.amazonaws.com/my-backups";
      passwordFile = "/run/secrets/restic-password";
    };
  };
}
