package main

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// measured are the folders whose sources decide the verdicts that are recorded.
var measured = []string{"syntax", "eval", "optiondb"}

// hashSources is the SHA-256 over the sources below root: for each .go file that is no test and each .nix file of the
// measured folders, testdata left out, sorted by path: the path, a zero byte, the length, a zero byte, the content.
func hashSources(root string) (string, error) {
	var files []string
	for _, folder := range measured {
		err := filepath.WalkDir(filepath.Join(root, folder), func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if d.IsDir() && d.Name() == "testdata" {
				return filepath.SkipDir
			}
			name := d.Name()
			if d.Type().IsRegular() && (strings.HasSuffix(name, ".nix") || strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go")) {
				files = append(files, path)
			}
			return nil
		})
		if err != nil {
			return "", err
		}
	}
	slices.Sort(files)
	hash := sha256.New()
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			return "", err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(hash, "%s\x00%d\x00", filepath.ToSlash(rel), len(text))
		hash.Write(text)
	}
	return fmt.Sprintf("sha256:%x", hash.Sum(nil)), nil
}

// checkouts are the folders that the environment names, symbolic links resolved, because Nix prints paths so.
type checkouts struct {
	nix, nur, lib, real string
}

func findCheckouts() (checkouts, error) {
	var at checkouts
	for name, to := range map[string]*string{"NIX_SRC": &at.nix, "ATPROTO_NUR": &at.nur, "NIXPKGS_LIB": &at.lib, "REAL": &at.real} {
		path, err := filepath.EvalSymlinks(os.Getenv(name))
		if err == nil {
			path, err = filepath.Abs(path)
		}
		if info, e := os.Stat(path); err != nil || e != nil || !info.IsDir() || os.Getenv(name) == "" {
			return at, fmt.Errorf("%s=%q names no folder", name, os.Getenv(name))
		}
		*to = path
	}
	return at, nil
}

// revisions tells what was measured; of the real configurations only how many there are.
func (at checkouts) revisions() map[string]string {
	revision := func(dir string) string {
		out, err := output(dir, nil, "git", "-c", "safe.directory="+dir, "rev-parse", "HEAD")
		if err != nil {
			return "unknown"
		}
		return strings.TrimSpace(string(out))
	}
	return map[string]string{
		"nix": revision(at.nix), "nur": revision(at.nur), "nixpkgs.lib": revision(at.lib),
		"real": fmt.Sprintf("%d repositories", len(folders(at.real))),
	}
}

// folders are the folders right below dir, sorted: the number that the record gives a repository is its place here,
// counted from 1.
func folders(dir string) []string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	var out []string
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			out = append(out, filepath.Join(dir, e.Name()))
		}
	}
	return out
}

// nixFiles are all regular files below dir that end in .nix, sorted.
func nixFiles(dir string) ([]string, error) {
	var out []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && strings.HasSuffix(path, ".nix") {
			out = append(out, path)
		}
		return err
	})
	return out, err
}
