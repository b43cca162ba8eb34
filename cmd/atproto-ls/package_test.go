package main

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

// inCI skips what takes long where nobody waits for it.
func inCI(t *testing.T) {
	t.Helper()
	if os.Getenv("CI") == "" && !*update {
		t.Skip("only with CI set: it takes long")
	}
}

// nixInstantiate is the judge, if there is one.
func nixInstantiate(t *testing.T) string {
	t.Helper()
	name := os.Getenv("NIX_INSTANTIATE")
	if name == "" {
		name = "nix-instantiate"
	}
	name, err := exec.LookPath(name)
	if err != nil {
		t.Skip("there is no nix-instantiate")
	}
	return name
}

// stubs stand for nixpkgs: they say what the flake asks of it.
const stubs = `
let
  lib = {
    genAttrs = names: f: builtins.listToAttrs (map (name: { inherit name; value = f name; }) names);
    escapeShellArgs = args: builtins.concatStringsSep " " (map (a: "'${toString a}'") args);
    licenses.mit = "MIT";
  };
  pkgs = {
    inherit lib;
    buildGo126Module = a: a;
    installShellFiles = "installShellFiles";
    callPackage = f: a: f ({ inherit lib; inherit (pkgs) installShellFiles; } // a);
    runCommand = name: attrs: script: { inherit name script; inputs = map (i: i.pname) attrs.nativeBuildInputs; };
  };
  nixpkgs = { inherit lib; legacyPackages = lib.genAttrs [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ] (_: pkgs); };
  self = out // { lastModifiedDate = "20260102030405"; outPath = "/source"; };
  out = (import %s).outputs { inherit self nixpkgs; };
in {
  systems = builtins.attrNames out.packages;
  package = { inherit (out.packages.x86_64-linux.default) pname version subPackages ldflags vendorHash; };
  overlay = ((out.overlays.default pkgs { }).atproto-ls).pname;
  check = out.lib.check { inherit pkgs; src = "/work space"; args = [ "--fail-level" "error" ]; };
  own = out.checks.aarch64-darwin.default.script;
}`

// The flake evaluates, and its check runs atproto-ls in the folder that it is given.
func TestFlake(t *testing.T) {
	expression := strings.Replace(stubs, "%s", absolute(t, projectFolder, "flake.nix"), 1)
	out, err := exec.Command(nixInstantiate(t), "--eval", "--strict", "--json", "-E", expression).CombinedOutput()
	var got struct {
		Systems []string
		Package struct {
			Pname, Version, VendorHash string
			SubPackages, LDFlags       []string
		}
		Overlay, Own string
		Check        struct {
			Name, Script string
			Inputs       []string
		}
	}
	if e := json.Unmarshal(out, &got); e != nil || err != nil {
		t.Fatalf("%v %v\n%s", err, e, out)
	}
	p := got.Package
	if len(got.Systems) != 4 || p.Pname != "atproto-ls" || got.Overlay != "atproto-ls" || len(got.Check.Inputs) != 1 ||
		p.LDFlags[2] != "-X main.version="+p.Version || p.Version != "0-unstable-20260102030405" {
		t.Errorf("got %+v", got)
	}
	folder := deployment(t)
	for level, want := range map[string]string{"error": "1", "never": "0"} {
		script := strings.NewReplacer("/work space", "'"+folder+"'", "'error'", level).Replace(got.Check.Script)
		result := filepath.Join(t.TempDir(), "out")
		text, code := bash(t, t.TempDir(), script, "out="+result)
		if _, err := os.Stat(result); code != want || (err == nil) != (want == "0") {
			t.Errorf("--fail-level %s: exit code %s, %v\n%s", level, code, err, text)
		}
	}
}

var vendorHash = regexp.MustCompile(`vendorHash = "(.*?)";`)

// The flake's vendorHash is that of what `go mod vendor` gives: Nix fetches the modules by it.
func TestVendorHash(t *testing.T) {
	inCI(t)
	folder := filepath.Join(t.TempDir(), "vendor")
	cmd := exec.Command("go", "mod", "vendor", "-o", folder)
	cmd.Dir = projectFolder
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	h := sha256.New()
	narString(h, "nix-archive-1")
	nar(t, h, folder)
	want := "sha256-" + base64.StdEncoding.EncodeToString(h.Sum(nil))
	name := filepath.Join(projectFolder, "flake.nix")
	text := readText(t, name)
	got := vendorHash.FindStringSubmatch(text)
	if got == nil {
		t.Fatal("the flake has no vendorHash")
	}
	if got[1] == want {
		return
	}
	if !*update {
		t.Fatalf("vendorHash is not current, it should be %s: go test ./cmd/atproto-ls -run VendorHash -update", want)
	}
	if err := os.WriteFile(name, []byte(strings.Replace(text, got[1], want, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
}

// nar writes a folder or a file as Nix archives it (Eelco Dolstra, The Purely Functional Software Deployment Model, 5.2.1).
func nar(t *testing.T, out io.Writer, name string) {
	t.Helper()
	info, err := os.Lstat(name)
	if err != nil {
		t.Fatal(err)
	}
	narString(out, "(")
	narString(out, "type")
	if !info.IsDir() {
		narString(out, "regular")
		if info.Mode()&0o100 != 0 {
			narString(out, "executable")
			narString(out, "")
		}
		narString(out, "contents")
		narString(out, readText(t, name))
		narString(out, ")")
		return
	}
	narString(out, "directory")
	entries, err := os.ReadDir(name) // sorted by bytes, as the archive is
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		for _, s := range []string{"entry", "(", "name", e.Name(), "node"} {
			narString(out, s)
		}
		nar(t, out, filepath.Join(name, e.Name()))
		narString(out, ")")
	}
	narString(out, ")")
}

func narString(out io.Writer, s string) {
	binary.Write(out, binary.LittleEndian, uint64(len(s)))
	io.WriteString(out, s)
	out.Write(make([]byte, (8-len(s)%8)%8))
}

// A release has what it says, with checksums that hold, and the same bytes each time.
func TestRelease(t *testing.T) {
	inCI(t)
	if runtime.GOOS != "linux" {
		t.Skip("it needs GNU tar")
	}
	script := absolute(t, projectFolder, ".ci", "release")
	folder := t.TempDir()
	for _, out := range []string{"one", "two"} {
		if text, code := bash(t, folder, script+" 1.2.3-rc.1 "+out+" $(go env GOHOSTOS)/$(go env GOHOSTARCH)", "SOURCE_DATE_EPOCH=1700000000"); code != "0" {
			t.Fatalf("exit code %s\n%s", code, text)
		}
	}
	out, code := bash(t, folder, `
cmp one/SHA256SUMS two/SHA256SUMS
cd one
sha256sum -c SHA256SUMS
tar -xzf *.tar.gz
cd atproto-ls-1.2.3-rc.1-*/
./atproto-ls version
test -s man/atproto-ls-check.1 -a -s completions/atproto-ls.fish -a -s licences/go -a -s licences/github.com_spf13_cobra -a -s LICENSE
grep -q atproto-ls completions/atproto-ls.bash
ls licences | wc -l`)
	if code != "0" || !strings.Contains(out, "atproto-ls 1.2.3-rc.1 (") {
		t.Errorf("exit code %s\n%s", code, out)
	}
	if text, code := bash(t, folder, script+" v1"); code != "2" || !strings.Contains(text, "usage") {
		t.Errorf("a wrong version: exit code %s\n%s", code, text)
	}
}
