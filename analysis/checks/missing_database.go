package checks

import "atproto-ls/analysis"

var missingDatabase = &analysis.Check{
	Code:     "ATP201",
	Name:     "missing-database",
	Severity: analysis.Error,
	Summary:  "A service keeps its data in a database server that nothing enables",
	Doc: `
The service is told to use PostgreSQL or MySQL on this machine, and nothing in the configuration brings the server: the service
starts and finds nobody listening. A URL that names another host is fine, and so is a container that publishes the port.`,
	Bad: `
{
  services.bluesky-relay = {
    enable = true;
    database.type = "postgres";
  };
}`,
	Good: `
{
  atproto.integration.database.postgresql.enable = true;
  services.bluesky-relay = {
    enable = true;
    database.type = "postgres";
  };
}`,
	Run: missingDatabaseNeed.run,
}

var missingDatabaseNeed = need{
	systems: []string{"postgresql", "mysql"},
	says:    "`%s` asks for %v on this machine, and nothing enables it",
	asks:    inService,
	set: map[string][]setting{
		"postgresql": {{"atproto.integration.database.postgresql.enable", "true"}},
		"mysql":      {{"atproto.integration.database.mysql.enable", "true"}},
	},
	plain: map[string][]setting{
		"postgresql": {{"services.postgresql.enable", "true"}},
		"mysql":      {{"services.mysql.enable", "true"}},
	},
}
