package eval_test

import (
	"math/rand/v2"
	"sync"
	"testing"

	"atproto-ls/eval"
	"atproto-ls/syntax"
)

// shelf serves one file, and keeps its Code.
type shelf struct {
	eval.NoFiles
	eval.Codes
	file *syntax.File
}

func (s *shelf) FileType(string) (eval.FileType, error)      { return eval.Regular, nil }
func (s *shelf) Parse(string) (file *syntax.File, err error) { return s.file, nil }

// Sessions that share the Code of a file, several at a time, find in it what one without does.
func TestSharedCode(t *testing.T) {
	g := &generator{Rand: rand.New(rand.NewPCG(3, 5))}
	for range 300 {
		text := g.make("idbslmaf"[g.IntN(7)], 1+g.IntN(6), nil).String()
		file := syntax.Parse(text)
		of := func(l eval.Loader) string {
			s := eval.New(eval.Options{Fuel: 100_000, Loader: l})
			return verdict(s, s.Import("/a.nix"))
		}
		shared := &shelf{file: file}
		want := of(struct{ eval.Loader }{shared})
		var wait sync.WaitGroup
		for range 4 {
			wait.Go(func() {
				for range 2 {
					if got := of(shared); got != want {
						t.Errorf("%s\nalone:  %s\nshared: %s", text, want, got)
					}
				}
			})
		}
		wait.Wait()
	}
}
