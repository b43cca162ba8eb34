package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/analysis/checks"
	"atproto-ls/analysis/workspace"
)

// past is a revision of a workspace's git repository: what is found now and was not found then is new. The whole tree of
// the revision is checked, for a finding may be new where no line is: removing a database breaks the service in another
// file.
type past struct {
	top    string // the repository's folder, absolute, with slashes
	commit string
	known  map[string]bool // the fingerprints of what was found then
}

// openPast finds the revision rev of the repository that root is in. `REV...` is where the current branch left REV.
func openPast(ctx context.Context, root, rev string) (*past, error) {
	top, err := git(ctx, root, "rev-parse", "--show-toplevel")
	if err != nil {
		return nil, usage("--new-from: %s is in no git repository that can be read: %v", shown(root), err)
	}
	if top, err = workspace.Absolute(top); err != nil {
		return nil, usage("--new-from: %v", err)
	}
	name, branched := strings.CutSuffix(rev, "...")
	if name == "" || strings.HasPrefix(name, "-") {
		return nil, usage("--new-from: got `%s`, want a revision such as `origin/main`", rev)
	}
	shallow, err := git(ctx, top, "rev-parse", "--is-shallow-repository")
	if err != nil {
		return nil, usage("--new-from: %v", err)
	}
	commit, err := git(ctx, top, "rev-parse", "--verify", "--quiet", name+"^{commit}")
	if err == nil && branched {
		commit, err = git(ctx, top, "merge-base", commit, "HEAD")
	}
	switch {
	case err != nil && shallow == "true":
		return nil, usage("--new-from: `%s` is not in this clone, which is shallow: fetch the whole history "+
			"(git fetch --unshallow; with actions/checkout: fetch-depth: 0)", rev)
	case err != nil:
		return nil, usage("--new-from: this repository has no revision `%s`", rev)
	}
	return &past{top: top, commit: commit, known: map[string]bool{}}, nil
}

// look checks what j checks as it was at the revision, under the settings of today.
func (p *past) look(ctx context.Context, j *job) error {
	temp, err := os.MkdirTemp("", "atproto-ls-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	folder, err := workspace.Absolute(temp)
	if err != nil {
		return err
	}
	if err := os.Mkdir(filepath.Join(folder, ".git"), 0o700); err != nil { // the mark of the repository's folder
		return err
	}
	if err := (tree{p.top, p.commit}).extract(ctx, folder); err != nil {
		return usage("--new-from: %v", err)
	}
	root := path.Join(folder, p.inside(j.workspace.Root))
	if _, err := os.Stat(filepath.FromSlash(root)); err != nil {
		return nil // the workspace is new, and all that is found in it
	}
	old := &job{options: j.options}
	old.options.Config, old.options.Keep = "", "" // the folder is gone soon
	if old.workspace, err = workspace.Open(root, old.options); err != nil {
		return err
	}
	old.workspace.Root, old.workspace.Settings = root, j.workspace.Settings // whatever marked the folder then
	p.move(&old.workspace.Settings.Options, j.workspace.Root, folder)
	if old.rules, err = old.workspace.Rules(checks.All); err != nil {
		return err
	}
	for _, name := range j.request.Paths {
		abs, err := workspace.Absolute(name)
		if err != nil {
			return err
		}
		then := path.Join(folder, p.inside(abs))
		if _, err := os.Stat(filepath.FromSlash(then)); err == nil {
			old.request.Paths = append(old.request.Paths, then)
		}
	}
	loaded := old.workspace.Load(ctx, old.request)
	old.rules.Files = append([]string{}, loaded.Files...)
	found, err := loaded.Snapshot.Run(ctx, old.rules)
	if err != nil {
		return err
	}
	return p.learn(ctx, loaded.Snapshot, found.Diagnostics, folder)
}

// learn takes what was found at the revision, in folder, for known; in a file that has another name now under that one too.
func (p *past) learn(ctx context.Context, s *analysis.Snapshot, found []analysis.Diagnostic, folder string) error {
	byFile := map[string][]analysis.Diagnostic{}
	for _, d := range found {
		p.known[d.Fingerprint] = true
		byFile[d.File] = append(byFile[d.File], d)
	}
	renamed, err := p.renamed(ctx)
	if err != nil {
		return err
	}
	for then, now := range renamed {
		file := path.Join(folder, then)
		if len(byFile[file]) == 0 {
			continue
		}
		for _, f := range s.FingerprintsAs(s.File(file), s.Relative(path.Join(folder, now)), byFile[file]) {
			p.known[f] = true
		}
	}
	return nil
}

// renamed are the files that have another name in the index than at the revision: their names now by those then.
func (p *past) renamed(ctx context.Context) (map[string]string, error) {
	list, err := git(ctx, p.top, "diff-index", "--cached", "-M", "--diff-filter=R", "--name-status", "--ignore-submodules", "-z", p.commit)
	if err != nil {
		return nil, usage("--new-from: which files were renamed: %v", err)
	}
	all := map[string]string{}
	words := strings.Split(strings.TrimSuffix(list, "\x00"), "\x00") // R100, the name then, the name now
	for ; len(words) >= 3; words = words[3:] {
		all[words[1]] = words[2]
	}
	return all, nil
}

// move has the settings name the option sets of the revision where they lie in the repository, which is in folder then, and
// those of today where they do not.
func (p *past) move(o *workspace.OptionSettings, root, folder string) {
	then := func(name string) string {
		if name == "" {
			return ""
		}
		if !filepath.IsAbs(name) {
			name = filepath.Join(filepath.FromSlash(root), filepath.FromSlash(name))
		}
		abs, err := workspace.Absolute(name)
		if err != nil || !strings.HasPrefix(abs+"/", strings.TrimSuffix(p.top, "/")+"/") {
			return name
		}
		return filepath.FromSlash(path.Join(folder, p.inside(abs)))
	}
	all := func(names []string) (moved []string) {
		for _, name := range names {
			moved = append(moved, then(name))
		}
		return moved
	}
	o.Modules, o.JSON, o.NixpkgsLib = all(o.Modules), all(o.JSON), then(o.NixpkgsLib)
}

// inside is an absolute path as seen from the repository's folder.
func (p *past) inside(abs string) string {
	return strings.TrimPrefix(strings.TrimPrefix(abs, strings.TrimSuffix(p.top, "/")), "/")
}

// hide removes the findings that there were at the revision.
func (p *past) hide(f *analysis.Findings) (hidden int) {
	all := len(f.Diagnostics)
	f.Diagnostics = slices.DeleteFunc(f.Diagnostics, func(d analysis.Diagnostic) bool { return p.known[d.Fingerprint] })
	return all - len(f.Diagnostics)
}

// git runs git in folder and gives what it prints, without the line feed at its end.
func git(ctx context.Context, folder string, args ...string) (string, error) {
	cmd := gitCommand(ctx, folder, args...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if text := strings.TrimSpace(errs.String()); err != nil && text != "" {
		err = errors.New(text)
	}
	return strings.TrimSuffix(string(out), "\n"), err
}

// gitCommand is git as a reader: it asks nobody, fetches nothing and locks nothing.
func gitCommand(ctx context.Context, folder string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "git", append([]string{"-C", filepath.FromSlash(folder)}, args...)...)
	cmd.Env = append(os.Environ(), "LC_ALL=C", "GIT_TERMINAL_PROMPT=0", "GIT_NO_LAZY_FETCH=1", "GIT_OPTIONAL_LOCKS=0")
	return cmd
}
