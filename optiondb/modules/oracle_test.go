//go:build oracle

package modules_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// nixpkgsLib and judge are the checkout of nixpkgs' lib and Nix, which the oracle's tests cannot do without.
func nixpkgsLib(t *testing.T) string {
	p := os.Getenv("NIXPKGS_LIB")
	if p == "" {
		t.Fatal("NIXPKGS_LIB names no checkout of github.com/nix-community/nixpkgs.lib")
	}
	return p
}

func judge(t *testing.T, expression string) (out string, ok bool) {
	nix := os.Getenv("NIX_INSTANTIATE")
	if nix == "" {
		nix = "nix-instantiate"
	}
	cmd := exec.Command(nix, "--eval", "--strict", "--json", "-E", expression)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		if _, exited := err.(*exec.ExitError); !exited {
			t.Fatal(err)
		}
		return stderr.String(), false
	}
	return strings.TrimSpace(stdout.String()), true
}

// What the cases say of values is what nixpkgs' own module system says, where it is known.
func TestCasesAgreeWithNix(t *testing.T) {
	lib := nixpkgsLib(t)
	names, err := filepath.Glob(casesFolder + "/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	asked := 0
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(string(archive.Comment), "Lenient") {
			continue
		}
		folder := t.TempDir()
		for _, f := range archive.Files {
			if strings.HasSuffix(f.Name, ".nix") {
				file := filepath.Join(folder, f.Name)
				if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(file, f.Data, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
		for _, f := range archive.Files {
			if f.Name != "values" {
				continue
			}
			for line := range strings.Lines(string(f.Data)) {
				attr, want, _ := strings.Cut(strings.TrimSpace(line), " = ")
				if strings.HasPrefix(want, "unknown: ") || strings.HasPrefix(want, "(") {
					continue
				}
				asked++
				got, ok := judge(t, "let lib = import "+lib+"/lib; in { inherit (lib.evalModules { modules = [ "+folder+"/"+archive.Files[0].Name+" ]; }) config options; }."+attr)
				got = strings.ReplaceAll(got, folder, "/m")
				if message, isError := strings.CutPrefix(want, "error: "); isError && (ok || !strings.Contains(got, message)) || !isError && got != want {
					t.Errorf("%s: %s is %s, Nix says %s", filepath.Base(name), attr, want, got)
				}
			}
		}
	}
	if asked == 0 {
		t.Error("no case has values")
	}
}
