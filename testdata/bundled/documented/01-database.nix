{
  # A database server for everybody.
  atproto.integration.database = {
    postgresql.enable = true;
    autoCreate = true; # databases and users come with it
  };

  # The service and its database.
  services.microcosm-constellation = {
    enable = true;
    database = {
      type = "postgres";
      url = "postgresql://constellation:password@localhost/constellation";
      createDatabase = true; # its own database, its own user
    };
  };
}
