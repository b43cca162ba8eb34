package analysis_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"atproto-ls/analysis"
	"atproto-ls/syntax"
)

// speak is a check that reports every string that says its name.
func speak(code, name string, over ...string) *analysis.Check {
	return &analysis.Check{Code: code, Name: name, Severity: analysis.Warning, Over: over, Run: func(p *analysis.Pass) {
		for n := range p.File.Tree.Root().Descendants() {
			if v, known := syntax.AsString(n).Value(); known && strings.Contains(v, name) {
				p.Report(analysis.Diagnostic{Range: p.File.Range(n), Message: "said " + name})
			}
		}
	}}
}

func run(t *testing.T, rules analysis.Rules, texts ...string) analysis.Findings {
	t.Helper()
	var files []*analysis.File
	for i, text := range texts {
		files = append(files, analysis.NewFile("/w/"+string(rune('a'+i))+".nix", text))
	}
	findings, err := analysis.NewSnapshot("/w", files, nil).Run(context.Background(), rules)
	if err != nil {
		t.Fatal(err)
	}
	return findings
}

func codes(f analysis.Findings) (codes []string) {
	for _, d := range f.Diagnostics {
		codes = append(codes, strings.TrimPrefix(d.File, "/w/")+" "+d.Code)
	}
	return codes
}

func TestOrderIsByFileThenOffsetThenCode(t *testing.T) {
	one, two := speak("ATP701", "one"), speak("ATP702", "two")
	got := codes(run(t, analysis.Rules{Checks: []*analysis.Check{two, one}}, `[ "two" "one" "one two" ]`, `"one"`))
	want := []string{"a.nix ATP702", "a.nix ATP701", "a.nix ATP701", "a.nix ATP702", "b.nix ATP701"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestTheMoreSpecificCheckSpeaks(t *testing.T) {
	general, special := speak("ATP701", "one"), speak("ATP702", "two", "ATP701")
	got := codes(run(t, analysis.Rules{Checks: []*analysis.Check{general, special}}, `[ "one two" "one" ]`))
	if want := []string{"a.nix ATP702", "a.nix ATP701"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestACrashCostsNothingElse(t *testing.T) {
	crash := &analysis.Check{Code: "ATP700", Name: "crash", Run: func(p *analysis.Pass) {
		p.Report(analysis.Diagnostic{Range: p.File.Range(p.File.Tree.Root()), Message: "before"})
		panic("on purpose")
	}}
	f := run(t, analysis.Rules{Checks: []*analysis.Check{crash, speak("ATP701", "one")}}, `"one"`, `"one"`)
	if len(f.Crashes) != 2 || !strings.Contains(f.Crashes[0].Error(), "on purpose") {
		t.Errorf("crashes: %v", f.Crashes)
	}
	want := []string{"a.nix ATP700", "a.nix ATP701", "b.nix ATP700", "b.nix ATP701"}
	if got := codes(f); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// A panic on a goroutine that a check shares its work with is a crash of that check.
func TestACrashOnAnotherGoroutine(t *testing.T) {
	crash := &analysis.Check{Code: "ATP700", Name: "crash", Run: func(*analysis.Pass) {
		analysis.Share(t.Context(), 8, func(i int) { panic(fmt.Sprint("on purpose ", i)) })
	}}
	f := run(t, analysis.Rules{Checks: []*analysis.Check{crash, speak("ATP701", "one")}}, `"one"`)
	if len(f.Crashes) != 1 || !strings.Contains(f.Crashes[0].Error(), "on purpose") || !strings.Contains(f.Crashes[0].Stack, "TestACrashOnAnotherGoroutine") {
		t.Errorf("crashes: %v", f.Crashes)
	}
	if got := codes(f); !slices.Equal(got, []string{"a.nix ATP701"}) {
		t.Errorf("got %v", got)
	}
}

func TestSuppressions(t *testing.T) {
	rules := analysis.Rules{Checks: []*analysis.Check{speak("ATP701", "one"), speak("ATP702", "two")}}
	for _, c := range []struct {
		name, text string
		left       int
	}{
		{"same line", "[ \"one\" ] # atproto-ls: ignore[ATP701] reason", 0},
		{"line above", "[\n# atproto-ls: ignore[one]\n\"one\" ]", 0},
		{"comments between", "[\n# atproto-ls: ignore[one]\n# because\n\"one\" ]", 0},
		{"small letters", "[ \"one\" ] # atproto-ls:ignore[atp701]", 0},
		{"several", "[ \"one\" \"two\" ] # atproto-ls: ignore[ATP701, two]", 0},
		{"whole file", "# atproto-ls: ignore-file[ATP701]\n[\n\n\n\"one\" \"one\" ]", 0},
		{"another line", "[ # atproto-ls: ignore[ATP701]\n\"one\" ]", 1},
		{"line above, behind code", "[ 1 # atproto-ls: ignore[ATP701]\n\"one\" ]", 1},
		{"an empty line between", "[\n# atproto-ls: ignore[ATP701]\n\n\"one\" ]", 1},
		{"a prefix is no name", "[ \"one\" ] # atproto-ls: ignore[ATP7]", 1},
		{"in a string", "[ \"one # atproto-ls: ignore[ATP701]\" ]", 1},
		{"not at the beginning", "[ \"one\" ] # see atproto-ls: ignore[ATP701]", 1},
	} {
		if f := run(t, rules, c.text); len(f.Diagnostics) != c.left {
			t.Errorf("%s: %v left, want %d", c.name, codes(f), c.left)
		}
	}
}

func TestSeverityOfTheSettings(t *testing.T) {
	lowered := &analysis.Check{Code: "ATP702", Name: "two", Severity: analysis.Error, Run: func(p *analysis.Pass) {
		p.Report(analysis.Diagnostic{Range: p.File.Range(p.File.Tree.Root()), Severity: analysis.Warning})
	}}
	f := run(t, analysis.Rules{
		Checks:   []*analysis.Check{speak("ATP701", "one"), lowered},
		Severity: map[string]analysis.Severity{"ATP701": analysis.Error, "ATP702": analysis.Information},
	}, `"one"`)
	if got := []analysis.Severity{f.Diagnostics[0].Severity, f.Diagnostics[1].Severity}; got[0] != analysis.Error || got[1] != analysis.Hint {
		t.Errorf("got %v, want error, and a hint for what the check lowered by one", got)
	}
}

func TestFingerprintsSurviveEditsElsewhere(t *testing.T) {
	rules := analysis.Rules{Checks: []*analysis.Check{speak("ATP701", "one")}}
	prints := func(text string) (prints []string) {
		for _, d := range run(t, rules, text).Diagnostics {
			prints = append(prints, d.Fingerprint)
		}
		return prints
	}
	before := prints("[\n  \"one\"\n  \"one\"\n]")
	after := prints("# new\n[\n  1\n      \"one\"\n  \"one\"\n]")
	if !slices.Equal(before, after) || before[0] == before[1] || len(before[0]) != 32 {
		t.Errorf("before %v, after %v", before, after)
	}
}

func TestCancelledRun(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := analysis.NewSnapshot("/w", []*analysis.File{analysis.NewFile("/w/a.nix", "1")}, nil).Run(ctx, analysis.Rules{})
	if err == nil {
		t.Error("a cancelled run says so")
	}
}
