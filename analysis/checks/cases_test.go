package checks_test

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"atproto-ls/analysis"
	"atproto-ls/analysis/checks"
	"atproto-ls/analysis/workspace"
	"atproto-ls/syntax"
)

var update = flag.Bool("update", false, "rewrite the expectations in testdata/checks")

// The five cases that every check has; testdata/checks/README.md says what each shows.
var kinds = []string{"fires", "unknown", "open", "fix", "suppressed"}

// Every check has a file in testdata/checks with its five cases, or says in the file's head why one cannot be.
func TestCases(t *testing.T) {
	for _, c := range checks.All {
		t.Run(c.Name, func(t *testing.T) {
			name := filepath.Join("../../testdata/checks", c.Name+".txt")
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatalf("every check has its cases: %v", err)
			}
			cases := split(archive)
			for _, kind := range kinds {
				excuse := regexp.MustCompile(`(?m)^` + kind + `: none, because .{10,}`).Match(archive.Comment)
				given := slices.ContainsFunc(cases, func(c testCase) bool { return c.kind() == kind })
				if given == excuse {
					t.Errorf("%s: want either a case `%s` or a line `%s: none, because …` in the head", name, kind, kind)
				}
			}
			out := &txtar.Archive{Comment: archive.Comment}
			for _, one := range cases {
				t.Run(one.name, func(t *testing.T) { out.Files = append(out.Files, runCase(t, c, one)...) })
			}
			if got := txtar.Format(out); *update {
				if err := os.WriteFile(name, got, 0o644); err != nil {
					t.Fatal(err)
				}
			} else if want := txtar.Format(archive); string(got) != string(want) {
				t.Errorf("%s is not what comes out; -update rewrites it:\n%s", name, firstDifference(string(want), string(got)))
			}
		})
	}
}

// testCase is a small workspace: the sections of the file whose names begin with the case's name and a slash.
type testCase struct {
	name  string
	files map[string]string // by name in the workspace, marks removed
	order []string
}

// kind is the case's name up to a dash: `fires-twice` is a case of the kind `fires`.
func (c testCase) kind() string {
	kind, _, _ := strings.Cut(c.name, "-")
	return kind
}

// split sorts the sections into cases. Sections with a fix's title behind their name are expectations, and left out.
func split(archive *txtar.Archive) (cases []testCase) {
	for _, f := range archive.Files {
		name, file, _ := strings.Cut(f.Name, "/")
		if strings.Contains(f.Name, ": ") {
			continue
		}
		if len(cases) == 0 || cases[len(cases)-1].name != name {
			cases = append(cases, testCase{name: name, files: map[string]string{}})
		}
		last := &cases[len(cases)-1]
		last.files[file] = unmark(string(f.Data))
		last.order = append(last.order, file)
	}
	return cases
}

// runCase checks the case's workspace and gives its sections as they should stand in the file.
func runCase(t *testing.T, c *analysis.Check, one testCase) (sections []txtar.File) {
	o := check(t, one.files)
	found := o.findings.Diagnostics
	for _, name := range one.order {
		sections = append(sections, txtar.File{Name: one.name + "/" + name, Data: []byte(o.marked(name))})
	}
	n := count(found, c)
	switch one.kind() {
	case "fires":
		if n == 0 {
			t.Errorf("%s does not speak", c.Name)
		}
	case "unknown":
		if n > 0 {
			t.Errorf("%s speaks of what it cannot know", c.Name)
		}
	case "open":
		for _, d := range found {
			if d.Code == c.Code && d.Severity >= c.Severity {
				t.Errorf("%s speaks at its full severity although something was not read", c.Name)
			}
		}
	case "suppressed":
		if n > 0 || o.findings.Suppressed == 0 {
			t.Errorf("%s speaks, or nothing was suppressed", c.Name)
		}
	case "fix":
		sections = append(sections, runFixes(t, c, one, o)...)
	default:
		t.Errorf("a case is called after one of %v", kinds)
	}
	return sections
}

// runFixes makes every fix of the check's findings alone: the finding is gone then, and no other is new.
func runFixes(t *testing.T, c *analysis.Check, one testCase, o outcome) (sections []txtar.File) {
	titles := map[string]int{}
	for _, d := range o.findings.Diagnostics {
		for _, fix := range d.Fixes {
			if d.Code != c.Code {
				continue
			}
			texts, ok := o.snapshot.Apply(fix)
			if !ok {
				t.Fatalf("`%s` cannot be made", fix.Title)
			}
			files := maps.Clone(one.files)
			title := fix.Title
			if titles[title]++; titles[title] > 1 {
				title = fmt.Sprintf("%s (%d)", title, titles[title])
			}
			for _, file := range slices.Sorted(maps.Keys(texts)) {
				name := o.snapshot.Relative(file)
				files[name] = texts[file]
				sections = append(sections, txtar.File{Name: one.name + "/" + name + ": " + title, Data: []byte(texts[file])})
			}
			before, after := o.findings.Diagnostics, check(t, files).findings.Diagnostics
			if count(after, c) >= count(before, c) || len(after) >= len(before) {
				t.Errorf("after `%s` there are %v, before there were %v", title, codes(after), codes(before))
			}
		}
	}
	if len(titles) == 0 {
		t.Errorf("%s offers no fix", c.Name)
	}
	return sections
}

