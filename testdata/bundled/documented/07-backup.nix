{
  atproto.integration.backup = {
    enable = true;
    restic.enable = true;
  };

  services.microcosm-constellation = {
    enable = true;
    backup = {
      enable = true;
      restic = {
        enable = true;
        repository = "s3:s3.amazonaws.com/my-backups/constellation";
        passwordFile = "/etc/restic-password";
      };
    };
  };
}
