package syntax_test

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

func itoa(n int) string { return strconv.Itoa(n) }

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
