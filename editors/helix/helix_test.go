// Package helix holds the page about Helix to its word, in a real Helix in a terminal where there is one.
package helix

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"atproto-ls/editors/trial"
)

// terminal is a Helix in a terminal of its own.
type terminal struct {
	t      *testing.T
	socket string
}

func (x terminal) tmux(args ...string) string {
	x.t.Helper()
	return trial.Run(x.t, ".", nil, "tmux", append([]string{"-u", "-f", os.DevNull, "-S", x.socket}, args...)...)
}

// open starts Helix on configuration.nix in work, with the settings of the page and the program on the PATH.
func open(t *testing.T, work string) terminal {
	t.Helper()
	hx := trial.Tool(t, "terminal", "bin/hx")
	if _, err := exec.LookPath("tmux"); err != nil {
		t.Skip("there is no tmux: .ci/install terminal")
	}
	home := t.TempDir()
	trial.Write(t, filepath.Join(home, ".config", "helix", "languages.toml"), trial.Page(t, "helix.md", "toml")[0])
	folder, err := os.MkdirTemp("", "hx") // t.TempDir is too long for a socket's name
	if err != nil {
		t.Fatal(err)
	}
	x := terminal{t, filepath.Join(folder, "s")}
	t.Cleanup(func() {
		exec.Command("tmux", "-S", x.socket, "kill-server").Run() // it may be gone already
		os.RemoveAll(folder)
	})
	x.tmux("new-session", "-d", "-x", "140", "-y", "40", "-c", work, "env", "-u", "XDG_CONFIG_HOME", "-u", "XDG_CACHE_HOME",
		"HOME="+home, "LANG=C.UTF-8", "PATH="+trial.Program(t)+":"+os.Getenv("PATH"), hx, "configuration.nix")
	return x
}

// press has keys pressed, by tmux's names for them.
func (x terminal) press(keys ...string) {
	x.t.Helper()
	x.tmux(append([]string{"send-keys"}, keys...)...)
}

// write has a text typed.
func (x terminal) write(text string) { x.t.Helper(); x.tmux("send-keys", "-l", text) }

// find puts the cursor on the next place that has the text.
func (x terminal) find(text string) {
	x.t.Helper()
	x.press("/")
	x.write(text)
	x.press("Enter")
}

// shows waits until the screen has all of the texts.
func (x terminal) shows(texts ...string) {
	x.t.Helper()
	x.until(fmt.Sprintf("shows %q", texts), func(screen string) bool {
		return !slices.ContainsFunc(texts, func(text string) bool { return !strings.Contains(screen, text) })
	})
}

// escape presses Escape, and waits until the screen no longer has what it closes: followed at once by another key, Escape
// would be taken for Alt.
func (x terminal) escape(closes string) {
	x.t.Helper()
	x.press("Escape")
	x.until(fmt.Sprintf("shows no %q", closes), func(screen string) bool { return !strings.Contains(screen, closes) })
}

func (x terminal) until(what string, is func(screen string) bool) {
	x.t.Helper()
	screen := ""
	for until := time.Now().Add(60 * time.Second); time.Now().Before(until); time.Sleep(50 * time.Millisecond) {
		if screen = x.tmux("capture-pane", "-p"); is(screen) {
			return
		}
	}
	x.t.Fatalf("it never is that Helix %s:\n%s", what, screen)
}

// A person has set up Helix as the page says, opens the configuration of VS Code's page, sees what is wrong, has it explained,
// mends it, and completes a name.
func TestPage(t *testing.T) {
	t.Parallel()
	work := t.TempDir()
	file := filepath.Join(work, "configuration.nix")
	trial.Write(t, file, trial.Page(t, "vscode.md", "nix")[0])
	trial.Write(t, filepath.Join(work, ".atproto-ls.toml"), "")
	x := open(t, work)
	x.shows(`settings.database.type = "postgres";  `+"`services.microcosm-constellation.settings.database.type` asks for Pos",
		"nginx.enabel = true;  the option `services.microcosm-constellation.nginx.enabel` does not exist; did you mea", "● 2")
	x.find("type")
	x.press("Space", "k")
	x.shows("services.microcosm-constellation.settings.database.type", `Type: one of "sqlite", "postgres", "mysql"`)
	x.escape("Type: one of")
	x.find("enabel")
	x.press("Space", "a")
	x.shows("Rename to `enable`", "Insert example: Constellation")
	x.press("Enter")
	x.shows("nginx.enable = true;")
	x.press("g", "g")
	x.find("enable = true;")
	x.press("o")
	x.write("metrics.en")
	x.shows("metrics.en", " enable property")
	x.press("Tab", "Enter")
	x.write("true")
	x.escape(" INS ")
	x.press(":")
	x.write("write")
	x.press("Enter")
	x.shows("written")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"    enable = true;\n    metrics.enable = true;\n", "\n    nginx.enable = true;\n"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the file has no %q:\n%s", want, text)
		}
	}
}
