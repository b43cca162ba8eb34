package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// nixpkgsStub stands for nixpkgs as a flake. Its packages are built from what the machine has; of a Go program it installs the
// one that is tried, and then does what the package asks for after the installation.
const nixpkgsStub = `{
  outputs = { self }: let
    lib = {
      genAttrs = names: f: builtins.listToAttrs (map (name: { inherit name; value = f name; }) names);
      escapeShellArgs = args: builtins.concatStringsSep " " (map (a: "'${toString a}'") args);
      licenses.mit = { spdxId = "MIT"; };
    };
    pkgsOf = system: let
      make = name: inputs: script: derivation {
        inherit name system;
        builder = "/bin/bash";
        args = [ "-e" "-c" (script + "\nexit 0") ]; # nix kills who closes the log, as many programs do before they end
        PATH = builtins.concatStringsSep ":" (map (i: "${i}/bin") inputs ++ [ "/usr/bin" "/bin" ]);
      };
      pkgs = {
        inherit lib system;
        buildGo126Module = a: assert a.subPackages == [ "cmd/atproto-ls" ] && a.vendorHash != ""; make a.pname a.nativeBuildInputs ''
          mkdir -p $out/bin $out/share/completions
          cp /program/atproto-ls $out/bin/
          cp -r ${a.src} source && chmod -R u+w source && cd source
          . $(type -p install-shell-files)
          ${a.postInstall}
        '';
        installShellFiles = make "install-shell-files" [ ] ''
          mkdir -p $out/bin
          printf '%s\n' 'installManPage() { mkdir -p $out/share/man/man1; cp "$@" $out/share/man/man1; }' \
            'installShellCompletion() { for f in "$@"; do test -s $f; done; cp "$@" $out/share/completions; }' >$out/bin/install-shell-files
          chmod +x $out/bin/install-shell-files
        '';
        callPackage = f: a: f ({ inherit lib; inherit (pkgs) installShellFiles; } // a);
        runCommand = name: attrs: make name attrs.nativeBuildInputs;
      };
    in pkgs;
  in { inherit lib; legacyPackages = lib.genAttrs [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ] pkgsOf; };
}
`

// flakes is a folder with three of them: nixpkgs as a stub, ours, and the one of the page that has ours as an input.
type flakes struct {
	t           *testing.T
	nix, folder string
}

func newFlakes(t *testing.T) flakes {
	t.Helper()
	nix := filepath.Join(filepath.Dir(nixInstantiate(t)), "nix")
	if _, err := os.Stat(nix); err != nil {
		t.Skip("there is no nix beside nix-instantiate")
	}
	f := flakes{t, nix, t.TempDir()}
	writeTest(t, f.folder, "stub/flake.nix", nixpkgsStub)
	writeTest(t, f.folder, "ours/flake.nix", readText(t, filepath.Join(projectFolder, "flake.nix")))
	if err := os.CopyFS(filepath.Join(f.folder, "ours", "docs", "man"), os.DirFS(filepath.Join(docsFolder, "man"))); err != nil {
		t.Fatal(err)
	}
	writeTest(t, f.folder, "users/flake.nix", blocks(t, filepath.Join(docsFolder, "ci", "nix.md"), "nix")[0])
	return f
}

// run runs nix on one of them, without a network.
func (f flakes) run(name string, args ...string) (out string, err error) {
	f.t.Helper()
	flake := func(name string) string { return "path:" + filepath.Join(f.folder, name) }
	args = append(args, flake(name), "--offline", "--no-write-lock-file", "--override-input", "nixpkgs", flake("stub"))
	if name == "users" {
		args = append(args, "--override-input", "atproto-ls", flake("ours"))
	}
	cmd := exec.Command(f.nix, args...)
	cmd.Env = append(os.Environ(), "HOME="+f.folder)
	text, err := cmd.CombinedOutput()
	return string(text), err
}

// Nix itself accepts our flake, for every system, and the flake of the page that has ours as an input.
func TestNixFlakeCheck(t *testing.T) {
	f := newFlakes(t)
	for name, args := range map[string][]string{"ours": {"--all-systems"}, "users": nil} {
		out, err := f.run(name, append([]string{"flake", "check", "--no-build"}, args...)...)
		if err != nil || !strings.Contains(out, "atproto-ls-check.drv") {
			t.Errorf("%s: %v, or no check was evaluated:\n%s", name, err, out)
		}
	}
}

// building are the flags with which nix builds in a store of its own, in a sandbox that has the machine's programs and, as
// /program, the one that is tried. The test is skipped where there can be no sandbox.
func (f flakes) building() []string {
	f.t.Helper()
	program, err := exec.LookPath("atproto-ls")
	if err != nil {
		f.t.Fatal(err)
	}
	if program, err = filepath.EvalSymlinks(program); err != nil {
		f.t.Fatal(err)
	}
	paths := "/program/atproto-ls=" + program
	for _, folder := range []string{"/bin", "/usr", "/lib", "/lib64"} {
		if _, err := os.Stat(folder); err == nil {
			paths += " " + folder
		}
	}
	flags := []string{
		"--store", filepath.Join(f.folder, "store"), "--option", "sandbox", "true", "--option", "sandbox-paths", paths,
		"--option", "build-hook", "", "-L",
	}
	f.t.Cleanup(func() { exec.Command("chmod", "-R", "u+w", filepath.Join(f.folder, "store")).Run() }) // what nix has built is read-only
	writeTest(f.t, f.folder, "try.nix", `derivation { name = "try"; system = builtins.currentSystem; builder = "/bin/bash"; args = [ "-c" "echo >$out; exit 0" ]; }`)
	try := append([]string{"build", "--impure", "--offline", "--no-link", "--file", filepath.Join(f.folder, "try.nix")}, flags...)
	if out, err := exec.Command(f.nix, try...).CombinedOutput(); err != nil {
		f.t.Skipf("nix cannot build in a sandbox here: %v\n%s", err, out)
	}
	return flags
}

// The package builds, with its man pages and completions; our own check and that of the page are built, which runs the
// program in the sandbox; the page's fails where there is a mistake, and shows it.
func TestNixBuild(t *testing.T) {
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		t.Skip("the flake of the page is for x86_64-linux")
	}
	f := newFlakes(t)
	flags := f.building()
	link := filepath.Join(f.folder, "result")
	if out, err := f.run("ours", append([]string{"build", "--out-link", link}, flags...)...); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	target, err := os.Readlink(link)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"bin/atproto-ls", "share/man/man1/atproto-ls-check.1", "share/completions/atproto-ls.fish"} {
		if _, err := os.Stat(filepath.Join(f.folder, "store", target, want)); err != nil {
			t.Error(err)
		}
	}
	for _, c := range []struct{ flake, text, want string }{
		{"ours", "", ""},
		{"users", "{ services.nginx.enable = true; }\n", ""},
		{"users", "{ services.nginx.enable = true }\n", "configuration.nix:1:32: error ATP001"},
	} {
		if c.text != "" {
			writeTest(t, f.folder, c.flake+"/configuration.nix", c.text)
		}
		out, err := f.run(c.flake, append([]string{"flake", "check"}, flags...)...)
		if (err != nil) != (c.want != "") || !strings.Contains(out, c.want) {
			t.Errorf("%s: %v, want %q in\n%s", c.flake, err, c.want, out)
		}
	}
}
