//go:build oracle

package eval_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"atproto-ls/eval"
	"atproto-ls/syntax"
)

// TestNixLang runs Nix's own tests/functional/lang, for .ci/oracle, which names its checkout in NIX_SRC: eval-okay must be equal or Unknown,
// eval-fail must give no value.
func TestNixLang(t *testing.T) {
	src := os.Getenv("NIX_SRC")
	if src == "" {
		t.Fatal("NIX_SRC names no checkout of Nix")
	}
	lang := filepath.Join(src, "tests", "functional", "lang")
	okay, _ := filepath.Glob(filepath.Join(lang, "eval-okay-*.nix"))
	equal, unknown := 0, 0
	for _, p := range okay {
		want, ok := plain(p)
		if !ok {
			continue
		}
		switch got := runFile(p); {
		case got == strings.ReplaceAll(want, "/pwd/", filepath.Dir(lang)+"/"):
			equal++
		case strings.HasPrefix(got, "unknown: ") || strings.HasPrefix(got, "choice: "):
			unknown++
			t.Logf("%s: %s", filepath.Base(p), got)
		default:
			t.Errorf("%s:\n got %s\nwant %s", filepath.Base(p), got, want)
		}
	}
	t.Logf("eval-okay: %d equal, %d unknown", equal, unknown)
	fail, _ := filepath.Glob(filepath.Join(lang, "eval-fail-*.nix"))
	for _, p := range fail {
		if _, err := os.Stat(strings.TrimSuffix(p, ".nix") + ".flags"); err == nil {
			continue
		}
		if got := runFile(p); !strings.HasPrefix(got, "error: ") && !strings.HasPrefix(got, "unknown: ") {
			t.Errorf("%s: got %s, want an error", filepath.Base(p), got)
		}
	}
}

// plain is the expected output of a test that needs no flags.
func plain(p string) (want string, ok bool) {
	base := strings.TrimSuffix(p, ".nix")
	if _, err := os.Stat(base + ".flags"); err == nil {
		return "", false
	}
	b, err := os.ReadFile(base + ".exp")
	return strings.TrimSuffix(string(b), "\n"), err == nil
}

func runFile(p string) string {
	s := eval.New(eval.Options{
		Loader: disk{map[string]*syntax.File{}}, Strict: true, Home: "/fake-home",
		Getenv:     func(name string) string { return map[string]string{"TEST_VAR": "foo"}[name] },
		SearchPath: []eval.SearchEntry{{Path: filepath.Join(filepath.Dir(p), "dir3")}, {Path: filepath.Join(filepath.Dir(p), "dir4")}},
	})
	return verdict(s, s.Import(p))
}
