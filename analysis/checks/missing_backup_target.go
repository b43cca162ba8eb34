package checks

import (
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
)

var missingBackupTarget = &analysis.Check{
	Code:     "ATP210",
	Name:     "missing-backup-target",
	Severity: analysis.Error,
	Summary:  "A service's back-up has nowhere to go",
	Doc: `
restic and BorgBackup need a repository and a file with its password: the service's own, or those of the integration. The
module's assertion stops the build without them.`,
	Bad: `
{
  services.bluesky-relay = {
    enable = true;
    backup = {
      enable = true;
      restic.enable = true;
    };
  };
}`,
	Good: `
{
  services.bluesky-relay = {
    enable = true;
    backup = {
      enable = true;
      restic = {
        enable = true;
        repository = "s3:s3.amazonaws.com/relay-backups";
        passwordFile = "/etc/restic-password";
      };
    };
  };
}`,
	Run: func(p *analysis.Pass) {
		for c, severity := range absences(p) {
			for _, prefix := range services(c) {
				for _, program := range []string{"restic", "borg"} {
					reportBackup(p, c, prefix.Append("backup"), program, severity)
				}
				reportNoTarget(p, c, prefix.Append("backup"), severity)
			}
		}
	},
}

// services are the prefixes of the services in c of which it is settled whose options they are, and that are on.
func services(c *analysis.Configuration) (all []optiondb.Path) {
	for _, st := range c.View.Standings {
		if st.Set() != nil && inService(st.Prefix) && c.Merged(st.Prefix.Append("enable")).IsTrue() {
			all = append(all, st.Prefix)
		}
	}
	return all
}

func reportBackup(p *analysis.Pass, c *analysis.Configuration, backup optiondb.Path, program string, severity analysis.Severity) {
	enable := backup.Append(program, "enable")
	m := c.Merged(enable)
	if !m.IsTrue() || m.Default || c.Merged(backup.Append("enable")).State == analysis.Unsettled {
		return
	}
	var missing []setting
	for _, s := range []setting{{"repository", `"` + backupExample[program] + `"`}, {"passwordFile", `"/run/secrets/` + program + `-password"`}} {
		own, shared := backup.Append(program, s.option), optiondb.ParsePath("atproto.integration.backup").Append(program, s.option)
		if c.Merged(own).State == analysis.Unsettled || c.Merged(shared).State == analysis.Unsettled || c.Holed(own) || c.Holed(shared) {
			return
		}
		if c.Merged(own).Idle() && c.Merged(shared).Idle() {
			missing = append(missing, setting{own.String(), s.value})
		}
	}
	at, here := placeIn(p, m.Last())
	if len(missing) == 0 || !here {
		return
	}
	d := analysis.Diagnostic{
		Severity: severity, Range: at, Option: enable.String(), Entries: entry(c),
		Message: "`" + enable.String() + "` is on without " + strings.Join(names(missing), " and ") + ", its own or the integration's" + unseen(c),
	}
	if fix, ok := define(p, c, "name the repository and the password's file", missing...); ok {
		fix.Safe = false
		d.Fixes = append(d.Fixes, fix)
	}
	p.Report(d)
}

// reportNoTarget reports a back-up without any program that makes it.
func reportNoTarget(p *analysis.Pass, c *analysis.Configuration, backup optiondb.Path, severity analysis.Severity) {
	enable := backup.Append("enable")
	m := c.Merged(enable)
	if !m.IsTrue() || m.Default || c.Provided("backup") != analysis.No {
		return
	}
	shared := optiondb.ParsePath("atproto.integration.backup")
	for _, program := range []string{"restic", "borg"} {
		for _, option := range []optiondb.Path{backup.Append(program, "enable"), shared.Append(program, "enable")} {
			if !c.Declares(option) || c.Holed(option) || !c.Merged(option).Idle() {
				return // there is one, or the service has another way
			}
		}
	}
	at, here := placeIn(p, m.Last())
	if !here {
		return
	}
	d := analysis.Diagnostic{
		Severity: severity, Range: at, Option: enable.String(), Entries: entry(c),
		Message: "`" + enable.String() + "` is on, and neither restic nor BorgBackup is: nothing is copied" + unseen(c),
	}
	restic := backup.Append("restic")
	fix, ok := define(p, c, "back up with restic", setting{restic.Append("enable").String(), "true"},
		setting{restic.Append("repository").String(), `"` + backupExample["restic"] + `"`},
		setting{restic.Append("passwordFile").String(), `"/run/secrets/restic-password"`})
	if ok {
		fix.Safe = false
		d.Fixes = append(d.Fixes, fix)
	}
	p.Report(d)
}

func names(settings []setting) (all []string) {
	for _, s := range settings {
		all = append(all, "`"+s.option[strings.LastIndexByte(s.option, '.')+1:]+"`")
	}
	return all
}

// backupExample are repositories as the documentation shows them.
var backupExample = map[string]string{"restic": "s3:s3.amazonaws.com/atproto-backups", "borg": "borg@backup.example.org:atproto"}
