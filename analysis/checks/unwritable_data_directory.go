package checks

import (
	"slices"
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
)

var unwritableDataDirectory = &analysis.Check{
	Code:     "ATP219",
	Name:     "unwritable-data-directory",
	Severity: analysis.Warning,
	Summary:  "A service's data directory is one that its unit may not write to",
	Doc: `
The unit runs with ` + "`ProtectSystem=strict`" + `: all it may write to is its state directory. A data or blob directory elsewhere has to be
opened for it, with ` + "`ReadWritePaths`" + `, a bind mount or a state directory of its own; where the unit says any of these, nothing is said.`,
	Bad: `
{
  services.bluesky-pds = {
    enable = true;
    settings.PDS_HOSTNAME = "pds.example.org";
    settings.PDS_BLOBSTORE_DISK_LOCATION = "/mnt/blobs";
    environmentFiles = [ "/run/secrets/pds.env" ];
  };
}`,
	Good: `
{
  services.bluesky-pds = {
    enable = true;
    settings.PDS_HOSTNAME = "pds.example.org";
    settings.PDS_BLOBSTORE_DISK_LOCATION = "/mnt/blobs";
    environmentFiles = [ "/run/secrets/pds.env" ];
  };
  systemd.services.bluesky-pds.serviceConfig.ReadWritePaths = [ "/mnt/blobs" ];
}`,
	Run: func(p *analysis.Pass) {
		for c, severity := range absences(p) {
			for _, i := range c.Implications() {
				if i.Clause.DataDir.Option != nil && len(i.Clause.Units) > 0 && slices.Contains(i.Clause.Hardening, optiondb.Setting{Name: "ProtectSystem", Value: `"strict"`}) {
					reportDirectories(p, c, i, severity)
				}
			}
		}
	},
}

// moreDirectories are options beside a data directory's that a service writes to.
var moreDirectories = []string{"PDS_BLOBSTORE_DISK_LOCATION", "PDS_BLOBSTORE_DISK_TMP_LOCATION", "PDS_ACTOR_STORE_DIRECTORY"}

func reportDirectories(p *analysis.Pass, c *analysis.Configuration, i analysis.Implication, severity analysis.Severity) {
	unit := optiondb.Path{"systemd", "services", strings.TrimSuffix(i.Clause.Units[0].Name, ".service"), "serviceConfig"}
	data := i.Clause.DataDir.Option
	state, known := stateDirectory(c, data)
	if !known || c.Holed(unit) || writable(c, unit) {
		return
	}
	options := []optiondb.Path{data}
	for _, name := range moreDirectories {
		options = append(options, data[:len(data)-1].Append(name))
	}
	for _, option := range options {
		m := c.Merged(option)
		directory, isText := m.Value.AsString()
		at, here := placeIn(p, m.Last())
		if !here || m.State != analysis.Settled || !isText || !strings.HasPrefix(directory, "/") || within(directory, state) {
			continue
		}
		d := analysis.Diagnostic{
			Severity: severity, Range: at, Option: option.String(), Entries: entry(c),
			Message: "`" + i.Clause.Units[0].Name + "` may write below `" + state + "` only, not to `" + directory + "`" + unseen(c),
		}
		if fix, ok := define(p, c, "let the unit write there", setting{unit.Append("ReadWritePaths").String(), `[ "` + directory + `" ]`}); ok {
			d.Fixes = []analysis.Fix{fix}
		}
		p.Report(d)
		return // one list of paths mends all
	}
}

// stateDirectory is the state directory of a service's unit: where its data is by default.
func stateDirectory(c *analysis.Configuration, option optiondb.Path) (directory string, known bool) {
	st := c.View.For(option)
	if !st.Certain() {
		return "", false
	}
	for _, surface := range st.Surfaces {
		o := surface.Option(option)
		if o == nil || o.Default == nil {
			return "", false
		}
		text, ok := o.Default.Value.AsString()
		if !ok || directory != "" && text != directory {
			return "", false
		}
		directory = text
	}
	return directory, strings.HasPrefix(directory, "/var/lib/")
}

// writable reports whether the configuration opens directories for a unit, or lifts its protection.
func writable(c *analysis.Configuration, serviceConfig optiondb.Path) bool {
	for _, name := range []string{"ReadWritePaths", "BindPaths", "StateDirectory", "ProtectSystem", "TemporaryFileSystem"} {
		if len(c.At(serviceConfig.Append(name))) > 0 {
			return true
		}
	}
	return false
}

// within reports whether a directory is another one or lies below it.
func within(directory, parent string) bool {
	private := strings.Replace(parent, "/var/lib/", "/var/lib/private/", 1)
	for _, p := range []string{parent, private, "/tmp", "/var/tmp", "/run", "/dev/shm"} {
		if directory == p || strings.HasPrefix(directory, p+"/") {
			return true
		}
	}
	return false
}
