package checks_test

import (
	"fmt"
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"atproto-ls/analysis"
	"atproto-ls/syntax"
)

// In whatever way a configuration is written, the name of a declared option is offered where it is being typed: with all of
// the text behind it, with the rest of its line not there yet, with nothing behind it at all.
func TestCompleteWhileTyping(t *testing.T) {
	names, err := filepath.Glob("../../testdata/checks/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatal(err)
	}
	asked, missed := map[string]int{}, map[string]int{}
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range split(archive) {
			if check := strings.TrimSuffix(filepath.Base(name), ".txt"); slices.Contains(unwritten, check) || check == "removed-option" {
				continue // a name that is taken is not offered again, and none that is gone
			}
			maps.DeleteFunc(one.files, func(name, _ string) bool { return !strings.HasSuffix(name, ".nix") })
			for seed := range *seeds {
				h := fnv.New64()
				fmt.Fprint(h, name, one.name)
				m := &mutant{files: maps.Clone(one.files), rand: rand.New(rand.NewPCG(h.Sum64(), uint64(*firstSeed+seed)))}
				m.mutate(m.rand.IntN(6))
				typed(t, m, asked, missed)
			}
		}
	}
	for _, how := range slices.Sorted(maps.Keys(asked)) {
		t.Logf("%s: %d of %d names are not offered", how, missed[how], asked[how])
	}
}

// typed types a few of the names of a workspace.
func typed(t *testing.T, m *mutant, asked, missed map[string]int) {
	whole := inFiles(m.files, nil)
	for _, f := range whole.Files() {
		var declared []analysis.Occurrence
		for _, o := range whole.Occurrences(f) {
			path := o.Node.Parent()
			plain := o.Node.Is(syntax.IdentNode) && o.Node.Text() == o.Path[len(o.Path)-1]
			if o.Access != analysis.Defines || !plain || !path.Parent().Is(syntax.BindingNode) || whole.Describe(f, o.Path) == "" {
				continue
			}
			if _, lands := whole.OptionOf(f, syntax.AsBinding(path.Parent()).Value()); lands {
				declared = append(declared, o)
			}
		}
		for range min(4, len(declared)) {
			o := pick(m.rand, declared)
			name, text := whole.Relative(f.Path), m.files[whole.Relative(f.Path)]
			at := o.Start + 1 + m.rand.IntN(o.End-o.Start)
			end := at + strings.IndexByte(text[at:]+"\n", '\n')
			for how, half := range map[string]string{
				"all behind it": text, "nothing behind it": text[:at], "the rest of the line is missing": text[:at] + text[end:], "no value yet": text[:o.Start] + o.Node.Text()[:at-o.Start] + text[syntax.AsBinding(o.Node.Parent().Parent()).End():],
			} {
				s := inFiles(m.files, map[string]string{name: half})
				file := s.File(f.Path)
				if cut := text[at:end]; how == "nothing behind it" && usedLater(o.Node) || strings.HasPrefix(how, "the rest") && (!balanced(cut) || strings.Contains(cut, " in ")) || s.Describe(file, o.Path) == "" {
					continue // for what the set is has not been said yet
				}
				c := s.Complete(t.Context(), file, at)
				asked[how]++
				if !slices.ContainsFunc(c.Candidates, func(c analysis.Candidate) bool { return c.Label == o.Node.Text() }) {
					missed[how]++
					t.Errorf("%s: %s is not offered (%s) in %s\n%s«»%s", how, o.Path, strings.Join(m.done, ", "), name, half[:at], half[at:])
				}
			}
		}
	}
}

// usedLater reports whether only text behind n says for what it is: it is in a variable, or in a set of which a part is taken.
func usedLater(n syntax.Node) bool {
	for child := n; n.Exists(); child, n = n, n.Parent() {
		switch p := n.Parent(); {
		case n.Is(syntax.BindingNode) && !p.Is(syntax.AttrSetNode), n.Is(syntax.AttrSetNode) && syntax.AsAttrSet(n).Recursive():
			return true
		case n.Is(syntax.WithNode) && child == syntax.AsWith(n).Subject(), n.Is(syntax.InheritNode), n.Is(syntax.SelectNode), n.Is(syntax.LambdaNode) && p.Is(syntax.ParenNode):
			return true
		case n.Is(syntax.ApplyNode) && syntax.AsLambda(syntax.AsApply(n).Function().Unparen()).Exists():
			return true
		}
	}
	return false
}

// balanced reports whether a text closes as many brackets as it opens.
func balanced(text string) bool {
	open := 0
	for _, r := range text {
		switch {
		case strings.ContainsRune("([{", r):
			open++
		case strings.ContainsRune(")]}", r):
			open--
		}
	}
	return open == 0
}

// inFiles is a snapshot of files, some of them with other texts.
func inFiles(files, other map[string]string) *analysis.Snapshot {
	var list []*analysis.File
	for name, text := range files {
		if half, changed := other[name]; changed {
			text = half
		}
		list = append(list, analysis.NewFile("/w/"+name, text))
	}
	return analysis.NewSnapshot("/w", list, folders(files))
}
