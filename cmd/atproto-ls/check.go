package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"atproto-ls/analysis"
	"atproto-ls/analysis/checks"
	"atproto-ls/analysis/workspace"
)

// checkFlags are the flags of `check`.
type checkFlags struct {
	format        choice
	outputs       []string
	failLevel     choice
	selected      []string
	ignored       []string
	config        string
	colour        choice
	stdinFilename string
}

func newCheck(s streams) *cobra.Command {
	f := &checkFlags{
		format:    choice{"text", formatNames()},
		failLevel: choice{"", workspace.FailLevels},
		colour:    choice{"auto", []string{"auto", "always", "never"}},
	}
	cmd := &cobra.Command{
		Use:   "check [PATH…]",
		Short: "Say what is wrong in files and folders",
		Long: `Checks files, and folders with every Nix file below them; without a PATH, the working directory. Of a folder are left
out what .gitignore files name, hidden folders, Nix's result links, and what the settings exclude. "-" reads a file from
stdin.

The settings are those of .atproto-ls.toml in the workspace's root; flags win over them. A finding is hidden by a comment
on its line or the line above:

  # atproto-ls: ignore[ATP005] the installer writes this file

Exit codes: 0 nothing at or above the fail-level, 1 findings, 2 wrong usage or settings or a path that cannot be read
(all others are still checked), 3 an error in atproto-ls itself. The highest wins.`,
		Example: `  atproto-ls check
  atproto-ls check flake.nix hosts/
  atproto-ls check --format json --output text=findings.txt
  atproto-ls check --select ATP001,missing-import --fail-level error
  atproto-ls check --stdin-filename hosts/pds.nix - < hosts/pds.nix`,
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd.Context(), s, args) },
	}
	choiceFlag(cmd, &f.format, "format", "print the findings in this format")
	choiceFlag(cmd, &f.failLevel, "fail-level", "exit 1 from this severity on, whatever the settings say")
	choiceFlag(cmd, &f.colour, "color", "colour the text")
	flags := cmd.Flags()
	flags.StringArrayVar(&f.outputs, "output", nil, "also write the findings to a file, as `FORMAT=PATH` (repeatable)")
	flags.StringSliceVar(&f.selected, "select", nil, "run these `CHECKS` only: codes, prefixes of codes, names")
	flags.StringSliceVar(&f.ignored, "ignore", nil, "do not run these `CHECKS`")
	flags.StringVar(&f.config, "config", "", "read this settings `FILE` instead of the workspace's")
	flags.StringVar(&f.stdinFilename, "stdin-filename", "", "the `FILE` whose text stdin has")
	return cmd
}

// job is one workspace of a run, and what of it is to be checked.
type job struct {
	workspace *workspace.Workspace
	rules     analysis.Rules
	request   workspace.Request
}

// run checks paths and prints the outcome.
func (f *checkFlags) run(ctx context.Context, s streams, paths []string) error {
	outputs := make([]output, len(f.outputs))
	for i, text := range f.outputs {
		var err error
		if outputs[i], err = parseOutput(text); err != nil {
			return err
		}
	}
	jobs, err := f.jobs(s, paths)
	if err != nil {
		return err
	}
	r, code, err := runJobs(ctx, s, jobs)
	if err != nil {
		return err
	}
	if err := write(s.out, f.format.value, r, lookOf(s.out, f.colour.value)); err != nil {
		return err
	}
	for _, o := range outputs {
		if err := o.writeFile(r); err != nil {
			fmt.Fprintf(s.err, "atproto-ls: %v\n", err)
			code = max(code, exitUsage)
		}
	}
	return exit{code: code}
}

// jobs sorts the paths by workspace, in the order in which the workspaces are first named.
func (f *checkFlags) jobs(s streams, paths []string) ([]*job, error) {
	texts, err := f.readStdin(s, paths)
	if err != nil {
		return nil, err
	}
	if len(paths) == 0 {
		paths = []string{"."}
	}
	var jobs []*job
	byRoot := map[string]*job{}
	for _, path := range paths {
		if path == "-" {
			path = f.stdinPath()
		}
		w, err := workspace.Open(path, workspace.Options{Config: f.config})
		if err != nil {
			return nil, exit{exitUsage, err.Error()}
		}
		j := byRoot[w.Root]
		if j == nil {
			if j, err = f.newJob(w); err != nil {
				return nil, err
			}
			j.request.Texts = texts
			byRoot[w.Root] = j
			jobs = append(jobs, j)
		}
		j.request.Paths = append(j.request.Paths, path)
	}
	return jobs, nil
}

