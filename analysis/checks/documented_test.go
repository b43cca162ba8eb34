package checks_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"atproto-ls/analysis"
	"atproto-ls/analysis/checks"
	"atproto-ls/syntax"
)

// The documentation's eleven examples are the promise that this program was made for. They give exactly what
// testdata/bundled/documented/expected.txt says, in whatever form they are written, and their fixes mend them.

const documentedFolder = "../../testdata/bundled/documented/"

// combinations is how many random combinations of rewrites each block goes through.
const combinations = 40

// block is one of the documentation's examples, in its workspace.
type block struct {
	name string
	text string
	want []string // the lines of expected.txt about it
}

// modules is the module set that the deployments import: it is there, and declares nothing.
var modules = map[string]string{"atproto-nur/modules/default.nix": "{ }\n"}

// in is the workspace with the block's files.
func (b block) in(files map[string]string) map[string]string {
	all := maps.Clone(modules)
	maps.Copy(all, files)
	return all
}

func documentedBlocks(t *testing.T) (blocks []block) {
	t.Helper()
	names, err := filepath.Glob(documentedFolder + "*.nix")
	if err != nil || len(names) != 11 {
		t.Fatalf("want the documentation's eleven examples, have %v, %v", names, err)
	}
	expected := read(t, documentedFolder+"expected.txt")
	for _, name := range names {
		b := block{name: filepath.Base(name), text: read(t, name)}
		for line := range strings.Lines(expected) {
			if strings.HasPrefix(line, b.name+":") {
				b.want = append(b.want, strings.TrimSpace(line))
			}
		}
		blocks = append(blocks, b)
	}
	return blocks
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Code, severity, line, column and count of each example's findings are as expected, on a real disk, and nothing else is
// said at warning level or above.
func TestDocumentedExamples(t *testing.T) {
	var named int
	for _, b := range documentedBlocks(t) {
		o := check(t, b.in(map[string]string{"configuration.nix": b.text}))
		var got []string
		for _, d := range loud(o.findings.Diagnostics) {
			lines := o.snapshot.File(d.File).Tree.Lines()
			line, column := lines.Position(d.Start, syntax.UTF32)
			_, end := lines.Position(d.End, syntax.UTF32)
			got = append(got, fmt.Sprintf("%s:%d:%d-%d %s %s %s %s", b.name, line+1, column+1, end+1, d.Severity, d.Code, d.Name, d.Option))
		}
		if !slices.Equal(got, b.want) {
			t.Errorf("%s\ngot  %s\nwant %s", b.name, strings.Join(got, "\n     "), strings.Join(b.want, "\n     "))
		}
		named += len(b.want)
	}
	if listed := strings.Count(read(t, documentedFolder+"expected.txt"), ".nix:"); listed != named {
		t.Errorf("expected.txt has %d lines about examples that there are, of %d", named, listed)
	}
}

// loud are the findings at warning level or above.
func loud(found []analysis.Diagnostic) (out []analysis.Diagnostic) {
	for _, d := range found {
		if d.Severity >= analysis.Warning {
			out = append(out, d)
		}
	}
	return out
}

// A finding does not depend on how a configuration is written: each rewrite, and many combinations of them, give the
// same ones where the text now is, and their fixes mend it there too.
func TestDocumentedExamplesRewritten(t *testing.T) {
	var seen tally
	for n, b := range documentedBlocks(t) {
		t.Run(b.name, func(t *testing.T) {
			c := readConfiguration(t, b.text)
			before := inMemory(t, b.in(map[string]string{"configuration.nix": b.text}))
			seen.note(t, before)
			var variants []map[string]string
			try := func(what string, f form, r *rand.Rand) {
				files := c.write(f, r)
				variants = append(variants, files)
				after := inMemory(t, b.in(files))
				if want, got := meant(before), meant(after); !slices.Equal(want, got) {
					t.Errorf("%s:\ngot  %v\nwant %v\n%s", what, got, want, shownFiles(files))
					return
				}
				places(t, what, before, after)
				seen.note(t, after)
			}
			for i, rewrite := range rewrites {
				f := form{}
				rewrite.apply(&f)
				try(rewrite.name, f, rand.New(rand.NewPCG(uint64(n), uint64(i))))
			}
			for seed := range uint64(combinations) {
				r := rand.New(rand.NewPCG(uint64(n)+100, seed))
				f, names := randomForm(r)
				try(fmt.Sprintf("seed %d (%s)", seed, strings.Join(names, ", ")), f, r)
			}
			sameMeaning(t, b, variants)
		})
	}
	t.Logf("%d texts, %d findings, %d fixes made; %d findings offer none in their form", len(seen.texts), seen.findings, seen.fixes, seen.bare)
	parsesInNix(t, seen.texts)
}

// meant is what the loud findings say, wherever they are: code, severity, option.
func meant(o outcome) (said []string) {
	for _, d := range loud(o.findings.Diagnostics) {
		said = append(said, d.Code+" "+d.Severity.String()+" "+d.Option)
	}
	slices.Sort(said)
	return said
}

func shownFiles(files map[string]string) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(&b, "-- %s --\n%s", name, files[name])
	}
	return b.String()
}

