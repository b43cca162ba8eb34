//go:build oracle

package nvim

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"atproto-ls/editors/trial"
)

// An option of a real checkout shows its documentation in the editor, and leads to where it is declared there.
func TestCheckoutInTheEditor(t *testing.T) {
	root := t.TempDir()
	trial.Write(t, filepath.Join(root, "main", ".atproto-ls.toml"), "[options]\nmodules = [\""+filepath.Join(os.Getenv("ATPROTO_NUR"), "modules")+"\"]\n")
	trial.Write(t, filepath.Join(root, "main", "configuration.nix"), "{\n  services.microcosm-constellation.jetstream = 1;\n}\n")
	out := fresh(t, "0.12", 0, filepath.Join(root, "main"), "modules.lua", "OPTION=jetstream")
	for _, want := range []string{"ATP102", "Type", "declared: microcosm/constellation.nix:", "jetstream = "} {
		if !strings.Contains(out, want) {
			t.Errorf("Neovim shows no %q:\n%s", want, out)
		}
	}
}
