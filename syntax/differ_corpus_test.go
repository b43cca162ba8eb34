package syntax_test

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

func itoa(n int) string { return strconv.Itoa(n) }

// TestNixCorpora compares our verdict with Nix's on the checkouts that the environment names.
func TestNixCorpora(t *testing.T) {
	for _, name := range []string{"NIX_SRC", "ATPROTO_NUR", "NIXPKGS_LIB", "REAL"} {
		t.Run(name, func(t *testing.T) {
			dir := os.Getenv(name)
			if dir == "" {
				t.Skip(name + " names no checkout")
			}
			if name == "NIX_SRC" {
				dir = filepath.Join(dir, "tests/functional/lang")
			}
			names, texts := readNix(t, dir)
			agree(t, names, texts)
		})
	}
}

// readNix reads every .nix file below dir.
func readNix(tb testing.TB, dir string) (names, texts []string) {
	tb.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || filepath.Ext(path) != ".nix" {
			return err
		}
		text, err := os.ReadFile(path)
		names, texts = append(names, path), append(texts, string(text))
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return names, texts
}
