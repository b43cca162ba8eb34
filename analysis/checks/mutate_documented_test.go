package checks_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// The documented examples, a place of their text after the other written in another way, say what they said.
func TestDocumentedExamplesMutated(t *testing.T) {
	var texts []string
	for n, b := range documentedBlocks(t) {
		t.Run(b.name, func(t *testing.T) {
			start := b.in(map[string]string{"configuration.nix": b.text})
			want := spoken(inMemory(t, start))
			for seed := range *seeds {
				m := &mutant{files: b.in(map[string]string{"configuration.nix": b.text}), rand: rand.New(rand.NewPCG(uint64(n), uint64(*firstSeed+seed)))}
				m.mutate(1 + m.rand.IntN(10))
				after := inMemory(t, m.files)
				for name, text := range m.files {
					if strings.HasSuffix(name, ".nix") {
						texts = append(texts, text)
					}
				}
				if got := spoken(after); !slices.Equal(want, got) {
					t.Errorf("seed %d (%s)\nwant %s\ngot  %s\n%s", *firstSeed+seed, strings.Join(m.done, ", "), strings.Join(want, "\n     "), strings.Join(got, "\n     "), shownFiles(m.files))
				}
			}
		})
	}
	parsesInNix(t, texts)
}
