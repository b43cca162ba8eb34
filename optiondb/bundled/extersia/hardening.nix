# What systemd takes away from the services of this set. The file system stays writable: the gatekeeper changes files
# of the personal data server.
{
  NoNewPrivileges = true;
  ProtectHome = true;
  ProtectProc = "invisible";
  ProcSubset = "pid";
  PrivateTmp = true;
  PrivateDevices = true;
  PrivateMounts = true;
  PrivateUsers = true;
  ProtectClock = true;
  ProtectHostname = true;
  ProtectControlGroups = true;
  ProtectKernelLogs = true;
  ProtectKernelModules = true;
  ProtectKernelTunables = true;
  LockPersonality = true;
  RestrictNamespaces = true;
  RestrictRealtime = true;
  RestrictSUIDSGID = true;
  RestrictAddressFamilies = [
    "AF_UNIX"
    "AF_INET"
    "AF_INET6"
  ];
  CapabilityBoundingSet = [ "CAP_NET_BIND_SERVICE" ];
  SystemCallArchitectures = [ "native" ];
  RemoveIPC = true;
  UMask = "0077";
}
