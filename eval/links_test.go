package eval_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"atproto-ls/eval"
)

// What is imported through a symbolic link is where the link leads: relative paths in it, its position, what it is copied as.
// Nix looks at the links of a path's end for an import, and at all for what it reads.
func TestLinks(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"sub/s.nix": "{ f = __curPos.file; y = import ./y.nix; }", "sub/y.nix": `"below"`, "y.nix": `"beside"`,
		"sub/deep/up.nix": "import ../y.nix", "a/y.nix": `"a's"`,
	} {
		p := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for link, target := range map[string]string{
		"one.nix": "sub/s.nix", "two.nix": "one.nix", "abs.nix": filepath.Join(dir, "sub/y.nix"), "folder": "sub", "a/deep": "../sub/deep",
		"broken.nix": "none.nix", "round.nix": "about.nix", "about.nix": "round.nix", "sub/default.nix": "deep/up.nix",
	} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Skip(err)
		}
	}
	var texts []string
	for line := range strings.Lines(`import D/one.nix
import D/two.nix
import D/abs.nix
import D/folder/s.nix
import D/a/deep/up.nix
import D/broken.nix
import D/round.nix
builtins.unsafeGetAttrPos "f" (import D/one.nix)
builtins.scopedImport { } D/one.nix
builtins.readFile D/two.nix
builtins.readFile D/broken.nix
builtins.readFile D/round.nix
builtins.readFile D/folder
builtins.hashFile "md5" D/abs.nix
builtins.readDir D/folder
builtins.readDir D/round.nix
builtins.readDir D/y.nix
builtins.readFileType D/folder
map builtins.pathExists [ D/folder D/broken.nix D/round.nix "D/folder/" "D/one.nix/" "D/broken.nix/" ]
builtins.path { path = D/one.nix; }
builtins.filterSource (p: t: t == "directory") D/folder
`) {
		texts = append(texts, strings.ReplaceAll(strings.TrimSpace(line), "D/", dir+"/"))
	}
	if got := run(texts[1], eval.Options{}); !strings.Contains(got, `y = "below"`) {
		t.Errorf("%s\n got %s", texts[1], got)
	}
	compare(t, nixInstantiate(t), texts)
}
