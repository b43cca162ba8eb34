// Package nvim holds the Neovim plugin to its word, in real Neovims where there are any.
package nvim

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"atproto-ls/editors/trial"
)

const configuration = `{ config, ... }:
{
  # œuvre: what stands before a name counts in the client's own units
  services.microcosm-constellation = {
    enable = true;
    settings.database.type = "postgres";
    nginx.enabel = true;
  };
}
`

// seen is what test/story.lua saw.
type seen struct {
	Version, Problem, Encoding, Root, Hover, Text, Health, Declared string
	Diagnostics, Completion, Examples                               []string
	Documented                                                      map[string][]string
}

// A person opens a configuration in each Neovim that the plugin is for, in each way to start the client.
func TestNeovim(t *testing.T) {
	for _, one := range []struct{ version, mode string }{{"0.12", "enable"}, {"0.12", "start"}, {"0.10", "start"}} {
		t.Run(one.version+" "+one.mode, func(t *testing.T) {
			t.Parallel()
			got := tell(t, one.version, one.mode)
			if !strings.HasPrefix(got.Version, one.version+".") {
				t.Errorf("this is Neovim %s", got.Version)
			}
			wantInOrder(t, "diagnostics", got.Diagnostics, "6:5 ATP201", "7:11 ATP101")
			for _, want := range []string{"services.microcosm-constellation.settings.database.type", "sqlite", "Type"} {
				if !strings.Contains(got.Hover, want) {
					t.Errorf("the hover lacks %q:\n%s", want, got.Hover)
				}
			}
			if !strings.Contains(got.Declared, "/documented/lib/database.nix read-only ") || !strings.Contains(got.Declared, "type = ") {
				t.Errorf("the declaration is %s", got.Declared)
			}
			if !slices.Contains(got.Completion, "enable") {
				t.Errorf("completion offers %q", got.Completion)
			}
			if !strings.Contains(strings.Join(got.Examples, "\n"), "A database server on this machine") {
				t.Errorf("the examples say nothing of themselves: %q", got.Examples)
			}
			if len(got.Examples) < 20 || !strings.Contains(got.Text, "\n  atproto.integration.database = {\n    ") {
				t.Errorf("of the examples %q one was inserted:\n%s", got.Examples, got.Text)
			}
			if !strings.Contains(got.Health, "services.microcosm-constellation: the documented integration system") {
				t.Errorf("checkhealth does not say which option sets count:\n%s", got.Health)
			}
			if !strings.Contains(got.Health, "atproto-ls ") || !strings.Contains(got.Health, "running in "+got.Root) {
				t.Errorf("checkhealth says\n%s", got.Health)
			}
		})
	}
}

// The page leads from nothing to the first caught mistake: its commands, settings and example, in a home folder with nothing
// else in it.
func TestPage(t *testing.T) {
	for version, variant := range map[string]int{"0.12": 0, "0.10": 1} {
		t.Run(version, func(t *testing.T) {
			work := t.TempDir()
			trial.Write(t, filepath.Join(work, "configuration.nix"), trial.Page(t, "neovim.md", "nix")[0])
			out := fresh(t, version, variant, work, "page.lua")
			for _, want := range []string{"5:5 ATP201", "6:11 ATP101", "fixed: nginx.enable = true;", "help: atproto-ls.txt"} {
				if !strings.Contains(out, want) {
					t.Errorf("following the page gives no %q:\n%s", want, out)
				}
			}
		})
	}
}

// An option of somebody's modules, which the settings name, shows its documentation and leads to where it is declared.
func TestModules(t *testing.T) {
	root := t.TempDir()
	trial.Write(t, filepath.Join(root, "checkout", "default.nix"), `{ lib, ... }:
{
  options.services.relay = {
    enable = lib.mkEnableOption "the relay";
    window = lib.mkOption {
      type = lib.types.ints.between 1 72;
      default = 24;
      description = "How many hours of events are kept.";
    };
  };
}
`)
	trial.Write(t, filepath.Join(root, "main", ".atproto-ls.toml"), "[options]\nmodules = [\"../checkout\"]\n")
	trial.Write(t, filepath.Join(root, "main", "configuration.nix"), "{\n  services.relay.window = 100;\n}\n")
	out := fresh(t, "0.12", 0, filepath.Join(root, "main"), "modules.lua", "OPTION=window")
	for _, want := range []string{"ATP102", "How many hours of events are kept.", "integer between 1 and 72", "declared: checkout/default.nix:5 window = lib.mkOption {"} {
		if !strings.Contains(out, want) {
			t.Errorf("Neovim shows no %q:\n%s", want, out)
		}
	}
}

