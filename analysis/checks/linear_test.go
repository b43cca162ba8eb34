package checks_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"atproto-ls/analysis"
	"atproto-ls/analysis/checks"
	"atproto-ls/syntax"
)

// TestManyMistakesCostFewParses holds what it takes to find thousands of mistakes of one kind against parses of the same text in the
// same run. Measured were 150 to 350 on a busy machine; what compares each mistake with each other one took 6,000.
func TestManyMistakesCostFewParses(t *testing.T) {
	const count, bound = 8000, 2000
	lines := func(line string) string {
		var b strings.Builder
		for i := range count {
			fmt.Fprintf(&b, line+"\n", i)
		}
		return b.String()
	}
	for name, text := range map[string]string{
		"unknown in two generations": "{ services.bluesky-pds = { enable = true;\n" + lines("nope%d = true;") + "}; }",
		"wrong types": "{ lib, ... }: { config = lib.mkMerge [\n" + lines(`{ services.microcosm-constellation.backup.interval = "x%d"; }`) +
			"]; }",
	} {
		parse, run := time.Hour, time.Hour
		for range 2 {
			began := time.Now()
			syntax.Parse(text)
			parse = min(parse, time.Since(began))
			began = time.Now()
			s := analysis.NewSnapshot("/w", []*analysis.File{analysis.NewFile("/w/configuration.nix", text)}, nil)
			found, err := s.Run(t.Context(), analysis.Rules{Checks: checks.All, Known: checks.All})
			if err != nil || len(found.Diagnostics) < count {
				t.Fatal(name, len(found.Diagnostics), err)
			}
			run = min(run, time.Since(began))
		}
		t.Logf("%s: %.0f parses of %v", name, float64(run)/float64(parse), parse)
		if run > bound*parse {
			t.Errorf("%s: it takes %v, more than %d parses of %v", name, run, bound, parse)
		}
	}
}
