# Companions of nixpkgs' PDS from tgirlcloud/pkgs, which calls itself extersia since April 2026.
let
  service = name: host: port: more: {
    "services.${name}.enable" = [
      (
        {
          units = [
            {
              name = "${name}.service";
              after = [ "network.target" ];
              wants = [ ];
              requires = [ ];
            }
          ];
          hardening = import ./hardening.nix;
        }
        // more
      )
    ];
    "services.${name}.settings.${port}" = [
      {
        listens = [
          {
            protocol = "tcp";
            for = "HTTP";
            port.option = "services.${name}.settings.${port}";
            address.option = "services.${name}.settings.${host}";
          }
        ];
      }
    ];
    "services.${name}.setupNginx" = [ { needs = [ { system = "proxy"; } ]; } ];
  };

  generation = name: since: until: module: {
    prefixes = [ "services.${name}" ];
    inherit since until;
    releases = [ ];
    modules = [ module ];
  };
in
{
  name = "extersia";
  title = "extersia (tgirlcloud/pkgs)";
  homepage = "https://github.com/tgirlcloud/pkgs";
  sources = [
    {
      host = "github.com";
      owner = "tgirlcloud";
      repo = "pkgs";
    }
    {
      host = "github.com";
      owner = "extersia-org";
      repo = "pkgs";
    }
  ];

  generations = [
    (generation "pds-gatekeeper" "2025-09-19" "2026-03-03" (
      import ./pds-gatekeeper.nix { hostname = false; }
    ))
    (generation "pds-gatekeeper" "2026-03-05" null (import ./pds-gatekeeper.nix { }))
    (generation "pds-dash" "2025-09-19" null ./pds-dash.nix)
  ];

  marks = [ ];
  movedTo = { };

  implies =
    service "pds-gatekeeper" "GATEKEEPER_HOST" "GATEKEEPER_PORT" {
      user.value = "pds";
      group.value = "pds";
      dataDir.option = "services.pds-gatekeeper.settings.PDS_DATA_DIRECTORY";
    }
    // service "pds-dash" "HOST" "PORT" { };
}
