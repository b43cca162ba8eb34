package analysis

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestMentionsAfterEdits holds what a file knows of its words after many edits against a search.
func TestMentionsAfterEdits(t *testing.T) {
	words := []string{"nodes", "testScript", "ab", "b", "colmena", "system.stateVersion", "x"}
	pieces := []string{"nodes", "node", "s", "test", "Script", "a", "b", "colm", "ena", "\n", " ", "system.state", "Version", strings.Repeat(" ", 700)}
	random := rand.New(rand.NewPCG(7, 1))
	f := NewFile("/w/a.nix", "")
	for i := range 5000 {
		text := f.Tree.Source()
		if len(text) > 3000 {
			text = text[:1000]
		}
		at := random.IntN(len(text) + 1)
		end := min(len(text), at+random.IntN(6))
		text = text[:at] + pieces[random.IntN(len(pieces))] + text[end:]
		f = f.Edited(text)
		for _, w := range words {
			if random.IntN(4) > 0 && f.Mentions(w) != strings.Contains(text, w) {
				t.Fatalf("edit %d: %q in %q: got %v", i, w, text, f.Mentions(w))
			}
		}
	}
}
