package checks

import (
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
)

var missingSecrets = &analysis.Check{
	Code:     "ATP217",
	Name:     "missing-secrets",
	Severity: analysis.Warning,
	Summary:  "A PDS gets no secrets, and stops at start",
	Doc: `
A PDS needs a secret for its tokens, a password for its administrator and a key for the identities that it creates, and stops at
start without one of them. Files with such variables are named in ` + "`environmentFiles`" + `; what hover shows at the service says how to
make them. A secret in ` + "`settings`" + ` is none that is missing, and neither is one that the unit gets in another way.`,
	Bad: `
{
  services.bluesky-pds = {
    enable = true;
    settings.PDS_HOSTNAME = "pds.example.org";
  };
}`,
	Good: `
{
  services.bluesky-pds = {
    enable = true;
    settings.PDS_HOSTNAME = "pds.example.org";
    environmentFiles = [ "/run/secrets/pds.env" ];
  };
}`,
	Run: func(p *analysis.Pass) {
		for c, severity := range absences(p) {
			for _, s := range c.Implications() {
				if takesVariables(s) {
					reportSecrets(p, c, s, severity)
				}
			}
		}
	},
}

// takesVariables reports whether i turns a PDS on whose settings are its variables: of one with a file of settings it is
// not known what it does without its secrets.
func takesVariables(i analysis.Implication) bool {
	secrets, web, n := i.Clause.Secrets, i.Clause.Web, len(i.Option)-1
	if secrets == nil || secrets.Files == nil || web == nil || !(site{web: web}).isPDS() {
		return false
	}
	host := web.Host.Option
	return len(host) == n+2 && host[n] == "settings"
}

func reportSecrets(p *analysis.Pass, c *analysis.Configuration, i analysis.Implication, severity analysis.Severity) {
	secrets, service := i.Clause.Secrets, i.Option[:len(i.Option)-1]
	at, here := trigger(p, i)
	if !here || c.Holed(secrets.Files) || !c.Merged(secrets.Files).Idle() || !c.Declares(secrets.Files) {
		return
	}
	settings := service.Append("settings")
	if c.Holed(settings) || aliased(c, secrets.Files) || slips(c, secrets.Files) != nil {
		return
	}
	for _, set := range c.At(settings) {
		for _, d := range set.Children {
			if secretVariable(d.Path[len(d.Path)-1]) {
				return // it is set in the open, which another check speaks of
			}
		}
	}
	for _, u := range i.Clause.Units {
		unit := optiondb.Path{"systemd", "services", strings.TrimSuffix(u.Name, ".service")}
		if c.Holed(unit) || touchesEnvironment(c, unit) {
			return
		}
	}
	d := analysis.Diagnostic{
		Severity: severity, Range: at, Option: i.Option.String(), Entries: entry(c),
		Message: "`" + service.String() + "` stops at start without " + analysis.Quoted(secrets.Variables) + ": name a file that holds them in `" + secrets.Files.String() + "`" + unseen(c),
	}
	file := `[ "/run/secrets/` + service[len(service)-1] + `.env" ]`
	if fix, ok := define(p, c, "name a file with the secrets", setting{secrets.Files.String(), file}); ok {
		fix.Safe = false
		d.Fixes = []analysis.Fix{fix}
	}
	p.Report(d)
}

// aliased reports whether an option is defined under another name of it, an old or the new one.
func aliased(c *analysis.Configuration, option optiondb.Path) bool {
	for _, st := range c.View.Standings {
		for _, surface := range st.Surfaces {
			for _, o := range surface.Options() {
				old, now := o.Path.String() == option.String(), o.Renamed.String() == option.String()
				if o.Renamed != nil && (now && c.Defines(o.Path) || old && c.Defines(o.Renamed)) {
					return true
				}
			}
		}
	}
	return false
}

// touchesEnvironment reports whether the configuration says something of a unit by which it may get variables.
func touchesEnvironment(c *analysis.Configuration, unit optiondb.Path) bool {
	for _, name := range []string{"environment", "serviceConfig", "script", "preStart", "enable"} {
		if len(c.At(unit.Append(name))) > 0 {
			return true
		}
	}
	return false
}
