package checks

import (
	"cmp"
	"slices"
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

var unwritableDataDirectory = &analysis.Check{
	Code:     "ATP219",
	Name:     "unwritable-data-directory",
	Severity: analysis.Warning,
	Summary:  "A service's data directory is one that its unit may not write to",
	Doc: `
The unit runs with ` + "`ProtectSystem=strict`" + `: all it may write to is its state directory. A data or blob directory elsewhere has to be
opened for it, with ` + "`ReadWritePaths`" + `, a bind mount or a state directory of its own. Where what the unit says of these is not known, or its
protection is lifted, nothing is said.`,
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
	if !known || c.Holed(unit) || c.Defines(unit.Append("ProtectSystem")) || c.Defines(unit.Append("TemporaryFileSystem")) {
		return
	}
	options := []optiondb.Path{data}
	for _, name := range moreDirectories {
		options = append(options, data[:len(data)-1].Append(name))
	}
	var closed []string
	d := analysis.Diagnostic{Severity: severity, Entries: entry(c)}
	for _, option := range options {
		m := c.Merged(option)
		directory, isText := m.Value.AsString()
		at, here := placeIn(p, m.Last())
		covered := func(parent string) bool { return within(directory, parent) }
		if !here || m.State != analysis.Settled || !isText || !strings.HasPrefix(directory, "/") || within(directory, state) || mayWrite(c, unit, directory) || slices.ContainsFunc(closed, covered) {
			continue
		}
		if closed = append(closed, directory); len(closed) > 1 {
			d.Related = append(d.Related, analysis.Related{Range: at, Message: "and not to `" + directory + "`"})
			continue
		}
		d.Range, d.Option = at, option.String()
		d.Message = "`" + i.Clause.Units[0].Name + "` may write below `" + state + "` only, not to `" + directory + "`" + unseen(c)
	}
	if len(closed) == 0 {
		return
	}
	if fix, ok := open(p, c, unit.Append("ReadWritePaths"), `"`+strings.Join(closed, `" "`)+`"`); ok {
		d.Fixes = []analysis.Fix{fix}
	}
	p.Report(d) // one list of paths mends all
}

// open is the fix that puts directories into the list of those that a unit may write to.
func open(p *analysis.Pass, c *analysis.Configuration, paths optiondb.Path, directories string) (analysis.Fix, bool) {
	value, title := "[ "+directories+" ]", "let the unit write there"
	if c.Defines(paths) {
		at, ok := ownValue(p, c, paths)
		list := analysis.WrittenValue(over(p.File, at))
		if !ok || p.File.Range(list) != at || !list.Is(syntax.ListNode) || list.LastToken().Kind != syntax.RBracket {
			return analysis.Fix{}, false
		}
		end := list.FirstToken().End // behind the last element, before a comment that may reach to the line's end
		for e := range list.Elements() {
			end = e.End()
		}
		end -= list.Start()
		value = list.Text()[:end] + " " + directories + list.Text()[end:]
	}
	return define(p, c, title, setting{paths.String(), value})
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

// writers are the settings of a unit that name directories which it may write to, with the folder that their paths begin in.
var writers = map[string]string{"ReadWritePaths": "", "BindPaths": "", "StateDirectory": "/var/lib/", "CacheDirectory": "/var/cache/", "LogsDirectory": "/var/log/"}

// mayWrite reports whether the configuration opens a directory for a unit, or says something of it that is not known.
func mayWrite(c *analysis.Configuration, serviceConfig optiondb.Path, directory string) bool {
	for name, folder := range writers {
		for _, d := range c.At(serviceConfig.Append(name)) {
			if d.When != optiondb.Never && mayName(d, folder, directory) {
				return true
			}
		}
	}
	return false
}

// mayName reports whether a list of directories, or several in one text, may have one in it that a directory is, or that lies
// above or below it. Of two with a colon between, the second is what the unit sees.
func mayName(d *optiondb.Definition, folder, directory string) bool {
	text, isText := d.Value.AsString()
	switch {
	case d.Value.IsList() && !d.Open:
		return slices.ContainsFunc(d.Children, func(e *optiondb.Definition) bool { return mayName(e, folder, directory) })
	case !isText:
		return true
	}
	for _, one := range strings.Fields(text) {
		from, to, _ := strings.Cut(strings.TrimLeft(one, "-+"), ":")
		to, _, _ = strings.Cut(to, ":")
		path := strings.TrimSuffix(folder+cmp.Or(to, from), "/")
		if strings.ContainsRune(one, '%') || strings.HasPrefix(directory+"/", path+"/") || strings.HasPrefix(path, directory+"/") {
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
