package checks

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
		for c, severity := range absences(p) {
			for _, i := range c.Implications() {
				for _, asked := range i.Clause.Needs {
					if unit := serverUnit(c, asked.System); unit != "" && inService(i.Option) && asksHere(c, i, asked.Remote) {
						reportOrder(p, c, i, unit, severity)
					}
				}
			}
		}
	},
}

// serverUnit is the unit of the one server of a system that the configuration runs by NixOS' modules; "" where it runs
// none, or it is not known which: a container's unit has another name.
func serverUnit(c *analysis.Configuration, system string) string {
	for _, option := range servers[system] {
		if c.Merged(optiondb.ParsePath(option)).IsTrue() {
			return map[string]string{"postgresql": "postgresql.service", "mysql": "mysql.service", "redis": "redis.service"}[system]
		}
	}
	unit := ""
	for _, set := range c.At(optiondb.ParsePath("services.redis.servers")) {
		for _, d := range set.Children {
			name := d.Path[len(d.Path)-1]
			if system != "redis" || !c.Merged(d.Path.Append("enable")).IsTrue() {
				continue
			}
			one := "redis-" + name + ".service"
			if name == "" {
				one = "redis.service"
			}
			if unit != "" && unit != one {
				return ""
			}
			unit = one
		}
	}
	return unit
}

// servers are the options that run a server whose unit has the system's name.
var servers = map[string][]string{
	"postgresql": {"services.postgresql.enable", "atproto.integration.database.postgresql.enable"},
	"mysql":      {"services.mysql.enable", "atproto.integration.database.mysql.enable"},
	"redis":      {"atproto.integration.redis.enable"},
}

func reportOrder(p *analysis.Pass, c *analysis.Configuration, i analysis.Implication, server string, severity analysis.Severity) {
	service := c.OwnerOf(i.Option)
	unit := serviceUnit(c, service)
	if unit == "" || ordered(c, service, server) {
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
		Message: "`" + unit + "` is not ordered after `" + server + "`: at boot it may come first" + unseen(c),
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
