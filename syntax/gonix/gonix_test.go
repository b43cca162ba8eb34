package gonix_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"atproto-ls/syntax"
	"atproto-ls/syntax/gonix"
)

const testdata = "../../testdata/syntax"

// TestListedDifferences holds testdata/syntax/gonix.txt against both parsers.
func TestListedDifferences(t *testing.T) {
	list, err := os.ReadFile(filepath.Join(testdata, "gonix.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(list)) {
		if strings.HasPrefix(line, "#") || strings.TrimSpace(line) == "" {
			continue
		}
		kind, rest, _ := strings.Cut(line, "|")
		end := strings.LastIndex(rest, "|")
		text := strings.TrimSpace(rest[:end])
		f := syntax.Parse(text)
		we := len(f.Errors)+len(syntax.Validate(f)) == 0
		they, _ := gonix.Accepts(text)
		switch kind := strings.TrimSpace(kind); {
		case kind == "accepts" && (we || !they), kind == "refuses" && (!we || they):
			t.Errorf("%s: listed as %s; we accept: %v, go-nix: %v", text, kind, we, they)
		case kind == "misreads" && !gonix.Misreads(f):
			t.Errorf("%s: listed as misread, and not known to be", text)
		}
	}
}

// TestSameTree compares the two trees of every text that both accept, in testdata and in the checkouts at hand.
func TestSameTree(t *testing.T) {
	compared := 0
	for _, dir := range []string{"../../testdata", os.Getenv("ATPROTO_NUR"), os.Getenv("NIXPKGS_LIB"), os.Getenv("NIX_SRC"), os.Getenv("REAL")} {
		if dir == "" {
			continue
		}
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() || filepath.Ext(path) != ".nix" {
				return err
			}
			src, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			f := syntax.Parse(string(src))
			if difference := gonix.Difference(f); difference != "" {
				t.Errorf("%s:\n%.2000s", path, difference)
			}
			compared++
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d texts", compared)
}

// TestDifferenceIsSeen makes sure that the comparison sees what it is for.
func TestDifferenceIsSeen(t *testing.T) {
	f := syntax.Parse("a: [ a ]; b")
	f.Errors = nil // as if we accepted what go-nix refuses: nothing to compare
	if d := gonix.Difference(f); d != "" {
		t.Errorf("refused by go-nix: %s", d)
	}
	f = syntax.Parse("a: a < a < a")
	f.Errors = nil // as if we accepted what Nix refuses: the same tree
	if d := gonix.Difference(f); d != "" {
		t.Errorf("left-associative: %s", d)
	}
}

func TestLimits(t *testing.T) {
	for name, text := range map[string]string{
		"deep":  strings.Repeat("[", 100) + strings.Repeat("]", 100),
		"large": strings.Repeat(" ", gonix.MaxSource) + "1",
	} {
		if ok, err := gonix.Accepts(text); ok || !errors.Is(err, gonix.ErrLimit) {
			t.Errorf("%s: %v, %v", name, ok, err)
		}
	}
	if ok, err := gonix.Accepts("{ a = 1; }"); !ok || err != nil {
		t.Error(ok, err)
	}
	if ok, err := gonix.Accepts("{ a = 1 }"); ok || err == nil {
		t.Error(ok, err)
	}
}
