package checks_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"atproto-ls/syntax"
)

// This file asks Nix itself where it is installed: NIX_INSTANTIATE, PATH, or where the tests' set-up puts it.

// nixInstantiate is the program, empty where there is none.
func nixInstantiate() string {
	home, _ := os.UserHomeDir()
	for _, candidate := range []string{os.Getenv("NIX_INSTANTIATE"), "nix-instantiate", filepath.Join(home, ".cache/atproto-ls-tools/bin/nix-instantiate")} {
		if path, err := exec.LookPath(candidate); err == nil && candidate != "" {
			return path
		}
	}
	return ""
}

// parsesInNix checks that our parser and Nix' own accept every text.
func parsesInNix(t *testing.T, texts []string) {
	t.Helper()
	folder := t.TempDir()
	args := []string{"--extra-experimental-features", "pipe-operators", "--parse"}
	seen := map[string]bool{}
	for _, text := range texts {
		if tree := syntax.Parse(text); len(tree.Errors) > 0 || len(syntax.Validate(tree)) > 0 {
			t.Errorf("our parser refuses %q", text)
		}
		if !seen[text] {
			seen[text] = true
			name := fmt.Sprintf("%d.nix", len(seen))
			write(t, folder, name, text)
			args = append(args, name)
		}
	}
	nix := nixInstantiate()
	if nix == "" {
		t.Log("no nix-instantiate: set NIX_INSTANTIATE to have it parse these texts too")
		return
	}
	cmd := exec.Command(nix, args...)
	cmd.Dir = folder
	var said strings.Builder
	cmd.Stderr = &said
	if err := cmd.Run(); err != nil {
		t.Errorf("Nix refuses a text: %v\n%s", err, said.String())
	}
	t.Logf("Nix parses all %d texts", len(seen))
}

// sameMeaning has nixpkgs' module system evaluate a block and its variants: all give the same configuration, so that what
// is tested with them are rewrites indeed. It needs Nix and NIXPKGS_LIB, a checkout of nixpkgs' lib.
func sameMeaning(t *testing.T, b block, variants []map[string]string) {
	t.Helper()
	nix, lib := nixInstantiate(), os.Getenv("NIXPKGS_LIB")
	if nix == "" || lib == "" {
		t.Log("no nix-instantiate or no NIXPKGS_LIB: the meaning of the rewrites is not compared")
		return
	}
	if _, err := os.Stat(filepath.Join(lib, "lib/default.nix")); err == nil {
		lib = filepath.Join(lib, "lib")
	}
	root := t.TempDir()
	for name, text := range b.in(map[string]string{"configuration.nix": b.text}) {
		write(t, filepath.Join(root, "0"), name, text)
	}
	for i, files := range variants {
		for name, text := range b.in(files) {
			write(t, filepath.Join(root, fmt.Sprint(i+1)), name, text)
		}
	}
	write(t, root, "compare.nix", fmt.Sprintf(`
let
  lib = import %s;
  value = n: builtins.removeAttrs (lib.evalModules {
    specialArgs.pkgs = { };
    modules = [ { freeformType = lib.types.attrsOf lib.types.anything; } (./. + "/${toString n}/configuration.nix") ];
  }).config [ "_module" ];
in
builtins.filter (n: value n != value 0) (lib.range 1 %d)
`, lib, len(variants)))
	cmd := exec.Command(nix, "--eval", "--strict", "--json", "compare.nix")
	cmd.Dir = root
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil || strings.TrimSpace(string(out)) != "[]" {
		t.Errorf("rewrites that mean something else: %s %v\n%s", out, err, said.String())
	}
}
