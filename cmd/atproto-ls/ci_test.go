package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

const projectFolder = "../.."

// fenced matches a block of a page and gives its language and its text.
var fenced = regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```$")

// blocks are those of a page in a language.
func blocks(t *testing.T, page, language string) (all []string) {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range fenced.FindAllStringSubmatch(string(text), -1) {
		if b[1] == language {
			all = append(all, b[2])
		}
	}
	return all
}

func ciPages(t *testing.T) []string {
	t.Helper()
	pages, err := filepath.Glob(filepath.Join(docsFolder, "ci", "*.md"))
	if err != nil || len(pages) < 4 {
		t.Fatalf("pages: %v, %v", pages, err)
	}
	return pages
}

// deployment makes a git repository with a configuration that has a mistake.
func deployment(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	writeTest(t, folder, "configuration.nix", blocks(t, filepath.Join(docsFolder, "ci", "github.md"), "nix")[0])
	makeRepository(t, folder)
	return folder
}

// bash runs a script as a runner does it, and gives what it prints and its exit code.
func bash(t *testing.T, folder, script string, env ...string) (out, code string) {
	t.Helper()
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("there is no bash")
	}
	cmd := exec.Command("bash", "-e", "-o", "pipefail", "-c", script)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), env...)
	text, err := cmd.CombinedOutput()
	return string(text), exitCodeOf(err)
}

// The commands of a page run one after the other, as a reader runs them. What needs a network or Nix is a `console` block.
func TestCommandsOfThePages(t *testing.T) {
	for _, page := range ciPages(t) {
		t.Run(filepath.Base(page), func(t *testing.T) {
			folder := deployment(t)
			for _, b := range blocks(t, page, "sh") {
				if out, code := bash(t, folder, b); code != "0" {
					t.Errorf("exit code %s\n%s\n%s", code, b, out)
				}
			}
		})
	}
}

// The page says what the annotation is.
func TestTheAnnotationOfThePage(t *testing.T) {
	page := filepath.Join(docsFolder, "ci", "github.md")
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	said := regexp.MustCompile("The annotation is at line (\\d+): ``(.*?) ``").FindStringSubmatch(string(text))
	if said == nil {
		t.Fatal("the page does not say it")
	}
	out, code := bash(t, deployment(t), "atproto-ls check --format github")
	if code != "1" || !strings.Contains(out, "file=configuration.nix,line="+said[1]+",") || !strings.Contains(out, said[2]) {
		t.Errorf("exit code %s\n%s", code, out)
	}
}

// Every Nix block of the pages is without findings, but for the mistake that is shown.
func TestNixOfThePages(t *testing.T) {
	folder := t.TempDir()
	for i, b := range blocks(t, filepath.Join(docsFolder, "ci", "nix.md"), "nix") {
		if !strings.Contains(b, "outputs") {
			b = "{ pkgs, inputs, ... }:\n" + b
		}
		writeTest(t, folder, string(rune('a'+i))+".nix", b)
	}
	if out, code := bash(t, folder, "atproto-ls check . && atproto-ls check "+absolute(t, projectFolder, "flake.nix")); code != "0" {
		t.Errorf("exit code %s\n%s", code, out)
	}
}

func absolute(t *testing.T, parts ...string) string {
	t.Helper()
	name, err := filepath.Abs(filepath.Join(parts...))
	if err != nil {
		t.Fatal(err)
	}
	return name
}

func readYAML(t *testing.T, text string, into any) {
	t.Helper()
	d := yaml.NewDecoder(strings.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(into); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
}

func projectYAML(t *testing.T, name string, into any) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(projectFolder, name))
	if err != nil {
		t.Fatal(err)
	}
	readYAML(t, string(text), into)
}

func readText(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Each hook does in a repository with a mistake what the page says.
func TestHooks(t *testing.T) {
	var hooks []struct {
		ID, Name, Description, Entry, Language, Files string
		PassFilenames                                 bool `yaml:"pass_filenames"`
		RequireSerial                                 bool `yaml:"require_serial"`
	}
	projectYAML(t, ".pre-commit-hooks.yaml", &hooks)
	page := filepath.Join(docsFolder, "ci", "pre-commit.md")
	var config struct {
		Repos []struct {
			Repo, Rev string
			Hooks     []struct {
				ID   string
				Args []string
			}
		}
	}
	known := []string{}
	for _, h := range hooks {
		known = append(known, h.ID)
		if !strings.Contains(readText(t, page), "| `"+h.ID+"` | `"+h.Entry+"`") || h.PassFilenames {
			t.Errorf("%s: the page says something else", h.ID)
		}
		want := "1"
		if h.ID == "atproto-ls-config" || h.ID == "atproto-ls-fix" {
			want = "0"
		}
		if out, code := bash(t, deployment(t), h.Entry); code != want {
			t.Errorf("%s: exit code %s\n%s", h.ID, code, out)
		}
		files := regexp.MustCompile(h.Files)
		if !files.MatchString("hosts/.atproto-ls.toml") || files.MatchString("x.atproto-ls.toml") || files.MatchString("a.nix.bak") ||
			files.MatchString("a.nix") == (h.ID == "atproto-ls-config") {
			t.Errorf("%s: files %s", h.ID, h.Files)
		}
	}
	for _, text := range blocks(t, page, "yaml") {
		readYAML(t, text, &config)
		for _, h := range config.Repos[0].Hooks {
			if !slices.Contains(known, h.ID) {
				t.Errorf("there is no hook `%s`", h.ID)
			}
		}
	}
}