// fresh installs everything as the page says, with the given one of its settings, into a home folder with nothing else in it,
// opens the configuration in work, and gives what a script of test/ prints there.
func fresh(t *testing.T, version string, variant int, work, script string, more ...string) string {
	t.Helper()
	nvim := trial.Tool(t, "nvim", "bin/nvim-"+version)
	home, sources := t.TempDir(), t.TempDir()
	plugin := filepath.Join(sources, "editors", "nvim")
	if err := os.CopyFS(plugin, os.DirFS(".")); err != nil {
		t.Fatal(err)
	}
	commands := trial.Page(t, "neovim.md", "sh")
	env := append(more, "HOME="+home, "GOBIN="+home, "GOPATH="+goEnv(t, "GOPATH"), "GOCACHE="+goEnv(t, "GOCACHE"), "PATH="+home+":"+os.Getenv("PATH"))
	trial.Run(t, trial.Project(t), env, "sh", "-ec", commands[0])
	trial.Run(t, sources, env, "sh", "-ec", commands[1])
	trial.Write(t, filepath.Join(home, ".config", "nvim", "init.lua"), trial.Page(t, "neovim.md", "lua")[variant])
	return trial.Run(t, work, env, nvim, "--headless", "-n", "configuration.nix", "-c", "helptags ALL", "-c", "luafile "+filepath.Join(plugin, "test", script))
}

func goEnv(t *testing.T, name string) string {
	t.Helper()
	return strings.TrimSpace(trial.Run(t, ".", nil, "go", "env", name))
}

// tell runs the story, and holds what the editor showed of the documentation's examples against what is in them.
func tell(t *testing.T, version, mode string) (got seen) {
	t.Helper()
	nvim := trial.Tool(t, "nvim", "bin/nvim-"+version)
	plugin, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	bin, work := trial.Program(t), t.TempDir()
	trial.Write(t, filepath.Join(work, "main", "configuration.nix"), configuration)
	trial.Write(t, filepath.Join(work, "main", ".atproto-ls.toml"), "")
	documented := trial.Documented(t, filepath.Join(work, "documented"))
	cmd := exec.Command(nvim, "--headless", "-u", "NONE", "-n", "--cmd", "set rtp^="+plugin, "-c", "runtime plugin/atproto-ls.lua",
		"-c", "luafile "+filepath.Join(plugin, "test", "story.lua"))
	cmd.Dir = filepath.Join(work, "main")
	cmd.Env = append(os.Environ(), "ATPROTO_LS_CACHE=off", "MODE="+mode, "PATH="+bin+":"+os.Getenv("PATH"), "XDG_STATE_HOME="+bin, "XDG_DATA_HOME="+bin, "XDG_CONFIG_HOME="+bin, "XDG_CACHE_HOME="+work)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if e := json.Unmarshal([]byte(lines[len(lines)-1]), &got); e != nil {
		t.Fatalf("%v, %v\n%s\n%s", err, e, out, stderr.String())
	}
	if got.Problem != "" || err != nil {
		t.Fatalf("%v: %s\nseen until then: %+v\n%s", err, got.Problem, got, stderr.String())
	}
	for name, want := range documented {
		wantInOrder(t, name, got.Documented[name], want...)
	}
	return got
}

// wantInOrder holds each line of got to begin with the line of want at its place.
func wantInOrder(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	same := slices.EqualFunc(got, want, func(got, want string) bool { return strings.HasPrefix(got, want+" ") })
	if !same {
		t.Errorf("%s:\n got %q\nwant %q", what, got, want)
	}
}