// places checks that the findings point at the text that is to blame, wherever a rewrite has put it: at the same part of a
// definition of their option.
func places(t *testing.T, what string, before, after outcome) {
	t.Helper()
	parts := map[string]string{}
	for _, d := range loud(before.findings.Diagnostics) {
		parts[d.Code+d.Option] = partOf(before.snapshot.File(d.File).Tree, d)
	}
	for _, d := range loud(after.findings.Diagnostics) {
		tree := after.snapshot.File(d.File).Tree
		at, part := optionAt(tree, d), partOf(tree, d)
		if at != d.Option || part != parts[d.Code+d.Option] && part != "variable" {
			t.Errorf("%s: %s of %s points at %q, the %s of %q\n%s", what, d.Code, d.Option, tree.Source()[d.Start:d.End], part, at, tree.Source())
		}
	}
}

// partOf says what part of a definition a finding points at: all of it, its value, a variable that is its value, or
// something in its value.
func partOf(tree *syntax.File, d analysis.Diagnostic) string {
	for n := range tree.Root().Descendants() {
		b := syntax.AsBinding(n)
		if b.Exists() && b.Start() == d.Start && b.Value().End() == d.End {
			return "definition"
		}
		if v := valueOf(b); v.Exists() && v.Start() == d.Start && v.End() == d.End {
			return map[bool]string{true: "variable", false: "value"}[v.Is(syntax.IdentNode)]
		}
	}
	return "inside"
}

// valueOf is the value that a binding gives to its option: the 1 of `lib.mkIf true 1`.
func valueOf(b syntax.Binding) syntax.Node {
	v := b.Value().Unparen()
	for syntax.AsApply(v).Exists() {
		v = syntax.AsApply(v).Argument().Unparen()
	}
	return v
}

// optionAt is the option that the text of a finding defines, read off the tree: the path of the binding that is, or
// whose value holds, the finding's range. A value that is the variable of a `let` or `with` is that of the binding that
// uses it.
func optionAt(tree *syntax.File, d analysis.Diagnostic) string {
	n := tree.NodeAt(d.Start)
	for n.Exists() && (n.End() < d.End || n.Start() > d.Start) {
		n = n.Parent()
	}
	path := bindingPath(n)
	for c := range tree.Root().Descendants() {
		if c.Is(syntax.IdentNode) && len(path) == 1 && c.Text() == path[0] && c != n && !c.Parent().Is(syntax.AttrPathNode) {
			path = bindingPath(c)
			break
		}
	}
	return strings.Join(path, ".")
}

// bindingPath is the whole path of the bindings around n, without the module's `config`.
func bindingPath(n syntax.Node) (path []string) {
	for ; n.Exists(); n = n.Parent() {
		if b := syntax.AsBinding(n); b.Exists() {
			var own []string
			for s := range b.Path().Segments() {
				own = append(own, s.Text())
			}
			path = append(own, path...)
		}
	}
	if len(path) > 0 && path[0] == "config" {
		return path[1:]
	}
	return path
}

// inMemory is check without a disk: the same workspace and rules, for texts by the hundred.
func inMemory(t *testing.T, files map[string]string) outcome {
	t.Helper()
	var list []*analysis.File
	for name, text := range files {
		list = append(list, analysis.NewFile("/w/"+name, text))
	}
	s := analysis.NewSnapshot("/w", list, folders(files))
	findings, err := s.Run(context.Background(), analysis.Rules{Checks: checks.All})
	if err != nil || len(findings.Crashes) > 0 {
		t.Fatal(err, findings.Crashes)
	}
	s.DropUnsound(context.Background(), findings.Diagnostics)
	return outcome{s, findings}
}

// folders is a disk with the folders of the files that it maps, and nothing else.
type folders map[string]string

// Look implements [analysis.Disk].
func (f folders) Look(name string) analysis.Presence {
	for file := range f {
		if strings.HasPrefix(path.Join("/w", file), name+"/") {
			return analysis.Folder
		}
	}
	return analysis.Absent
}

// Names implements [analysis.Disk].
func (folders) Names(string) []string { return nil }

// Text implements [analysis.Disk].
func (folders) Text(string) (string, bool) { return "", false }
