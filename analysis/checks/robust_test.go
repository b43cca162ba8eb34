package checks_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"atproto-ls/analysis"
	"atproto-ls/analysis/checks"
)

// No check crashes over a text that ends anywhere, as texts do while they are being written, and every fix that is
// offered can be made.
func TestTextsThatEndAnywhere(t *testing.T) {
	names, err := filepath.Glob("../../testdata/checks/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.Files {
			if !strings.HasSuffix(f.Name, ".nix") {
				continue
			}
			t.Run(filepath.Base(name)+"/"+f.Name, func(t *testing.T) {
				t.Parallel()
				text := unmark(string(f.Data))
				for end := 0; end <= len(text); end += stride {
					if end < len(text) && end > 0 && isLetter(text[end-1]) && isLetter(text[end]) {
						continue // a part of a word is another word
					}
					cutOff(t, f.Name, text[:end])
				}
			})
		}
	}
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func cutOff(t *testing.T, name, text string) {
	t.Helper()
	s := analysis.NewSnapshot("/w", []*analysis.File{analysis.NewFile("/w/a.nix", text)}, nothing{})
	findings, err := s.Run(context.Background(), analysis.Rules{Checks: checks.All})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range findings.Crashes {
		t.Errorf("%s, first %d bytes: %v\n%s", name, len(text), c, c.Stack)
	}
	for _, d := range findings.Diagnostics {
		if d.Start < 0 || d.End < d.Start || d.End > len(text) {
			t.Errorf("%s, first %d bytes: %s from %d to %d", name, len(text), d.Code, d.Start, d.End)
		}
		for _, fix := range d.Fixes {
			if _, ok := s.Apply(fix); !ok {
				t.Errorf("%s, first %d bytes: `%s` cannot be made", name, len(text), fix.Title)
			}
		}
	}
}

// nothing is a disk with nothing on it but an almost right name.
type nothing struct{}

// Look implements [analysis.Disk].
func (nothing) Look(string) analysis.Presence { return analysis.Absent }

// Names implements [analysis.Disk].
func (nothing) Names(string) []string { return []string{"hardware.nix"} }

// Text implements [analysis.Disk].
func (nothing) Text(string) (string, bool) { return "", false }
