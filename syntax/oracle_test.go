//go:build oracle

package syntax_test

import (
	"os"
	"path/filepath"
	"testing"
)

// TestNixCorpora compares our verdict with Nix's on the checkouts that the environment names; .ci/oracle runs it.
func TestNixCorpora(t *testing.T) {
	for _, name := range []string{"NIX_SRC", "ATPROTO_NUR", "NIXPKGS_LIB", "REAL"} {
		t.Run(name, func(t *testing.T) {
			dir := os.Getenv(name)
			if dir == "" {
				t.Fatal(name + " names no checkout")
			}
			if name == "NIX_SRC" {
				dir = filepath.Join(dir, "tests/functional/lang")
			}
			names, texts := readNix(t, dir)
			agree(t, names, texts)
		})
	}
}
