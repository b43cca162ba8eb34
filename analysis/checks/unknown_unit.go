package checks

import (
	"slices"
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
)

var unknownUnit = &analysis.Check{
	Code:     "ATP226",
	Name:     "unknown-unit",
	Severity: analysis.Information,
	Summary:  "A unit is named that is one slip from a known one",
	Doc: `
systemd says nothing of an order after a unit that does not exist, and NixOS makes a new unit of settings for one: in both cases
the misspelt name does nothing. Reported are names that nothing known defines and that are one edit from a unit which is known.`,
	Bad: `
{
  services.bluesky-pds = {
    enable = true;
    settings.PDS_HOSTNAME = "pds.example.org";
    environmentFiles = [ "/run/secrets/pds.env" ];
  };
  systemd.services.bluesky-pd.serviceConfig.MemoryMax = "2G";
}`,
	Good: `
{
  services.bluesky-pds = {
    enable = true;
    settings.PDS_HOSTNAME = "pds.example.org";
    environmentFiles = [ "/run/secrets/pds.env" ];
  };
  systemd.services.bluesky-pds.serviceConfig.MemoryMax = "2G";
}`,
	Run: func(p *analysis.Pass) {
		for c, severity := range absences(p) {
			known := knownUnits(c)
			for _, set := range c.At(systemdServices) {
				for _, unit := range set.Children {
					reportUnit(p, c, known, unit, severity)
				}
			}
		}
	},
}

var (
	systemdServices = optiondb.ParsePath("systemd.services")
	servicesGroup   = optiondb.ParsePath("services")
)

// commonUnits are units of NixOS and of what people run beside these services.
var commonUnits = strings.Fields("network.target network-online.target multi-user.target local-fs.target remote-fs.target " +
	"nss-lookup.target sops-install-secrets.service agenix.service postgresql.service postgresql.target mysql.service redis.service " +
	"nginx.service caddy.service docker.service podman.service tailscaled.service sshd.service")

// unitNames are names of units.
type unitNames struct {
	list []string        // those that surely exist, in the order in which they were found
	has  map[string]bool // those, and those that may
}

func (u *unitNames) add(name string) {
	if !u.has[name] {
		u.has[name] = true
		u.list = append(u.list, name)
	}
}

// knownUnits are the units that the configuration's services define, itself defines whole, and that are common.
func knownUnits(c *analysis.Configuration) unitNames {
	return analysis.Remember(c, "units", func() unitNames { return findUnits(c) })
}

func findUnits(c *analysis.Configuration) (units unitNames) {
	units.has = map[string]bool{}
	for _, name := range commonUnits {
		units.add(name)
	}
	for _, i := range slices.Concat(c.Implications(), c.Surroundings()) {
		for _, u := range i.Clause.Units {
			units.add(u.Name)
		}
	}
	for _, set := range c.At(systemdServices) {
		for _, d := range set.Children {
			if startsSomething(c, d.Path) {
				units.add(d.Path[len(d.Path)-1] + ".service")
			}
		}
	}
	for _, set := range c.At(servicesGroup) {
		for _, d := range set.Children { // of NixOS, most likely with a unit of that name: nothing else is meant by it
			units.has[d.Path[len(d.Path)-1]+".service"] = true
		}
	}
	return units
}

// startsSomething reports whether the configuration says what a unit starts, or may.
func startsSomething(c *analysis.Configuration, unit optiondb.Path) bool {
	if c.Holed(unit.Append("script")) || c.Holed(unit.Append("serviceConfig", "ExecStart")) {
		return true
	}
	return len(c.At(unit.Append("script"))) > 0 || len(c.At(unit.Append("serviceConfig", "ExecStart"))) > 0
}

// orders are the options of a unit that name others.
var orders = []string{"after", "before", "requires", "wants", "bindsTo", "partOf"}

func reportUnit(p *analysis.Pass, c *analysis.Configuration, known unitNames, unit *optiondb.Definition, severity analysis.Severity) {
	reportNamed(p, c, known, unit, severity)
	for _, order := range orders {
		for _, list := range c.At(unit.Path.Append(order)) {
			for _, e := range list.Children {
				reportOrdered(p, c, known, e, severity)
			}
		}
	}
}

// reportNamed reports a unit that is set up and that nothing starts, by the name that it has in the pass's file.
func reportNamed(p *analysis.Pass, c *analysis.Configuration, known unitNames, unit *optiondb.Definition, severity analysis.Severity) {
	at, written := analysis.NameRange(unit)
	if !written || at.File != p.File.Path || unit.When != optiondb.Certain || startsSomething(c, unit.Path) {
		return
	}
	name := unit.Path[len(unit.Path)-1] + ".service"
	meant := slipOf(name, known)
	if meant == "" {
		return
	}
	d := analysis.Diagnostic{
		Severity: severity, Range: at, Option: unit.Path.String(), Entries: entry(c),
		Message: "nothing defines a unit `" + name + "`; did you mean `" + meant + "`?" + unseen(c),
	}
	short := strings.TrimSuffix(meant, ".service")
	if len(c.At(systemdServices.Append(short))) == 0 {
		d.Fixes = renames(p, at, []string{short})
	}
	p.Report(d)
}

// reportOrdered reports a unit that is named in a list of units.
func reportOrdered(p *analysis.Pass, c *analysis.Configuration, known unitNames, e *optiondb.Definition, severity analysis.Severity) {
	name, isText := e.Value.AsString()
	if !isText || known.has[name] {
		return
	}
	at, written := analysis.ValueRange(e)
	if !written || at.File != p.File.Path {
		return
	}
	meant := slipOf(name, known)
	if meant == "" {
		return
	}
	d := analysis.Diagnostic{
		Severity: severity, Range: at, Option: e.Path.String(), Entries: entry(c),
		Message: "nothing defines a unit `" + name + "`; did you mean `" + meant + "`?" + unseen(c),
	}
	if analysis.WrittenValue(e.ValueNode()).IsLiteral() {
		d.Fixes = []analysis.Fix{{
			Title: "name `" + meant + "`", Preferred: true, Edits: []analysis.Edit{{Range: at, NewText: `"` + meant + `"`}},
		}}
	}
	p.Report(d)
}

// slipOf is the one known unit that a name is one edit from, "" where it is known itself or there are several.
func slipOf(name string, known unitNames) (meant string) {
	if known.has[name] {
		return ""
	}
	for _, k := range known.list {
		if slip(name, k) != byEdit {
			continue
		}
		if meant != "" {
			return ""
		}
		meant = k
	}
	return meant
}
