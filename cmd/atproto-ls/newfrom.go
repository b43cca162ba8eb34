package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
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
	if err := p.extract(ctx, folder); err != nil {
		return usage("--new-from: reading the tree of %s: %v", p.commit, err)
	}
	root := path.Join(folder, p.inside(j.workspace.Root))
	if _, err := os.Stat(filepath.FromSlash(root)); err != nil {
		return nil // the workspace is new, and all that is found in it
	}
	old := &job{options: j.options}
	old.options.Config = ""
	if old.workspace, err = workspace.Open(root, old.options); err != nil {
		return err
	}
	old.workspace.Root, old.workspace.Settings = root, j.workspace.Settings // whatever marked the folder then
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
	for _, d := range found.Diagnostics {
		p.known[d.Fingerprint] = true
	}
	return err
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

// blob is a file or a link of the revision's tree.
type blob struct {
	path, object string
	link         bool
}

// extract writes the revision's tree into folder: the text of files that we read, and empty files for all others, which
// are only asked for whether they are there. No filter, hook or submodule of the repository runs.
func (p *past) extract(ctx context.Context, folder string) error {
	list, err := git(ctx, p.top, "ls-tree", "-r", "-z", "--full-tree", p.commit)
	if err != nil {
		return err
	}
	if err := os.Mkdir(filepath.Join(folder, ".git"), 0o700); err != nil { // the mark of the repository's folder
		return err
	}
	var wanted []blob
	for entry := range strings.SplitSeq(strings.TrimSuffix(list, "\x00"), "\x00") {
		about, name, ok := strings.Cut(entry, "\t")
		fields := strings.Fields(about) // mode, type, object
		if !ok || len(fields) != 3 || !filepath.IsLocal(filepath.FromSlash(name)) || strings.HasPrefix(name, ".git/") {
			continue
		}
		b := blob{path: filepath.Join(folder, filepath.FromSlash(name)), object: fields[2], link: fields[0] == "120000"}
		switch {
		case fields[1] == "commit": // a submodule
			err = os.MkdirAll(b.path, 0o700)
		case b.link || weRead(name):
			wanted = append(wanted, b)
		default:
			err = writeNew(b.path, nil)
		}
		if err != nil {
			return err
		}
	}
	return p.fill(ctx, wanted)
}

// weRead reports whether the text of a file matters. The settings do not: those of today are used.
func weRead(name string) bool {
	base := path.Base(name)
	switch path.Ext(base) {
	case ".nix", ".json", ".lock":
		return true
	}
	return base == ".gitignore" || base == ".gitmodules"
}

// fill writes the text of blobs, and links.
func (p *past) fill(ctx context.Context, wanted []blob) error {
	var objects bytes.Buffer
	for _, b := range wanted {
		fmt.Fprintln(&objects, b.object)
	}
	cmd := gitCommand(ctx, p.top, "cat-file", "--batch")
	cmd.Stdin = &objects
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	defer func() { out.Close(); cmd.Wait() }()
	r := bufio.NewReader(out)
	for _, b := range wanted {
		text, err := readObject(r)
		if err != nil {
			return fmt.Errorf("%s: %w", b.object, err)
		}
		if b.link {
			err = linkNew(b.path, string(text))
		} else {
			err = writeNew(b.path, text)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// readObject reads one answer of `git cat-file --batch`: OBJECT TYPE SIZE, the bytes, and a line feed.
func readObject(r *bufio.Reader) ([]byte, error) {
	head, err := r.ReadString('\n')
	if err != nil {
		return nil, err
	}
	fields := strings.Fields(head)
	if len(fields) != 3 {
		return nil, errors.New("git does not have it (a partial clone?)")
	}
	size, err := strconv.Atoi(fields[2])
	if err != nil {
		return nil, err
	}
	text := make([]byte, size+1)
	if _, err := io.ReadFull(r, text); err != nil {
		return nil, err
	}
	return text[:size], nil
}

func writeNew(name string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	return os.WriteFile(name, text, 0o600)
}

// linkNew makes a link that stays in the tree. Any other is left out: what it points to is not the revision's.
func linkNew(name, to string) error {
	if filepath.IsAbs(to) {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	err := os.Symlink(filepath.FromSlash(to), name)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
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
