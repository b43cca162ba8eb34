package coming

import (
	"slices"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
)

var unorderedUnit = &analysis.Check{
	Code:     "ATP216",
	Name:     "unordered-unit",
	Severity: analysis.Information,
	Summary:  "A service may start before the database that it needs",
	Doc: `
The service names a database or Redis on this machine, and neither its module nor the configuration orders its unit after that
of the server: at boot the service may come first, fail, and be restarted until the server is there.`,
	Bad: `
{
  services.postgresql.enable = true;
  services.tranquil-pds = {
    enable = true;
    settings.database.url = "postgresql:///tranquil";
  };
}`,
	Good: `
{
  services.postgresql.enable = true;
  services.tranquil-pds = {
    enable = true;
    settings.database.url = "postgresql:///tranquil";
  };
  systemd.services.tranquil-pds.after = [ "postgresql.service" ];
}`,
	Run: func(p *analysis.Pass) {
		for _, c := range p.Snapshot.ConfigurationsOf(p.File) {
			severity, speak := absent(p, c)
			if !speak {
				continue
			}
			for _, i := range c.Implications() {
				for _, asked := range i.Clause.Needs {
					if unit := serverUnits[asked.System]; unit != "" && inService(i.Option) && remoteIsLocal(c, asked.Remote) {
						reportOrder(p, c, i, unit, severity)
					}
				}
			}
		}
	},
}

// serverUnits are the units of the servers that a service waits for.
var serverUnits = map[string]string{"postgresql": "postgresql.service", "mysql": "mysql.service", "redis": "redis.service"}

func reportOrder(p *analysis.Pass, c *analysis.Configuration, i analysis.Implication, server string, severity analysis.Severity) {
	unit := serviceUnit(c, i.Option[:2])
	if unit == "" || ordered(c, i.Option[:2], server) {
		return
	}
	after := optiondb.Path{"systemd", "services", unit[:len(unit)-len(".service")], "after"}
	for _, name := range []string{"after", "requires", "bindsTo"} {
		option := after[:3].Append(name)
		if len(c.At(option)) > 0 || c.Holed(option) {
			return // the user orders it; by what is not looked into
		}
	}
	at, ok := trigger(p, i)
	if !ok {
		return
	}
	d := analysis.Diagnostic{
		Severity: severity, Range: at, Option: i.Option.String(), Entries: entry(c),
		Message: "`" + unit + "` is not ordered after `" + server + "`: at boot it may come first",
	}
	if fix, ok := define(p, c, "order it after `"+server+"`", setting{after.String(), `[ "` + server + `" ]`}); ok {
		d.Fixes = append(d.Fixes, fix)
	}
	p.Report(d)
}

// serviceUnit is the unit that a service's module defines, "" when that is not known.
func serviceUnit(c *analysis.Configuration, service optiondb.Path) string {
	for _, i := range c.Implications() {
		if i.Option.String() == service.Append("enable").String() && len(i.Clause.Units) > 0 {
			return i.Clause.Units[0].Name
		}
	}
	return ""
}

// ordered reports whether something that the service implies orders it after server.
func ordered(c *analysis.Configuration, service optiondb.Path, server string) bool {
	for _, i := range c.Implications() {
		if !i.Option.HasPrefix(service) {
			continue
		}
		for _, u := range i.Clause.Units {
			if slices.Contains(u.After, server) || slices.Contains(u.Requires, server) {
				return true
			}
		}
	}
	return false
}
