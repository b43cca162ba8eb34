package analysis

import (
	"embed"
	"sync"

	"atproto-ls/eval"
	"atproto-ls/syntax"
)

// What flakes of others do that configurations are put together with, as far as that takes no more than Nix, is written in Nix,
// a file for each in inputs. A file is a function of `lib`, nixpkgs' as its flake gives it. Its value has, by "OWNER/REPO",
// functions of an input that is not at hand: what is known of it, the rest staying unknown.

//go:embed inputs
var inputFiles embed.FS

// inputFile is one of the files, parsed once and compiled once.
type inputFile struct {
	tree *syntax.File
	code eval.Code
}

var inputTrees = sync.OnceValue(func() (all []*inputFile) {
	files, err := inputFiles.ReadDir("inputs")
	if err != nil {
		panic("analysis: inputs is not embedded")
	}
	for _, f := range files {
		text, err := inputFiles.ReadFile("inputs/" + f.Name())
		if err != nil {
			panic("analysis: inputs/" + f.Name() + " is not embedded")
		}
		all = append(all, &inputFile{tree: syntax.Parse(string(text))})
	}
	return all
})

// knownInputs are the functions by "OWNER/REPO".
func knownInputs(s *eval.Session, lib eval.Value) map[string]eval.Value {
	known := map[string]eval.Value{}
	for _, input := range inputTrees() {
		file := s.Apply(input.code.Eval(s, input.tree), eval.MakeSet([]eval.Attr{{Name: "lib", Value: lib}}))
		for name, f := range file.Set().All() {
			known[name] = f
		}
	}
	return known
}
