{
  atproto.integration.database = {
    autoCreate = true; # a database and a user for every service that asks for one
    mysql.enable = true;
  };
}