// outcome is what a run over a small workspace gave.
type outcome struct {
	snapshot *analysis.Snapshot
	findings analysis.Findings
}

// check writes files into a workspace of their own and runs every check over it. A world stands for what lies beside it.
func check(t *testing.T, files map[string]string, world ...analysis.World) outcome {
	t.Helper()
	root := t.TempDir()
	write(t, root, workspace.SettingsFile, "")
	for name, text := range files {
		write(t, root, name, text)
	}
	w, err := workspace.Open(root, workspace.Options{})
	if err != nil {
		t.Fatal(err)
	}
	rules, err := w.Rules(checks.All)
	if err != nil {
		t.Fatal(err)
	}
	loaded := w.Load(context.Background(), workspace.Request{Paths: []string{root}})
	for _, w := range world {
		if len(w.Pins) > 0 || w.Modules != nil {
			loaded.Snapshot = loaded.Snapshot.In(w)
		}
	}
	findings, err := loaded.Snapshot.Run(context.Background(), rules)
	if err != nil || len(loaded.Problems) > 0 || len(findings.Crashes) > 0 {
		t.Fatal(err, loaded.Problems, findings.Crashes)
	}
	loaded.Snapshot.DropUnsound(context.Background(), findings.Diagnostics)
	return outcome{loaded.Snapshot, findings}
}

func write(t *testing.T, root, name, text string) {
	t.Helper()
	name = filepath.Join(root, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// A mark is a line below a line of Nix: `^` underlines a finding, `-` a place that is related to one; `|` stands before
// an empty range, and a range over several lines ends in `…`. The `#` makes it a comment where there is room for one.
var mark = regexp.MustCompile(`^#? *(\^+…?|\|) ATP\d{3} \w+: |^#? *(-+…?|\|) of ATP\d{3}: `)

func unmark(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if !mark.MatchString(line) {
			b.WriteString(line)
		}
	}
	return b.String()
}

// marked is the text of a file of the workspace with a mark for every finding, and every place related to one.
func (o outcome) marked(name string) string {
	file := o.snapshot.File(path.Join(o.snapshot.Root(), name))
	if file == nil {
		text, err := os.ReadFile(filepath.Join(filepath.FromSlash(o.snapshot.Root()), name))
		if err != nil {
			panic(err) // it was written above
		}
		return string(text) // no Nix file
	}
	type note struct {
		line, column int
		text         string
	}
	var notes []note
	add := func(at analysis.Range, stroke, text string) {
		if at.File != file.Path {
			return
		}
		lines := file.Tree.Lines()
		line, column := lines.Position(at.Start, syntax.UTF32)
		last, end := lines.Position(at.End, syntax.UTF32)
		under := strings.Repeat(stroke, max(0, end-column))
		if last > line {
			_, end = lines.Position(lines.End(line), syntax.UTF32)
			under = strings.Repeat(stroke, max(1, end-column)) + "…"
		}
		indent := strings.Repeat(" ", column)
		if column > 0 {
			indent = "#" + indent[1:]
		}
		notes = append(notes, note{line, column, indent + cmp.Or(under, "|") + " " + text})
	}
	for _, d := range o.findings.Diagnostics {
		add(d.Range, "^", fmt.Sprintf("%s %s: %s", d.Code, d.Severity, d.Message))
		for _, r := range d.Related {
			add(r.Range, "-", fmt.Sprintf("of %s: %s", d.Code, r.Message))
		}
	}
	slices.SortStableFunc(notes, func(a, b note) int { return cmp.Or(a.line-b.line, a.column-b.column) })
	var out strings.Builder
	lines := strings.SplitAfter(file.Tree.Source(), "\n")
	for i, line := range lines {
		out.WriteString(line)
		for _, n := range notes {
			if n.line == i {
				out.WriteString(n.text + "\n")
			}
		}
	}
	return out.String()
}

// firstDifference shows the first lines in which two texts differ.
func firstDifference(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d\nwant %s\ngot  %s", i+1, a[i], b[i])
		}
	}
	return fmt.Sprintf("want %d lines, got %d", len(a), len(b))
}
