package checks

import (
	"atproto-ls/analysis"
	"atproto-ls/optiondb"
)

var misnamedVariable = &analysis.Check{
	Code:     "ATP218",
	Name:     "misnamed-variable",
	Severity: analysis.Warning,
	Over:     []string{"ATP112"},
	Summary:  "A variable is set that the program does not read",
	Doc: `
Settings that become environment variables take any name, and the program silently goes by its default for one that it does not
read. Reported are names that are known to be taken for another: ` + "`PORT`" + ` and ` + "`port`" + ` for ` + "`PDS_PORT`" + `, ` + "`hostname`" + ` for ` + "`PDS_HOSTNAME`" + `, and ones
that belong to another program (` + "`PDS_ADMIN_EMAIL`" + ` to the installer, ` + "`HOST`" + ` and ` + "`PDS_HOST`" + ` to none). Every other name is let be.`,
	Bad: `
{
  services.bluesky-pds = {
    enable = true;
    settings.PDS_HOSTNAME = "pds.example.org";
    settings.PORT = 3001;
    environmentFiles = [ "/run/secrets/pds.env" ];
  };
}`,
	Good: `
{
  services.bluesky-pds = {
    enable = true;
    settings.PDS_HOSTNAME = "pds.example.org";
    settings.PDS_PORT = 3001;
    environmentFiles = [ "/run/secrets/pds.env" ];
  };
}`,
	Run: func(p *analysis.Pass) {
		judged(p, optiondb.FreeKey, func(c *analysis.Configuration, v optiondb.Verdict) {
			name := v.At.Path[len(v.At.Path)-1]
			wrong, listed := misnamed[name]
			at, written := analysis.NameRange(v.At)
			settings := v.At.Path[:len(v.At.Path)-1]
			if !listed || !written || v.At.When != optiondb.Certain || !isPDSSettings(c, settings) {
				return
			}
			d := analysis.Diagnostic{
				Range: at, Option: v.At.Path.String(), Entries: entry(c), Severity: wrong.severity,
				Message: "the PDS does not read `" + name + "`" + wrong.why,
			}
			if wrong.meant != "" && len(c.At(settings.Append(wrong.meant))) == 0 {
				for _, fix := range renames(p, at, []string{wrong.meant}) {
					fix.Safe = false // the service then does what it did not do
					d.Fixes = append(d.Fixes, fix)
				}
			}
			p.Report(d)
		})
	},
}

// misnaming is what is known of a name that a program does not read.
type misnaming struct {
	meant    string // the name that is, "" for none
	why      string // the end of the message
	severity analysis.Severity
}

// misnamed are names that Bluesky's PDS does not read (packages/pds/src/config/env.ts of bluesky-social/atproto). Those that
// change nothing are worth less.
var misnamed = map[string]misnaming{
	"PORT":            {"PDS_PORT", ": it listens on `PDS_PORT`", analysis.Warning},
	"port":            {"PDS_PORT", ": it listens on `PDS_PORT`", analysis.Warning},
	"hostname":        {"PDS_HOSTNAME", ": its name is `PDS_HOSTNAME`", analysis.Warning},
	"HOSTNAME":        {"PDS_HOSTNAME", ": its name is `PDS_HOSTNAME`", analysis.Warning},
	"HOST":            {"", ", and listens on every address", analysis.Warning},
	"PDS_HOST":        {"", ", and listens on every address", analysis.Information},
	"PDS_ADMIN_EMAIL": {"PDS_CONTACT_EMAIL_ADDRESS", ": its installer does; the contact is `PDS_CONTACT_EMAIL_ADDRESS`", analysis.Information},
}

// isPDSSettings reports whether a path is the settings of nixpkgs' PDS, and the service is on.
func isPDSSettings(c *analysis.Configuration, settings optiondb.Path) bool {
	if len(settings) != 3 || settings[2] != "settings" {
		return false
	}
	service := settings[:2].String()
	return (service == "services.bluesky-pds" || service == "services.pds") && c.Merged(settings[:2].Append("enable")).IsTrue() &&
		c.Declares(settings.Append("PDS_PORT"))
}
