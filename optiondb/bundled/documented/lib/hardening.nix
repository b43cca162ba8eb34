# What systemd takes away from every service of this set, and why. `set.nix` shows the same list in hover.
{
  NoNewPrivileges = true; # no setuid program gives back what was taken away
  ProtectSystem = "strict"; # the file system is read-only but for the data folder
  ProtectHome = true;
  PrivateTmp = true;
  PrivateDevices = true;
  ProtectKernelTunables = true;
  ProtectKernelModules = true;
  ProtectKernelLogs = true;
  ProtectControlGroups = true;
  ProtectClock = true;
  ProtectHostname = true;
  LockPersonality = true;
  RestrictRealtime = true;
  RestrictSUIDSGID = true;
  RestrictNamespaces = true;
  RestrictAddressFamilies = [
    "AF_UNIX"
    "AF_INET"
    "AF_INET6"
  ];
  SystemCallArchitectures = "native";
  CapabilityBoundingSet = "";
  RemoveIPC = true;
  UMask = "0077";
}
