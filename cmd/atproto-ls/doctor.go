package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"atproto-ls/analysis"
	"atproto-ls/analysis/workspace"
	"atproto-ls/optiondb"
)

func newDoctor(s streams) *cobra.Command {
	f := &sourceFlags{}
	cmd := &cobra.Command{
		Use:   "doctor [PATH]",
		Short: "Say which option sets are in force here, and what could not be read",
		Long: `Says for the workspace of PATH, default ".", which sources its lock files pin, which configurations there are, which option
sets are in force for each, and what could not be read and why. For a file it says what kind of file it is, and what it
belongs to.

What it takes long to read of option sources is kept in the user's cache folder, and read again only when one of the files
changed; doctor says which sources came from there. ATPROTO_LS_CACHE names another folder, or is "off".`,
		Example: "  atproto-ls doctor\n  atproto-ls doctor hosts/pds.nix",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			collectLate()
			target := append(args, ".")[0]
			w, err := f.open(target)
			if w == nil || err != nil && f.named() { // what settings name and is not there is told below
				return err
			}
			return doctor(cmd.Context(), s.out, w, target)
		},
	}
	f.add(cmd.Flags())
	return cmd
}

func doctor(ctx context.Context, out io.Writer, w *workspace.Workspace, target string) error {
	loaded := w.Load(ctx, workspace.Request{Paths: []string{filepath.FromSlash(w.Root), target}})
	for _, p := range loaded.Problems {
		if p.Path == target {
			return usage("%s: %v", shown(p.Path), plain(p.Err))
		}
	}
	d := diagnosis{out: out, workspace: w, snapshot: loaded.Snapshot}
	abs, err := workspace.Absolute(target)
	if err != nil {
		return usage("%v", err)
	}
	if f := loaded.Snapshot.File(abs); f != nil {
		d.tell(loaded.Snapshot.Account(f, shown(f.Path)))
		return d.err
	}
	d.whole()
	for _, p := range loaded.Problems {
		d.say("not read: %v", p)
	}
	return d.err
}

// diagnosis writes what the doctor finds; it keeps the first error of its writer.
type diagnosis struct {
	out       io.Writer
	workspace *workspace.Workspace
	snapshot  *analysis.Snapshot
	err       error
}

func (d *diagnosis) say(format string, args ...any) {
	if _, err := fmt.Fprintf(d.out, format+"\n", args...); d.err == nil {
		d.err = err
	}
}

func (d *diagnosis) tell(lines []string) {
	for _, line := range lines {
		d.say("%s", line)
	}
}

// whole is about the workspace.
func (d *diagnosis) whole() {
	settings := "default settings"
	if d.workspace.SettingsFrom != "" {
		settings = "settings of " + shown(d.workspace.SettingsFrom)
	}
	d.say("workspace %s: %s, %s", shown(d.snapshot.Root()), analysis.Counted(len(d.snapshot.Files()), "Nix file"), settings)
	for _, p := range d.snapshot.Pins() {
		d.say("  pins %s: %s", p.Name, cmp.Or(pinned(p), "no repository"))
	}
	if why := d.snapshot.Unpinned(); why != "" {
		d.say("  pins not read: %s", why)
	}
	d.sources()
	whole, single := 0, 0
	for _, c := range d.snapshot.Configurations() {
		if !c.Whole {
			single++
			continue
		}
		whole++
		d.tell(d.snapshot.AccountOf(c))
	}
	for _, l := range d.snapshot.Lost() {
		d.say("configuration %s: cannot be followed, because %s", l.Entry, d.snapshot.InRoot(l.Why))
	}
	if whole == 0 {
		d.say("no configuration can be followed here: files are judged for what is written in them, not for what is absent")
	} else if single > 0 {
		d.say("%s reached by no configuration: judged for what is written, not for what is absent", analysis.Counted(single, "module"))
	}
}

// sources are the option sets that were found: from where, how old, what reading them took, what of them could not be read.
func (d *diagnosis) sources() {
	sources, err := d.workspace.Sources()
	if err != nil {
		d.say("  sources not read: %v", err)
	}
	for _, s := range sources.List {
		what := analysis.Counted(s.Options, "option")
		if s.Modules > 0 {
			what += " of " + analysis.Counted(s.Modules, "module")
		}
		name, age := s.From, ""
		if s.Pin != nil {
			name = "input " + s.Pin.Name + " at " + short(s.Pin.Revision) + " in " + s.From
		} else if at := s.Modified(); !at.IsZero() {
			age = ", last changed on " + at.Format(time.DateOnly)
		}
		if s.Pin == nil && s.Set.Revision != "" {
			age += ", made at " + short(s.Set.Revision)
		}
		read := "read"
		if s.Kept {
			read = "read from the cache"
		}
		d.say("  source %s: %s%s, %s in %d ms", name, what, age, read, s.Took.Milliseconds())
		for _, broken := range s.Broken() {
			d.say("    syntax error: %s", broken)
		}
		for _, u := range s.Unread {
			d.say("    import not followed: %s, because %s", analysis.OneLine(u.What, textWidth), u.Why)
		}
		for _, p := range s.Problems {
			d.say("    not evaluated: options.%s, because %s", p.Path, p.Why)
		}
	}
	for _, pin := range sources.Absent {
		d.say("  input %s: its modules are not in the Nix store (`nix flake archive` puts them there), what ships is used", pin.Name)
	}
}

// pinned is what a lock file says of a source.
func pinned(p optiondb.Pin) string {
	var parts []string
	for _, part := range []string{strings.Trim(p.Host+"/"+p.Owner+"/"+p.Repo, "/"), short(p.Revision), p.Modified, p.Branch} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, " ")
}

func short(revision string) string { return revision[:min(len(revision), 8)] }
