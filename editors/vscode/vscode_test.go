// Package vscode holds the VS Code extension to its word: in a real VS Code where there is one.
package vscode

import (
	"archive/zip"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"atproto-ls/analysis/workspace"
	"atproto-ls/editors/trial"
)

// Every setting of the program has its place in the editor's settings, with a description, and no other is there.
func TestSettings(t *testing.T) {
	text, err := os.ReadFile("package.json")
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct {
		Contributes struct {
			Configuration struct {
				Properties map[string]struct{ Description, MarkdownDescription string }
			}
		}
	}
	if err := json.Unmarshal(text, &manifest); err != nil {
		t.Fatal(err)
	}
	known := workspace.SettingsKeys()
	for name, property := range manifest.Contributes.Configuration.Properties {
		key := strings.TrimPrefix(name, "atproto-ls.")
		own := strings.HasPrefix(key, "server.") || strings.HasPrefix(key, "trace.")
		if !own && !slices.Contains(known, key) {
			t.Errorf("%s is no setting of the program", name)
		}
		if property.Description+property.MarkdownDescription == "" {
			t.Errorf("%s has no description", name)
		}
	}
	for _, key := range known {
		_, present := manifest.Contributes.Configuration.Properties["atproto-ls."+key]
		if nested := strings.HasPrefix(key, "check.per-path."); !present && !nested && strings.Contains(key, ".") {
			t.Errorf("the editor's settings lack %s", key)
		}
	}
}

// extension is a copy of the extension's sources with the packages that build it. Without these the test is skipped.
func extension(t *testing.T) string {
	t.Helper()
	packages := trial.Tool(t, "vscode", "vscode-build/node_modules")
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("there is no node to build the extension with")
	}
	folder := t.TempDir()
	for _, name := range []string{
		"package.json", "package.mjs", "README.md", "snippets.json", "tsconfig.json", ".vscodeignore", "src", "media",
	} {
		if out, err := exec.Command("cp", "-R", name, folder).CombinedOutput(); err != nil {
			t.Fatalf("%v %s", err, out)
		}
	}
	if err := os.Symlink(packages, filepath.Join(folder, "node_modules")); err != nil {
		t.Fatal(err)
	}
	return folder
}

// The sources have the types that they say, and what is packaged is what a user needs and nothing else.
func TestPackage(t *testing.T) {
	folder := extension(t)
	trial.Run(t, ".", nil, filepath.Join(folder, "node_modules/.bin/tsc"), "--noEmit", "--project", folder)
	trial.Run(t, ".", []string{"ATPROTO_LS_SOURCE=" + trial.Project(t)}, "node", filepath.Join(folder, "package.mjs"), "linux-x64")
	archive, err := zip.OpenReader(filepath.Join(folder, "dist/atproto-ls-linux-x64.vsix"))
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	var names []string
	for _, f := range archive.File {
		names = append(names, f.Name)
		if f.Name == "extension/server/atproto-ls" && f.Mode()&0o111 == 0 {
			t.Error("the server in the package cannot be executed")
		}
	}
	for _, want := range []string{
		"extension/package.json", "extension/dist/extension.js", "extension/server/atproto-ls", "extension/snippets.json", "extension/media/open.md",
	} {
		if !slices.Contains(names, want) {
			t.Errorf("the package lacks %s; it has %v", want, names)
		}
	}
	for _, name := range names {
		if strings.Contains(name, "/src/") || strings.Contains(name, "node_modules") {
			t.Errorf("the package has %s", name)
		}
	}
}

// seen is what the editor showed.
type seen struct {
	Problems, Actions, Completion, Examples                []string
	Status, Hover, Fixed, Completed, Inserted, Walkthrough string
	Named, Sets                                            string // with modules that the editor's settings name
	Probe                                                  probe
}

// probe is what the editor knew, as test/probe.js has it.
type probe struct {
	Main, Ignoring, Again, Restarted, Links, Declared []string
	Names, InComment                                  []string // what is offered
	Coloured                                          bool
	Sets, Shipped                                     string
	Documented                                        map[string][]string
}

// use has the extension used in a real VS Code by test/run.mjs. Screenshots are kept in the folder that SCREENSHOTS names.
func use(t *testing.T, mode ...string) (got seen) {
	t.Helper()
	if testing.Short() {
		t.Skip("starts an editor")
	}
	code := trial.Tool(t, "vscode", "vscode")
	folder := extension(t)
	trial.Run(t, ".", nil, filepath.Join(folder, "node_modules/.bin/esbuild"), filepath.Join(folder, "src/extension.ts"), "--bundle",
		"--outfile="+filepath.Join(folder, "dist/extension.js"), "--external:vscode", "--format=cjs", "--platform=node", "--log-level=warning")
	trial.Run(t, folder, nil, "cp", "-R", trial.Program(t), filepath.Join(folder, "server"))
	if err := os.Remove(filepath.Join(folder, "node_modules")); err != nil {
		t.Fatal(err)
	}
	work, shots := t.TempDir(), os.Getenv("SCREENSHOTS")
	if shots == "" {
		shots = t.TempDir()
	}
	example := trial.Page(t, "vscode.md", "nix")[0]
	trial.Write(t, filepath.Join(work, "configuration.nix"), example)
	trial.Write(t, filepath.Join(work, "mistakes/configuration.nix"), example)
	documented := trial.Documented(t, filepath.Join(work, "documented"))
	out := trial.Run(t, ".", []string{"TOOLS=" + code}, "node", append([]string{"test/run.mjs", folder, work, shots}, mode...)...)
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	for name, want := range documented {
		if found := got.Probe.Documented[name]; !slices.Equal(found, want) {
			t.Errorf("%s: got %q, want %q", name, found, want)
		}
	}
	return got
}

