package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// nixpkgsStub stands for nixpkgs as a flake: what it makes are derivations that nobody builds.
const nixpkgsStub = `{
  outputs = { self }: let
    lib = {
      genAttrs = names: f: builtins.listToAttrs (map (name: { inherit name; value = f name; }) names);
      escapeShellArgs = args: builtins.concatStringsSep " " (map (a: "'${toString a}'") args);
      licenses.mit = { spdxId = "MIT"; };
    };
    pkgsOf = system: let
      make = more: derivation ({ inherit system; builder = "/bin/sh"; } // more);
      pkgs = {
        inherit lib system;
        buildGo126Module = a: make { name = a.pname; inherit (a) vendorHash ldflags subPackages postInstall; };
        installShellFiles = make { name = "install-shell-files"; };
        callPackage = f: a: f ({ inherit lib; inherit (pkgs) installShellFiles; } // a);
        runCommand = name: attrs: script: make { inherit name; args = [ "-c" script ]; inherit (attrs) nativeBuildInputs; };
      };
    in pkgs;
  in { inherit lib; legacyPackages = lib.genAttrs [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ] pkgsOf; };
}
`

// Nix itself accepts our flake, for every system, and the flake of the page that has ours as an input.
func TestNixFlakeCheck(t *testing.T) {
	nix := filepath.Join(filepath.Dir(nixInstantiate(t)), "nix")
	if _, err := os.Stat(nix); err != nil {
		t.Skip("there is no nix beside nix-instantiate")
	}
	folder := t.TempDir()
	for _, name := range []string{"stub", "ours", "users"} {
		if err := os.Mkdir(filepath.Join(folder, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	writeTest(t, filepath.Join(folder, "stub"), "flake.nix", nixpkgsStub)
	writeTest(t, filepath.Join(folder, "ours"), "flake.nix", readText(t, filepath.Join(projectFolder, "flake.nix")))
	writeTest(t, filepath.Join(folder, "users"), "flake.nix", blocks(t, filepath.Join(docsFolder, "ci", "nix.md"), "nix")[0])
	stub, ours := "path:"+filepath.Join(folder, "stub"), "path:"+filepath.Join(folder, "ours")
	for name, args := range map[string][]string{
		"ours":  {"--all-systems", "--override-input", "nixpkgs", stub},
		"users": {"--override-input", "nixpkgs", stub, "--override-input", "atproto-ls", ours},
	} {
		t.Run(name, func(t *testing.T) {
			all := append([]string{"flake", "check", "--no-build", "--offline", "--no-write-lock-file", "path:" + filepath.Join(folder, name)}, args...)
			cmd := exec.Command(nix, all...)
			cmd.Env = append(os.Environ(), "HOME="+folder)
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			if !strings.Contains(string(out), "atproto-ls-check.drv") {
				t.Errorf("no check was evaluated:\n%s", out)
			}
		})
	}
}
