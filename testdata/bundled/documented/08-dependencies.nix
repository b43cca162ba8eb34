{
# Both services wait for what they depend on.
services.bluesky-pds = {
  enable = true;
  database.type = "postgres"; # waits for postgresql.service
};

services.grain-notifications = {
  enable = true;
  settings.redis.url = "redis://localhost:6379"; # waits for redis.service
};
}