// newJob puts the flags over the workspace's settings.
func (f *checkFlags) newJob(w *workspace.Workspace) (*job, error) {
	from := ""
	if w.SettingsFrom != "" {
		from = shown(w.SettingsFrom) + ": "
	}
	if _, err := w.Rules(checks.All); err != nil {
		return nil, usage("%s%v", from, err)
	}
	c := &w.Settings.Check
	if f.selected != nil {
		c.Select = f.selected
	}
	if f.ignored != nil {
		c.Ignore = f.ignored
	}
	if f.failLevel.value != "" {
		c.FailLevel = f.failLevel.value
	}
	rules, err := w.Rules(checks.All)
	if err != nil {
		return nil, usage("--%v", err)
	}
	return &job{workspace: w, rules: rules}, nil
}

// stdinPath is the path that the text of stdin stands for.
func (f *checkFlags) stdinPath() string {
	if f.stdinFilename != "" {
		return f.stdinFilename
	}
	return filepath.Join(workingDirectory(), stdinName)
}

// readStdin reads stdin where the paths ask for it, and gives its text by absolute path.
func (f *checkFlags) readStdin(s streams, paths []string) (map[string]string, error) {
	wanted := false
	for _, p := range paths {
		wanted = wanted || p == "-"
	}
	if !wanted && f.stdinFilename != "" {
		return nil, usage("--stdin-filename is the name of what `-` reads: `atproto-ls check --stdin-filename %s -`", f.stdinFilename)
	}
	if !wanted {
		return nil, nil
	}
	text, err := workspace.ReadLimited(s.in)
	if err != nil {
		return nil, fmt.Errorf("reading stdin: %w", err)
	}
	path, err := workspace.Absolute(f.stdinPath())
	if err != nil {
		return nil, fmt.Errorf("--stdin-filename: %w", err)
	}
	return map[string]string{path: text}, nil
}

// runJobs loads and checks one workspace after the other. What cannot be read, and what crashes, is named on stderr and
// raises the exit code; everything else is in the report.
func runJobs(ctx context.Context, s streams, jobs []*job) (*report, int, error) {
	r, code := newReport(), exitOK
	var later []func() int // what there is to say when the progress is no longer shown
	p := startProgress(s.err)
	for _, j := range jobs {
		j.request.Found = p.add
		j.rules.Done = p.step
		loaded := j.workspace.Load(ctx, j.request)
		j.rules.Files = loaded.Files
		findings, err := loaded.Snapshot.Run(ctx, j.rules)
		if err != nil {
			p.stop()
			return nil, 0, err
		}
		loaded.Snapshot.DropUnsound(ctx, findings.Diagnostics)
		r.add(loaded.Snapshot, findings, len(loaded.Files))
		later = append(later, func() int {
			return max(complain(s, j, loaded), crashed(s, findings.Crashes), failing(findings, j))
		})
	}
	p.stop()
	for _, say := range later {
		code = max(code, say())
	}
	r.sort()
	return r, code, nil
}

// complain names what could not be read.
func complain(s streams, j *job, loaded workspace.Loaded) (code int) {
	for _, p := range loaded.Problems {
		fmt.Fprintf(s.err, "atproto-ls: %v\n", p)
		code = exitUsage
	}
	if code == exitOK && len(loaded.Files) == 0 {
		fmt.Fprintf(s.err, "atproto-ls: no Nix files in %s\n", strings.Join(j.request.Paths, ", "))
	}
	if b := j.workspace.Settings.Check.Baseline; b != "" {
		fmt.Fprintf(s.err, "atproto-ls: the baseline %s is not used: this version has none\n", b)
	}
	return code
}

// crashed names the checks that panicked, and says how to help.
func crashed(s streams, crashes []analysis.Crash) (code int) {
	for _, c := range crashes {
		fmt.Fprintf(s.err, "atproto-ls: internal error, please report it with the file: %v\n%s\n", c, c.Stack)
		code = exitInternal
	}
	return code
}

// failing is the exit code for the findings of a workspace.
func failing(f analysis.Findings, j *job) int {
	for _, d := range f.Diagnostics {
		if workspace.Fails(d.Severity, j.workspace.Settings.Check.FailLevel) {
			return exitFindings
		}
	}
	return exitOK
}

// lookOf is how the text on out is to look: colour and width are those of a terminal, NO_COLOR (no-color.org) counts,
// and the flag wins.
func lookOf(out any, colour string) (l look) {
	width, terminal := terminalWidth(out)
	l.width = width
	switch colour {
	case "always":
		l.colour = true
	case "auto":
		l.colour = terminal && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	}
	return l
}
