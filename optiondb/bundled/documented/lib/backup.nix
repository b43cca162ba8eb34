# Copies of a service's data. A target is a repository and the file with its password, of the service or of
# `atproto.integration.backup`.
{ lib }:
let
  inherit (lib)
    any
    literalExpression
    mkOption
    types
    ;
  make = import ../../lib/options.nix { inherit lib; };

  target = program: example: {
    enable = make.switch ''
      Back the service up with ${program}. Needs `repository` and `passwordFile`, here or in
      `atproto.integration.backup`.
    '';
    repository = make.optional "str" {
      inherit example;
      description = ''
        Where the copies go, as ${program} writes it. Null uses the repository of `atproto.integration.backup`.
      '';
    };
    passwordFile = make.optional "path" {
      example = "/run/secrets/backup-password";
      description = ''
        File with the password that encrypts the repository, as a string and outside of the Nix store. Without the
        password the copies cannot be read again. Null uses the file of `atproto.integration.backup`.
      '';
    };
  };

  complete =
    own: shared:
    (own.repository != null || shared.repository != null)
    && (own.passwordFile != null || shared.passwordFile != null);
in
{
  options = shared: {
    enable = make.switch ''
      Back up the data folder, `extraPaths` and a dump of the database at every `schedule`. Needs a target: `restic`
      or `borg`.
    '';

    schedule = mkOption {
      type = types.str;
      default = shared.schedule;
      defaultText = literalExpression "config.atproto.integration.backup.schedule";
      example = "02:30";
      description = "When to back up, as a calendar event of systemd (see systemd.time(7)).";
    };

    extraPaths = mkOption {
      type = types.listOf types.path;
      default = [ ];
      example = [ "/etc/ssl/private" ];
      description = "More absolute paths to back up, beside the data folder.";
    };

    restic = target "restic" "s3:s3.amazonaws.com/my-backups/constellation";
    borg = target "BorgBackup" "ssh://backup@backup.example.com/./constellation";
  };

  assertionsOf = where: backup: shared: [
    {
      assertion = backup.restic.enable -> complete backup.restic shared.restic;
      message = "${where}.restic lacks a repository or a passwordFile, its own or the integration's.";
      check = "missing-backup-target";
    }
    {
      assertion = backup.borg.enable -> complete backup.borg shared.borg;
      message = "${where}.borg lacks a repository or a passwordFile, its own or the integration's.";
      check = "missing-backup-target";
    }
    {
      assertion =
        backup.enable
        -> any (kind: backup.${kind}.enable || shared.${kind}.enable) [
          "restic"
          "borg"
        ];
      message = "${where}.enable needs a target: turn restic or borg on.";
      check = "missing-backup-target";
    }
  ];
}
