# A unit whose program is set up by environment variables, as nixpkgs writes such units.
{ lib }:
{
  unit =
    {
      description,
      package,
      settings,
      environmentFiles,
      serviceConfig ? { },
      hardening ? import ./hardening.nix,
      after ? [ ],
    }:
    {
      inherit description;
      wantedBy = [ "multi-user.target" ];
      after = [ "network-online.target" ] ++ after;
      wants = [ "network-online.target" ] ++ after;
      serviceConfig =
        hardening
        // {
          ExecStart = lib.getExe package;
          Environment = lib.mapAttrsToList (variable: value: "${variable}=${toString value}") (
            lib.filterAttrs (_: value: value != null) settings
          );
          EnvironmentFile = environmentFiles;
          Restart = "always";
        }
        // serviceConfig;
    };
}
