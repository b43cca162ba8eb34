{
  atproto.integration.database = {
    autoCreate = true; # a database and a user for every service that asks for one
    postgresql = {
      enable = true;
      settings = {
        shared_buffers = "1GB"; # about a quarter of the memory
        effective_cache_size = "4GB"; # about three quarters
      };
    };
  };
}
