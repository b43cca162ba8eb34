package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"atproto-ls/analysis"
	"atproto-ls/analysis/checks"
	"atproto-ls/analysis/workspace"
	"atproto-ls/eval"
)

// checkFlags are the flags of `check`.
type checkFlags struct {
	format        choice
	outputs       []string
	failLevel     choice
	selected      []string
	ignored       []string
	colour        choice
	stdinFilename string
	fixFlags
	acceptFlags
	sourceFlags
	statistics bool
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

--fix makes the safe fixes that findings carry, until none is left, and then says what remains; --diff shows them and
changes nothing. A file is written only when both parsers read the result at least as well as before, and it replaces the
old one in one step. --baseline and --new-from hide findings that are not of today.

Exit codes: 0 nothing at or above the fail-level, 1 findings, 2 wrong usage or settings or a path that cannot be read
(all others are still checked), 3 an error in atproto-ls itself. The highest wins.`,
		Example: `  atproto-ls check
  atproto-ls check flake.nix hosts/
  atproto-ls check --format json --output text=findings.txt
  atproto-ls check --select ATP001,missing-import --fail-level error
  atproto-ls check --stdin-filename hosts/pds.nix - < hosts/pds.nix
  atproto-ls check --diff
  atproto-ls check --fix hosts/
  atproto-ls check --format github --output sarif=atproto-ls.sarif
  atproto-ls check --baseline baseline.json --update-baseline
  atproto-ls check --new-from origin/main...
  atproto-ls check --statistics`,
		RunE: func(cmd *cobra.Command, args []string) error {
			collectLate()
			go eval.Prepare() // nobody waits for it but who needs what it makes
			return f.run(cmd.Context(), s, args)
		},
	}
	choiceFlag(cmd, &f.format, "format", "print the findings in this format")
	choiceFlag(cmd, &f.failLevel, "fail-level", "exit 1 from this severity on, whatever the settings say")
	choiceFlag(cmd, &f.colour, "color", "colour the text")
	flags := cmd.Flags()
	flags.StringArrayVar(&f.outputs, "output", nil, "also write the findings to a file, as `FORMAT=PATH` (repeatable)")
	flags.StringSliceVar(&f.selected, "select", nil, "run these `CHECKS` only: codes, prefixes of codes, names")
	flags.StringSliceVar(&f.ignored, "ignore", nil, "do not run these `CHECKS`")
	flags.StringVar(&f.stdinFilename, "stdin-filename", "", "the `FILE` whose text stdin has")
	flags.BoolVar(&f.statistics, "statistics", false, "print how often each check found something instead of the findings")
	f.sourceFlags.add(flags)
	f.fixFlags.add(flags)
	f.acceptFlags.add(flags)
	words := checkWords()
	completeFlag(cmd, "select", words, cobra.ShellCompDirectiveNoFileComp)
	completeFlag(cmd, "ignore", words, cobra.ShellCompDirectiveNoFileComp)
	var outputs []string
	for _, name := range formatNames() {
		outputs = append(outputs, name+"=")
	}
	completeFlag(cmd, "output", outputs, cobra.ShellCompDirectiveNoSpace|cobra.ShellCompDirectiveNoFileComp)
	return cmd
}

// job is one workspace of a run, and what of it is to be checked.
type job struct {
	workspace *workspace.Workspace
	options   workspace.Options
	rules     analysis.Rules
	request   workspace.Request
	baseline  *baseline // nil: none
	past      *past     // nil: none
}

// run checks paths and prints the outcome.
func (f *checkFlags) run(ctx context.Context, s streams, paths []string) error {
	outputs, err := f.outputFiles()
	if err != nil {
		return err
	}
	if err := f.agree(paths); err != nil {
		return err
	}
	jobs, err := f.jobs(s, paths)
	if err != nil {
		return err
	}
	if err := f.accept(ctx, jobs); err != nil {
		return err
	}
	r, code, err := f.runJobs(ctx, s, jobs)
	if err != nil {
		return err
	}
	if err := f.print(s, r); err != nil {
		return err
	}
	for _, write := range append(outputs, f.afterwards(s, jobs, r)...) {
		if err := write(r); err != nil {
			fmt.Fprintf(s.err, "atproto-ls: %v\n", err)
			code = max(code, exitUsage)
		}
	}
	return exit{code: code}
}

// outputFiles are what --output asks for.
func (f *checkFlags) outputFiles() (all []func(*report) error, err error) {
	for _, text := range f.outputs {
		o, err := parseOutput(text)
		if err != nil {
			return nil, err
		}
		all = append(all, o.writeFile)
		if o.format == "github" && f.format.value != "github" {
			all = append(all, summarize)
		}
	}
	return all, nil
}

// agree says which flags do not go together.
func (f *checkFlags) agree(paths []string) error {
	switch {
	case f.unsafe && !f.fix && !f.diff:
		return usage("--unsafe-fixes is for --fix or --diff")
	case f.fix && !f.diff && slices.Contains(paths, "-"):
		return usage("--fix writes files, and `-` is none; --diff shows what it would write")
	case f.statistics && f.format.value != "text" && f.format.value != "json":
		return usage("--statistics: got --format %s, want one of `text`, `json`", f.format.value)
	case f.statistics && f.diff:
		return usage("--statistics and --diff both print instead of the findings: choose one")
	case f.update && f.newFrom != "":
		return usage("--update-baseline accepts all findings, --new-from looks at some: choose one")
	}
	return nil
}

// print prints the report as the flags say. With --diff the differences are printed already.
func (f *checkFlags) print(s streams, r *report) error {
	look := lookOf(s.out, f.colour.value)
	switch {
	case f.diff:
		return nil
	case f.statistics:
		return writeStatistics(s.out, f.format.value, r, look)
	}
	return write(s.out, f.format.value, r, look)
}

// afterwards is what else is written when the findings are printed.
func (f *checkFlags) afterwards(s streams, jobs []*job, r *report) (all []func(*report) error) {
	if f.format.value == "github" {
		all = append(all, summarize)
	}
	var baselines []*baseline
	for _, j := range jobs {
		if j.baseline != nil && !slices.Contains(baselines, j.baseline) {
			baselines = append(baselines, j.baseline)
			all = append(all, func(*report) error { return f.keep(s, j.baseline, r) })
		}
	}
	return all
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
		options := f.sourceFlags.options()
		w, err := workspace.Open(path, options)
		if err != nil {
			return nil, exit{exitUsage, err.Error()}
		}
		j := byRoot[w.Root]
		if j == nil {
			if j, err = f.newJob(w); err != nil {
				return nil, err
			}
			j.options, j.request.Texts, j.request.Around = options, texts, true
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
	if err := f.sourceFlags.apply(w); err != nil {
		return nil, err
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
func (f *checkFlags) runJobs(ctx context.Context, s streams, jobs []*job) (*report, int, error) {
	r, code := newReport(), exitOK
	var later []func() int // what there is to say when the progress is no longer shown
	p := startProgress(s.err)
	for _, j := range jobs {
		j.request.Found = p.add
		j.rules.Done = p.step
		say, err := f.runJob(ctx, s, j, r)
		if err != nil {
			p.stop()
			return nil, 0, err
		}
		later = append(later, say)
	}
	p.stop()
	for _, say := range later {
		code = max(code, say())
	}
	r.sort()
	return r, code, nil
}

// runJob checks one workspace, and fixes it where that is asked for. What it gives is called when stderr is free.
func (f *checkFlags) runJob(ctx context.Context, s streams, j *job, r *report) (say func() int, err error) {
	if j.past != nil {
		if err := j.past.look(ctx, j); err != nil {
			return nil, err
		}
	}
	loaded := j.workspace.Load(ctx, j.request)
	j.rules.Files = append([]string{}, loaded.Files...) // never nil: where nothing was found, nothing is reported
	snapshot := loaded.Snapshot
	findings, err := j.look(ctx, snapshot)
	if err != nil {
		return nil, err
	}
	told := func() int { return exitOK }
	if f.fix || f.diff {
		j.rules.Done = nil // the files are counted already
		if snapshot, findings, told, err = f.mend(ctx, s, j, loaded, findings); err != nil {
			return nil, err
		}
	}
	f.settle(j, &findings, r)
	r.add(snapshot, findings, len(loaded.Files))
	for _, path := range loaded.Files {
		r.failLevel[path] = j.workspace.Settings.Check.FailLevel
	}
	return func() int {
		return max(complain(s, j, loaded), told(), crashed(s, findings.Crashes), failing(findings, j))
	}, nil
}

// look runs the checks of j over a snapshot of its workspace.
func (j *job) look(ctx context.Context, snapshot *analysis.Snapshot) (analysis.Findings, error) {
	findings, err := snapshot.Run(ctx, j.rules)
	if err == nil {
		snapshot.DropUnsound(ctx, findings.Diagnostics)
	}
	return findings, err
}

// complain names what could not be read.
func complain(s streams, j *job, loaded workspace.Loaded) (code int) {
	for _, p := range loaded.Problems {
		fmt.Fprintf(s.err, "atproto-ls: %v\n", p)
		code = exitUsage
	}
	if why := loaded.Snapshot.Unpinned(); why != "" {
		fmt.Fprintf(s.err, "atproto-ls: %s: options that ship are not checked, for nobody knows which are meant\n", why)
	}
	if code == exitOK && len(loaded.Files) == 0 {
		fmt.Fprintf(s.err, "atproto-ls: no Nix files in %s\n", strings.Join(j.request.Paths, ", "))
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
