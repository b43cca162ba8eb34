{
  services.restic.backups.pds = {
    initialize = true;
    repository = "s3:s3.amazonaws.com/my-backups/pds";
    passwordFile = "/run/secrets/restic-password";
    # environmentFile = "/run/secrets/restic.env"; # AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY
    paths = [ "/var/lib/pds" ];
    timerConfig = {
      OnCalendar = "04:00";
      Persistent = true;
    };
    pruneOpts = [
      "--keep-daily 7"
      "--keep-weekly 4"
      "--keep-monthly 12"
    ];
    # SQLite files are whole only while nobody writes to them.
    backupPrepareCommand = "systemctl stop bluesky-pds.service";
    backupCleanupCommand = "systemctl start bluesky-pds.service";
  };
}
