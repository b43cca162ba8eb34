package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"atproto-ls/analysis/checks"
)

const docsFolder = "../../docs"

// The documentation of the checks and the man pages are written from the code; this says when they are not.
func TestGeneratedDocs(t *testing.T) {
	pages := map[string]string{}
	var table strings.Builder
	table.WriteString("# The checks\n\nWritten from the code: `go test ./cmd/atproto-ls -update`.\n\n")
	table.WriteString("| code | name | severity | finds |\n|---|---|---|---|\n")
	for _, c := range checks.All {
		pages["checks/"+c.Code+".md"] = page(c)
		fmt.Fprintf(&table, "| [%s](%s.md) | %s | %s | %s |\n", c.Code, c.Code, c.Name, c.Severity, c.Summary)
	}
	pages["checks/README.md"] = table.String()
	root := newRoot(streams{out: io.Discard, err: io.Discard})
	root.DisableAutoGenTag = true
	addManPages(t, root, pages)
	for name, text := range pages {
		name = filepath.Join(docsFolder, filepath.FromSlash(name))
		if *update {
			if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		} else if got, err := os.ReadFile(name); err != nil || string(got) != text {
			t.Errorf("%s is not current: go test ./cmd/atproto-ls -update", name)
		}
	}
	for _, folder := range []string{"checks", "man"} {
		entries, err := os.ReadDir(filepath.Join(docsFolder, folder))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if _, known := pages[folder+"/"+e.Name()]; !known {
				t.Errorf("docs/%s/%s is written by nobody: remove it", folder, e.Name())
			}
		}
	}
}

// addManPages adds the man pages of cmd and the commands below it. A command to complete words has none of its own.
func addManPages(t *testing.T, cmd *cobra.Command, pages map[string]string) {
	t.Helper()
	written := time.Date(2026, time.November, 1, 0, 0, 0, 0, time.UTC)
	var b bytes.Buffer
	header := &doc.GenManHeader{Section: "1", Source: "atproto-ls", Manual: "atproto-ls", Date: &written}
	if err := doc.GenMan(cmd, header, &b); err != nil {
		t.Fatal(err)
	}
	pages["man/"+strings.ReplaceAll(cmd.CommandPath(), " ", "-")+".1"] = inTroff(b.String())
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() && !c.IsAdditionalHelpTopicCommand() {
			addManPages(t, c, pages)
		}
	}
}

// inTroff has the characters beyond ASCII as every troff reads them, whatever it takes for the page's encoding.
func inTroff(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r > 0x7e {
			fmt.Fprintf(&b, `\[u%04X]`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}