// A person opens a configuration in a real VS Code, sees what is wrong, hovers, mends it, completes a name, and inserts an
// example; then the editor is asked what it knows of other files.
func TestEditor(t *testing.T) {
	t.Parallel() // it mostly waits
	got := use(t)
	problems := strings.Join(got.Problems, "\n")
	for _, want := range []string{"ATP201", "nothing enables it", "ATP101", "did you mean `enable`?"} {
		if !strings.Contains(problems, want) {
			t.Errorf("the problems lack %q:\n%s", want, problems)
		}
	}
	if want := "services.microcosm-constellation.settings.database.type"; !strings.Contains(got.Hover, want) || !strings.Contains(got.Hover, "Type") {
		t.Errorf("the hover shows %q", got.Hover)
	}
	if !strings.Contains(got.Fixed, "nginx.enable = true;") {
		t.Errorf("the fix gives\n%s\nof %v", got.Fixed, got.Actions)
	}
	if len(got.Completion) == 0 || !strings.HasPrefix(got.Completion[0], "enable") {
		t.Errorf("completion shows %q", got.Completion)
	}
	if !strings.Contains(got.Completed, "# asked by another service\n    metrics.enable = true;") { // Enter takes nothing behind a comment
		t.Errorf("completed to\n%s", got.Completed)
	}
	if !strings.Contains(got.Status, "documented integration system") {
		t.Errorf("the status bar says %q", got.Status)
	}
	if !strings.Contains(strings.Join(got.Examples, "\n"), "A database server on this machine") {
		t.Errorf("the examples say nothing of themselves: %q", got.Examples)
	}
	if !strings.Contains(got.Inserted, "\n  atproto.integration.database = {\n    ") {
		t.Errorf("inserted from %q:\n%s", got.Examples, got.Inserted)
	}
	if !strings.Contains(got.Named, "ours/modules") || !strings.Contains(got.Sets, "ours/modules") {
		t.Errorf("with modules in the settings the status bar says %q, and leads to\n%s", got.Named, got.Sets)
	}
	if !strings.Contains(got.Walkthrough, "Insert an example") {
		t.Errorf("the walkthrough shows %q", got.Walkthrough)
	}
	known(t, got.Probe)
	if !got.Probe.Coloured {
		t.Error("nobody colours Nix files")
	}
	if !slices.Contains(got.Probe.Names, "nameOfTheHost") || slices.Contains(got.Probe.Names, "thisOne") {
		t.Errorf("of the names in the text these are offered: %q", got.Probe.Names)
	}
	if len(got.Probe.InComment) > 0 {
		t.Errorf("in a comment these are offered: %q", got.Probe.InComment)
	}
}

// Beside another extension for Nix ours says the same, and leaves the colours to it.
func TestBesideAnotherExtension(t *testing.T) {
	t.Parallel()
	got := use(t, "beside")
	known(t, got.Probe)
	if got.Probe.Coloured {
		t.Error("Nix files are coloured twice")
	}
	if slices.Contains(got.Probe.Names, "nameOfTheHost") {
		t.Errorf("names are offered twice: %q", got.Probe.Names)
	}
}

// known holds what the editor knew against what it should.
func known(t *testing.T, got probe) {
	t.Helper()
	want := []string{"5:5 ATP201", "6:11 ATP101"}
	for what, found := range map[string][]string{"at first": got.Main, "settings taken back": got.Again, "restarted": got.Restarted} {
		if !slices.Equal(found, want) {
			t.Errorf("%s: got %q, want %q", what, found, want)
		}
	}
	if !slices.Equal(got.Ignoring, want[:1]) {
		t.Errorf("with ATP101 ignored in the settings: got %q", got.Ignoring)
	}
	if len(got.Links) != 2 || !strings.Contains(strings.Join(got.Links, " "), "docs/checks/ATP201.md") {
		t.Errorf("the findings lead to %q", got.Links)
	}
	if !strings.HasPrefix(got.Sets, "mistakes/configuration.nix: ") || !strings.Contains(got.Sets, "services.microcosm-constellation: the documented integration system") {
		t.Errorf("the option sets in force:\n%s", got.Sets)
	}
	if len(got.Declared) != 1 || !strings.HasPrefix(got.Declared[0], "atproto-ls:") || !strings.Contains(got.Shipped, "Where a service keeps its data") {
		t.Errorf("declared in %q:\n%.300s", got.Declared, got.Shipped)
	}
}
