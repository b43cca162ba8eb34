package checks_test

import (
	"flag"
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
	"atproto-ls/optiondb"
)

// The cases of the checks, which are configurations with mistakes of every kind and configurations without, give the same
// findings in whatever way they are written.

var (
	seeds     = flag.Int("seeds", 2, "how many random rewritings each configuration goes through")
	firstSeed = flag.Int("seed", 0, "the first seed")
)

// unwritten are the checks whose findings are about how a text is written, or need texts that do not parse. All others speak of what is
// meant, those for authors of modules among them.
var unwritten = []string{"syntax-error", "duplicate-attribute", "undefined-variable", "swallowed-binding", "missing-import", "unused-suppression",
	"unknown-suppression"}

func TestRewrittenCases(t *testing.T) {
	names, err := filepath.Glob("../../testdata/checks/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatal(err)
	}
	var texts []string
	fixes := 0
	for _, name := range names {
		check := strings.TrimSuffix(filepath.Base(name), ".txt")
		if slices.Contains(unwritten, check) {
			continue
		}
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range split(archive) {
			if one.kind() == "suppressed" || strings.Contains(fmt.Sprint(one.files), "atproto-ls:") {
				continue
			}
			t.Run(check+"/"+one.name, func(t *testing.T) {
				maps.DeleteFunc(one.files, func(name, _ string) bool { return !strings.HasSuffix(name, ".nix") })
				before := inMemory(t, one.files)
				for seed := range *seeds {
					h := fnv.New64()
					fmt.Fprint(h, name, one.name)
					m := &mutant{files: maps.Clone(one.files), rand: rand.New(rand.NewPCG(h.Sum64(), uint64(*firstSeed+seed)))}
					m.mutate(1 + m.rand.IntN(8))
					after := inMemory(t, m.files)
					for name, text := range m.files {
						if strings.HasSuffix(name, ".nix") {
							texts = append(texts, text)
						}
					}
					if want, got := spoken(before), spoken(after); !slices.Equal(want, got) {
						t.Errorf("seed %d (%s)\nwant %s\ngot  %s\n%s", *firstSeed+seed, strings.Join(m.done, ", "), strings.Join(want, "\n     "), strings.Join(got, "\n     "), shownFiles(m.files))
						continue
					}
					fixes += mended(t, after, &texts)
				}
			})
		}
	}
	t.Logf("%d texts, %d fixes", len(texts), fixes)
	parsesInNix(t, texts)
}

// spoken is what the findings say, and whether they stand where their option is defined; what is passed to modules as an argument
// is not followed there. How grave an ATP306 is depends on whether a reader sees that it is evaluated, which rewrites hide.
func spoken(o outcome) (said []string) {
	passed := slices.ContainsFunc(o.snapshot.Files(), func(f *analysis.File) bool { return f.Mentions("_module.args") })
	for _, d := range o.findings.Diagnostics {
		if d.Severity >= analysis.Information {
			severity := d.Severity
			if d.Code == "ATP306" {
				severity = analysis.Information
			}
			said = append(said, fmt.Sprintf("%s %s %s at=%v", d.Code, severity, d.Option, passed || d.Option == "" || standsAt(o, d)))
		}
	}
	slices.Sort(said)
	return said
}

// standsAt reports whether a finding stands in the text that defines its option, or above or below it.
func standsAt(o outcome, d analysis.Diagnostic) bool {
	f, option := o.snapshot.File(d.File), optiondb.ParsePath(d.Option)
	for n := f.Tree.NodeAt(d.Start); n.Exists(); n = n.Parent() {
		for _, occurrence := range o.snapshot.OccurrencesAt(f, n.Start()) {
			if occurrence.Access == analysis.Defines && (occurrence.Path.HasPrefix(option) || option.HasPrefix(occurrence.Path)) {
				return true
			}
		}
		for _, at := range o.snapshot.PlacesOf(f, n) {
			if len(at.Path) > 1 && len(option) > 1 && at.Path.HasPrefix(option[:2]) {
				return true
			}
		}
	}
	return false
}

// mended makes every fix of every finding: the finding is gone then, and none is new.
func mended(t *testing.T, o outcome, texts *[]string) (fixes int) {
	t.Helper()
	for _, d := range o.findings.Diagnostics {
		for _, fix := range d.Fixes {
			if d.Severity < analysis.Information {
				continue // to switch a service on may bring what was not asked of it while it was off
			}
			files := textsOf(o)
			changed, ok := o.snapshot.Apply(fix)
			if !ok {
				t.Fatalf("%s: `%s` cannot be made", d.Code, fix.Title)
			}
			for name, text := range changed {
				files[o.snapshot.Relative(name)] = text
				*texts = append(*texts, text)
			}
			fixes++
			left := said(o.findings.Diagnostics)
			left = slices.Delete(left, slices.Index(left, d.Code+" "+d.Option), slices.Index(left, d.Code+" "+d.Option)+1)
			for _, s := range said(inMemory(t, files).findings.Diagnostics) {
				i := slices.Index(left, s)
				if i < 0 {
					t.Errorf("%s: after `%s` there is %s, before there were %v\n%s\nfrom\n%s", d.Code, fix.Title, s, said(o.findings.Diagnostics), shownFiles(files), shownFiles(textsOf(o)))
					break
				}
				left = slices.Delete(left, i, i+1)
			}
		}
	}
	return fixes
}
