package workspace_test

import (
	"os"
	"path/filepath"
	"testing"

	"atproto-ls/analysis/workspace"
)

// BenchmarkModules evaluates the modules of the ATProto NUR, where a checkout of it is at hand.
func BenchmarkModules(b *testing.B) {
	nur := os.Getenv("ATPROTO_NUR")
	if nur == "" {
		b.Skip("ATPROTO_NUR names no checkout")
	}
	for b.Loop() {
		w, err := workspace.Open(b.TempDir(), workspace.Options{})
		if err != nil {
			b.Fatal(err)
		}
		w.Name([]string{filepath.Join(nur, "modules")}, nil, "", true, false)
		if _, err := w.Sources(); err != nil {
			b.Fatal(err)
		}
	}
}
