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
			for _, m := range misnamedUnits(c) {
				if m.at.File == p.File.Path {
					m.report(p, c, severity)
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

// findUnits are the units that the configuration's services define, itself defines whole, and that are common.
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
				units.add(unitName(d))
			}
		}
	}
	for _, set := range c.At(servicesGroup) {
		for _, d := range set.Children { // of NixOS, most likely with a unit of that name: nothing else is meant by it
			units.has[unitName(d)] = true
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

// misnamedUnit is a name that is one edit from that of a unit.
type misnamedUnit struct {
	by    *optiondb.Definition // of a unit that nothing starts, or of an element of a list of units
	at    analysis.Range
	name  string
	meant string
}

// misnamedUnits are those of the whole configuration: each of its files asks.
func misnamedUnits(c *analysis.Configuration) []misnamedUnit {
	return analysis.Remember(c, "misnamed units", func() (all []misnamedUnit) {
		known := findUnits(c)
		add := func(d *optiondb.Definition, at analysis.Range, name string) {
			if meant := slipOf(name, known); meant != "" {
				all = append(all, misnamedUnit{d, at, name, meant})
			}
		}
		for _, set := range c.At(systemdServices) {
			for _, unit := range set.Children {
				if at, written := analysis.NameRange(unit); written && unit.When == optiondb.Certain && !startsSomething(c, unit.Path) {
					add(unit, at, unitName(unit))
				}
				for _, order := range orders {
					for _, list := range c.At(unit.Path.Append(order)) {
						for _, e := range list.Children {
							name, isText := e.Value.AsString()
							if at, written := analysis.ValueRange(e); isText && written {
								add(e, at, name)
							}
						}
					}
				}
			}
		}
		return all
	})
}

func unitName(unit *optiondb.Definition) string { return unit.Path[len(unit.Path)-1] + ".service" }

// ordered reports whether the name stands in a list of units.
func (m misnamedUnit) ordered() bool { return len(m.by.Path) > len(systemdServices)+1 }

func (m misnamedUnit) report(p *analysis.Pass, c *analysis.Configuration, severity analysis.Severity) {
	d := analysis.Diagnostic{
		Severity: severity, Range: m.at, Option: m.by.Path.String(), Entries: entry(c),
		Message: "nothing defines a unit `" + m.name + "`; did you mean `" + m.meant + "`?" + unseen(c),
	}
	short := strings.TrimSuffix(m.meant, ".service")
	switch {
	case !m.ordered():
		if len(c.At(systemdServices.Append(short))) == 0 {
			d.Fixes = renames(p, m.at, []string{short})
		}
	case analysis.WrittenValue(m.by.ValueNode()).IsLiteral():
		d.Fixes = []analysis.Fix{{
			Title: "name `" + m.meant + "`", Preferred: true, Edits: []analysis.Edit{{Range: m.at, NewText: `"` + m.meant + `"`}},
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
