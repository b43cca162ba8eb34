# Where a service keeps its data: the options, what must hold between them, and which units must be up first. The same
# group stands at the service and below its `settings`, because the documentation shows both.
{ lib }:
let
  inherit (lib) any hasInfix hasPrefix;
  make = import ../../lib/options.nix { inherit lib; };

  schemes = {
    sqlite = [ "sqlite:" ];
    postgres = [
      "postgresql://"
      "postgres://"
    ];
    mysql = [ "mysql://" ];
  };

  units = {
    sqlite = [ ];
    postgres = [ "postgresql.service" ];
    mysql = [ "mysql.service" ];
  };
in
rec {
  options = {
    type = make.choice [ "sqlite" "postgres" "mysql" ] "sqlite" ''
      The engine that holds the service's data. `sqlite` is one file below the data folder and needs nothing else;
      `postgres` and `mysql` need that server, on this machine or at the host of `url`, and the unit waits for it.
    '';

    url = make.optional "str" {
      example = "postgresql://constellation@localhost/constellation";
      description = ''
        How to reach the database, as a URL whose scheme fits `type`: `postgresql://` or `postgres://`, `mysql://`,
        `sqlite://`. Null lets the service use its own database on this machine. A password does not belong in here,
        because the configuration ends world-readable in the Nix store: use `passwordFile`.
      '';
    };

    createDatabase = make.flag true ''
      Create the database and its user when the server runs on this machine. Has no effect with `sqlite`, and none
      while `atproto.integration.database.autoCreate` is off.
    '';

    passwordFile = make.optional "path" {
      example = "/run/secrets/database-password";
      description = ''
        File whose content is the password of the database user, read when the service starts. Give the path as a
        string: a path literal would be copied into the Nix store, where everybody can read it.
      '';
    };
  };

  # A URL that names no other machine: none at all, a socket, or a loopback address.
  isLocal =
    url:
    url == null
    || any (host: hasInfix host url) [
      "://localhost"
      "@localhost"
      "://127."
      "@127."
      "[::1]"
      ":///"
      "@/"
    ]
    || hasPrefix "unix:" url;

  unitsOf = database: if isLocal database.url then units.${database.type} else [ ];

  assertionsOf = where: database: [
    {
      assertion =
        database.url == null || any (scheme: hasPrefix scheme database.url) schemes.${database.type};
      message = "${where}.url does not name a ${database.type} database, which is what ${where}.type asks for.";
      check = "database-url-mismatch";
    }
  ];
}
