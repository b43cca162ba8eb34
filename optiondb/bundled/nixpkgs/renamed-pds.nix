# The names that nixpkgs' PDS had until August 2025.
{ lib, ... }:
{
  imports =
    map
      (
        option:
        lib.mkRenamedOptionModule
          [
            "services"
            "pds"
            option
          ]
          [
            "services"
            "bluesky-pds"
            option
          ]
      )
      [
        "enable"
        "package"
        "settings"
        "environmentFiles"
        "pdsadmin"
      ];
}
