package syntax_test

import (
	"testing"

	"atproto-ls/syntax"
)

// BenchmarkValidate looks for duplicates and undefined variables in parsed texts, and indexes lines: what an edit costs
// beside the parse.
func BenchmarkValidate(b *testing.B) {
	sources, size, _ := corpus(b)
	var files []*syntax.File
	for _, src := range sources {
		files = append(files, syntax.Parse(src))
	}
	b.Run("validate", func(b *testing.B) {
		b.SetBytes(int64(size))
		for b.Loop() {
			for _, f := range files {
				syntax.Validate(f)
			}
		}
	})
	b.Run("lines", func(b *testing.B) {
		b.SetBytes(int64(size))
		for b.Loop() {
			for _, f := range files {
				syntax.NewLines(f.Source())
			}
		}
	})
}
