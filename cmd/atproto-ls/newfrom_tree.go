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
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"atproto-ls/analysis/workspace"
)

// tree is what a repository had at a commit.
type tree struct{ top, commit string }

// blob is a file or a link of the revision's tree.
type blob struct {
	path, object string
	link         bool
}

// extract writes the revision's tree into folder: the text of files that we read, and empty files for all others, which
// are only asked for whether they are there. No filter, hook or submodule of the repository runs.
func (t tree) extract(ctx context.Context, folder string) error {
	list, err := git(ctx, t.top, "ls-tree", "-r", "-z", "--full-tree", t.commit)
	if err != nil {
		return fmt.Errorf("reading the tree of %s: %w", t.commit, err)
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
		case fields[1] == "commit":
			err = t.submodule(ctx, name, fields[2], b.path)
		case b.link || weRead(name):
			wanted = append(wanted, b)
		default:
			err = writeNew(b.path, nil)
		}
		if err != nil {
			return err
		}
	}
	return t.fill(ctx, wanted)
}

// submodule writes the tree that a submodule had, where it is checked out today; nothing is found in it otherwise. Its commit
// must be there then: without it, all that is found in it would count as new.
func (t tree) submodule(ctx context.Context, name, commit, folder string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	inner := path.Join(t.top, name)
	top, err := git(ctx, inner, "rev-parse", "--show-toplevel")
	if err == nil {
		top, err = workspace.Absolute(top)
	}
	if err != nil || top != inner {
		return nil // it is not checked out: git sees the repository around it, or no folder
	}
	if _, err := git(ctx, inner, "cat-file", "-e", commit+"^{commit}"); err != nil {
		return fmt.Errorf("the submodule `%s` has no commit %s in this clone (git submodule update --init, or fetch its whole history)", name, commit)
	}
	return tree{inner, commit}.extract(ctx, folder)
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
func (t tree) fill(ctx context.Context, wanted []blob) error {
	var objects bytes.Buffer
	for _, b := range wanted {
		fmt.Fprintln(&objects, b.object)
	}
	cmd := gitCommand(ctx, t.top, "cat-file", "--batch")
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
