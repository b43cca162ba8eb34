package analysis

import (
	"testing"

	"atproto-ls/eval"
)

// Every file about flakes of others says at once what it is about.
func TestKnownInputs(t *testing.T) {
	s := (&Snapshot{files: map[string]*File{}, disk: blind{}}).compose(composeFuel)
	defer s.session.Close()
	for i, input := range inputTrees() {
		tree := input.tree
		if len(tree.Errors) > 0 {
			t.Errorf("file %d of inputs: %s", i, tree.Errors[0].Message)
		}
		v := s.session.Apply(input.code.Eval(s.session, tree), eval.MakeSet([]eval.Attr{{Name: "lib", Value: s.lib()}}))
		if set := v.Set(); set == nil || set.Open() != nil || set.Len() == 0 {
			t.Errorf("file %d of inputs is %s", i, s.session.Print(v))
		}
	}
}
