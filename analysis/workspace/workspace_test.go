package workspace

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"atproto-ls/analysis"
	"atproto-ls/analysis/checks"
)

// tree writes files into a fresh folder: a name that ends in a slash is a folder, "a -> b" a link.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		name, target, isLink := strings.Cut(name, " -> ")
		full := filepath.Join(root, name)
		if err = os.MkdirAll(filepath.Dir(full), 0o755); err == nil {
			switch {
			case isLink:
				err = os.Symlink(target, full)
			case strings.HasSuffix(name, "/"):
				err = os.MkdirAll(full, 0o755)
			default:
				err = os.WriteFile(full, []byte(text), 0o644)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func load(t *testing.T, root string, paths ...string) ([]string, []Problem) {
	t.Helper()
	w, err := Open(root, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range paths {
		paths[i] = filepath.Join(root, paths[i])
	}
	loaded := w.Load(context.Background(), Request{Paths: paths})
	var names []string
	for _, f := range loaded.Files {
		names = append(names, loaded.Snapshot.Relative(f))
	}
	return names, loaded.Problems
}

func TestWhatAWalkFinds(t *testing.T) {
	root := tree(t, map[string]string{
		"flake.nix": "", "b/b.nix": "", "a/a.nix": "", "a/a.txt": "", ".hidden/x.nix": "", ".direnv/x.nix": "",
		".gitignore": "*.gen.nix\n/private/\n!keep.gen.nix\n", "x.gen.nix": "", "keep.gen.nix": "", "private/x.nix": "",
		"b/private/x.nix": "", "b/.gitignore": "b2.nix\n!x.gen.nix", "b/b2.nix": "", "b/x.gen.nix": "",
		"out/gone.nix": "", SettingsFile: "[check]\nexclude = [\"out\", \"**/tests/**\"]", "b/tests/t.nix": "",
		"result -> /nix/store": "", "loop -> .": "", "a/up -> ../..": "", "b/again -> ../a": "", "broken.nix -> nowhere": "",
		"a/link.nix -> a.nix": "", "folder.nix/": "",
	})
	got, problems := load(t, root, ".")
	want := []string{"a/a.nix", "b/b.nix", "b/private/x.nix", "b/x.gen.nix", "flake.nix", "keep.gen.nix"}
	if !slices.Equal(got, want) || len(problems) > 0 {
		t.Errorf("got %v %v, want %v", got, problems, want)
	}
}

func TestWhatIsNamedIsRead(t *testing.T) {
	root := tree(t, map[string]string{
		".gitignore": "private", "flake.nix": "", "private/a.nix": "", ".hidden/b.nix": "", "noext": "1",
		"shared/c.nix": "", "hosts/common -> ../shared": "",
	})
	got, problems := load(t, root, "private", ".hidden/b.nix", "noext", "missing.nix", "hosts", "noext")
	if want := []string{".hidden/b.nix", "noext", "private/a.nix", "shared/c.nix"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if len(problems) != 1 || !strings.HasSuffix(problems[0].Error(), "missing.nix: no such file or directory") {
		t.Errorf("problems: %v", problems)
	}
}

// What stands around what was named is read where that is asked for, and only there.
func TestWhatIsAround(t *testing.T) {
	root := tree(t, map[string]string{"flake.nix": "", "hosts/a.nix": "", "lib.nix": "", ".gitignore": "private", "private/b.nix": ""})
	w, err := Open(root, Options{})
	if err != nil {
		t.Fatal(err)
	}
	read := func(around bool, paths ...string) (names []string) {
		for _, f := range w.Load(context.Background(), Request{Paths: paths, Around: around}).Snapshot.Files() {
			names = append(names, w.relative(f.Path))
		}
		return names
	}
	host := filepath.Join(root, "hosts/a.nix")
	if got := read(false); got != nil {
		t.Errorf("nothing was named: got %v", got)
	}
	if got := read(false, host); !slices.Equal(got, []string{"hosts/a.nix"}) {
		t.Errorf("one file: got %v", got)
	}
	if got := read(true, host); !slices.Equal(got, []string{"flake.nix", "hosts/a.nix", "lib.nix"}) {
		t.Errorf("one file and what is around it: got %v", got)
	}
}

func TestTextsReplaceFiles(t *testing.T) {
	root := tree(t, map[string]string{"flake.nix": "1", "a.nix": "2"})
	w, _ := Open(root, Options{})
	a, fresh := filepath.ToSlash(filepath.Join(root, "a.nix")), filepath.ToSlash(filepath.Join(root, "new.nix"))
	loaded := w.Load(context.Background(), Request{Paths: []string{root, fresh}, Texts: map[string]string{a: "3", fresh: "4"}})
	for name, want := range map[string]string{"flake.nix": "1", "a.nix": "3", "new.nix": "4"} {
		f := loaded.Snapshot.File(w.Root + "/" + name)
		if f == nil || f.Tree.Source() != want {
			t.Errorf("%s: %v", name, f)
		}
	}
}

func TestRoots(t *testing.T) {
	root := tree(t, map[string]string{
		"repo/.git/": "", "repo/hosts/a/default.nix": "", "repo/flake/flake.nix": "", "repo/flake/x/y.nix": "",
		"repo/lab/" + SettingsFile: "[check]\nfail-level = \"never\"", "repo/lab/deep/x.nix": "",
	})
	for path, want := range map[string]string{
		"repo/hosts/a/default.nix": "repo", "repo/hosts/a": "repo", "repo/flake/x": "repo/flake", "repo/lab/deep/x.nix": "repo/lab",
		"repo/hosts/not-there.nix": "repo",
	} {
		w, err := Open(filepath.Join(root, path), Options{})
		if err != nil || w.Root != filepath.ToSlash(filepath.Join(root, want)) {
			t.Errorf("%s: %v, %v; want %s", path, w.Root, err, want)
		}
		if (w.SettingsFrom != "") != (want == "repo/lab") || (w.Settings.Check.FailLevel == Never) != (want == "repo/lab") {
			t.Errorf("%s: settings from %q", path, w.SettingsFrom)
		}
	}
}

// Git itself is asked where it is installed: it wrote the rules.
func TestIgnoresAsGitDoes(t *testing.T) {
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("git is not installed")
	}
	names := []string{"a.nix", "a/a.nix", "a/b/c.nix", "b/a/x.nix", "foo/x.nix", "foo/bar/x.nix", "x{1,2}.nix", "x1.nix", "x y.nix",
		"#x.nix", "!x.nix", "build/a.nix", "src/build/a.nix", "docs/a/b/c.nix", "docs/c.nix", "[x].nix", "y.nix "}
	files := map[string]string{".gitignore": strings.Join([]string{
		"# a comment", "/a.nix", "a/b/", "foo/*", "!foo/bar", "x{1,2}.nix", `\#x.nix`, `\!x.nix`, "build", "!src/build",
		"docs/**/c.nix", "**/b/a", "x[0-9]?nix", "x y.nix   ", "y.nix\\ ", "", "/[[]x].nix", "end/**", "!end/keep.nix",
	}, "\n"), "end/keep.nix": "", "end/gone.nix": "", "src/.gitignore": "*.tmp.nix\n", "src/a.tmp.nix": ""}
	for _, n := range names {
		files[n] = ""
	}
	root := tree(t, files)
	if out, err := exec.Command(git, "-C", root, "init", "-q").CombinedOutput(); err != nil {
		t.Skipf("git init: %v %s", err, out)
	}
	g := newIgnores(filepath.ToSlash(root))
	for name := range files {
		want := exec.Command(git, "-C", root, "check-ignore", "-q", "--no-index", name).Run() == nil
		if got := g.ignored(filepath.ToSlash(filepath.Join(root, name)), false); got != want {
			t.Errorf("%q: ignored %v, git says %v", name, got, want)
		}
	}
}

func TestWhatTheDiskSays(t *testing.T) {
	root := tree(t, map[string]string{
		"flake.nix": "", "a.nix": "", "d/": "", ".gitignore": "secret.nix\ngen/\n", "broken -> nowhere": "", "sub/": "",
		".gitmodules": "[submodule \"sub\"]\n\tpath = sub\n",
	})
	w, _ := Open(root, Options{})
	d := &disk{w: w}
	for name, want := range map[string]analysis.Presence{
		"a.nix": analysis.RegularFile, "d": analysis.Folder, "x.nix": analysis.Absent, "a.nix/x": analysis.Absent,
		"secret.nix": analysis.Unsure, "gen/x.nix": analysis.Unsure, "broken": analysis.Unsure, "sub/x.nix": analysis.Unsure,
		"../x.nix": analysis.Unsure,
	} {
		if got := d.Look(filepath.ToSlash(filepath.Join(root, name))); got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	if names := d.Names(w.Root + "/.."); names != nil {
		t.Errorf("outside the workspace nothing is listed, got %v", names)
	}
}

func TestSettings(t *testing.T) {
	full := `
[options]
modules = ["../nur/modules"]
json = []
bundled = true
machine = false
nixpkgs-lib = ""
[check]
entries = []
select = ["ATP"]
ignore = ["ATP9"]
exclude = ["tests/**"]
fail-level = "warning"
baseline = ""
[check.severity]
missing-import = "information"
[[check.per-path]]
path = "hosts/lab/**"
ignore = ["ATP0"]
`
	s, err := ParseSettings("s.toml", full)
	if err != nil || s.Check.PerPath[0].Path != "hosts/lab/**" || s.Options.Modules[0] != "../nur/modules" {
		t.Fatal(s, err)
	}
	w := &Workspace{Root: "/w", Settings: s}
	rules, err := w.Rules(checks.All)
	if err != nil || rules.Severity["ATP005"] != analysis.Information {
		t.Fatal(rules.Severity, err)
	}
	missing := analysis.Find(checks.All, "missing-import")
	if !rules.Ignored("/w/hosts/lab/a/b.nix", missing) || rules.Ignored("/w/hosts/lab2/b.nix", missing) {
		t.Error("per-path")
	}
	if slices.Contains(rules.Checks, analysis.Find(checks.All, "ATP901")) || !slices.Contains(rules.Checks, missing) {
		t.Error("select and ignore")
	}
	for text, want := range map[string]string{
		"[chekc]\n":                                "s.toml:1:2: unknown key `chekc`; did you mean `check`?",
		"[check]\nfail_level = \"error\"":          "s.toml:2:1: unknown key `check.fail_level`; did you mean `check.fail-level`?",
		"[check]\nselect = \"ATP\"":                "s.toml:2:",
		"[check]\nfail-level = \"bad\"":            "s.toml: check.fail-level: got `bad`, want one of `error`, `warning`, `information`, `hint`, `never`",
		"[check.severity]\nATP001 = \"fatal\"":     "s.toml: check.severity.ATP001: got severity `fatal`, want one of",
		"[check]\nexclude = [\"a[\"]":              "s.toml: got `a[` where a glob",
		"[check]\nfail-level = \n":                 "s.toml:2:",
		"[[check.per-path]]\npath = \"a\"\nigno=1": "s.toml:3:1: unknown key `check.per-path.igno`; did you mean `check.per-path.ignore`?",
	} {
		if _, err := ParseSettings("s.toml", text); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
}

func TestSettingsOfUnknownChecks(t *testing.T) {
	for _, c := range []CheckSettings{
		{Select: []string{"nope"}}, {Ignore: []string{"nope"}}, {Severity: map[string]string{"nope": "error"}},
		{PerPath: []PathSettings{{"a", []string{"nope"}}}},
	} {
		w := &Workspace{Settings: Settings{Check: c}}
		if _, err := w.Rules(checks.All); err == nil {
			t.Errorf("%v: no error", c)
		}
	}
}

// What ships is written once, whole and read-only, and is not judged.
func TestWriteShipped(t *testing.T) {
	cache := t.TempDir()
	folder, err := WriteShipped(cache)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(folder, "documented/lib/database.nix")
	info, err := os.Stat(name)
	if err != nil || info.Mode().Perm()&0o222 != 0 {
		t.Errorf("%v, mode %v", err, info.Mode())
	}
	if again, err := WriteShipped(cache); again != folder || err != nil {
		t.Errorf("the second time: %s, %v", again, err)
	}
	entries, err := os.ReadDir(filepath.Join(cache, "atproto-ls"))
	if err != nil || len(entries) != 1 {
		t.Errorf("the cache has %v, %v", entries, err)
	}
	w, err := Open(name, Options{})
	if err != nil || w.Settings.Check.Ignore[0] != "ATP" {
		t.Errorf("opened with %+v, %v", w.Settings, err)
	}
	if _, err := WriteShipped(filepath.Join(name, "x")); err == nil {
		t.Error("below a file it is written, too")
	}
}
