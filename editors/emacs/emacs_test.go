// Package emacs holds the page about Emacs to its word, in a real Emacs where there is one.
package emacs

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"atproto-ls/editors/trial"
)

// seen is what story.el saw.
type seen struct {
	Problem, Hover, Completed, Defined         string
	Diagnostics, Messages, Actions, Completion []string
	Documented                                 map[string][]string
}

// A person has set up Emacs as the page says, opens the configuration of VS Code's page, sees what is wrong, has it explained,
// mends it, completes a name, follows an option, and opens the documentation's examples.
func TestPage(t *testing.T) {
	t.Parallel()
	emacs := trial.Tool(t, "terminal", "bin/emacs")
	home, work := t.TempDir(), t.TempDir()
	story, err := filepath.Abs("story.el")
	if err != nil {
		t.Fatal(err)
	}
	page := trial.Page(t, "emacs.md", "elisp")
	trial.Write(t, filepath.Join(home, "init.el"), page[1]+page[0]) // the second, as it says, before the first
	trial.Write(t, filepath.Join(work, "main", "configuration.nix"), trial.Page(t, "vscode.md", "nix")[0])
	trial.Write(t, filepath.Join(work, "main", ".atproto-ls.toml"), "")
	documented := trial.Documented(t, filepath.Join(work, "documented"))
	env := []string{"HOME=" + home, "PATH=" + trial.Program(t) + ":" + os.Getenv("PATH")}
	out := trial.Run(t, filepath.Join(work, "main"), env, emacs, "--batch", "-l", filepath.Join(home, "init.el"), "-l", story)
	var got seen
	if err := json.Unmarshal([]byte(out), &got); err != nil || got.Problem != "" {
		t.Fatalf("%v: %s\n%s", err, got.Problem, out)
	}
	if want := []string{"5:5 ATP201", "6:11 ATP101"}; !slices.Equal(got.Diagnostics, want) {
		t.Errorf("flymake shows %q, want %q", got.Diagnostics, want)
	}
	for _, want := range []string{"services.microcosm-constellation.settings.database.type", "sqlite", "Type"} {
		if !strings.Contains(got.Hover, want) {
			t.Errorf("eldoc shows no %q:\n%s", want, got.Hover)
		}
	}
	if !slices.Contains(got.Actions, "Rename to `enable`") || !slices.Contains(got.Actions, "Insert example: Constellation") {
		t.Errorf("the actions are %q", got.Actions)
	}
	if !slices.Contains(got.Completion, "enable") || !strings.HasPrefix(got.Completed, "metrics.enable = ") {
		t.Errorf("completion offers %q and gives %q", got.Completion, got.Completed)
	}
	if !strings.Contains(got.Defined, "type = ") {
		t.Errorf("the option leads to %q", got.Defined)
	}
	for name, want := range documented {
		if found := got.Documented[name]; !slices.Equal(found, want) {
			t.Errorf("%s: got %q, want %q", name, found, want)
		}
	}
}
