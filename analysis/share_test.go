package analysis_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"atproto-ls/analysis"
	"atproto-ls/analysis/checks"
)

// After any edits, what is shared with the snapshots before is what would be worked out anew: the same configurations, of the
// same files, with the same findings.
func TestSharedSnapshotsSayTheSame(t *testing.T) {
	texts := []string{
		"{ }", "{ config, ... }: { services.bluesky-pds.enable = true; }", "{ imports = [ ./b.nix ]; services.openssh.enable = true; }",
		"{ ... }: { imports = [ ./c.nix ]; services.bluesky-pds.enable = 1; }", "{ services.bluesky-pds.nginx.enable = true; ",
		"{ lib, ... }: { options.services.foo.a = lib.mkOption { type = lib.types.int; }; }", "{ services.foo.b = 1; imports = [ ./d.nix ]; }",
		"x", "{ lib, ... }: import ./a.nix { inherit lib; }", "{ services.microcosm-constellation = { enable = true; database.type = \"postgres\"; }; }",
	}
	random := rand.New(rand.NewPCG(1, 2))
	file := func() *analysis.File {
		return analysis.NewFile("/w/"+string('a'+rune(random.IntN(5)))+".nix", texts[random.IntN(len(texts))])
	}
	base := analysis.NewSnapshot("/w", []*analysis.File{file(), file(), file()}, nil)
	recent := base
	changes := map[string]analysis.Change{}
	for i := range 400 {
		f := file()
		changes[f.Path] = analysis.Change{File: f}
		if random.IntN(6) == 0 {
			changes[f.Path] = analysis.Change{Removed: f.Path}
		}
		var list []analysis.Change
		for _, c := range changes {
			list = append(list, c)
		}
		recent = base.WithLike(recent, list...)
		anew := analysis.NewSnapshot("/w", recent.Files(), nil)
		if got, want := said(t, recent), said(t, anew); got != want {
			t.Fatalf("after %d edits\n%s\nanew\n%s", i, got, want)
		}
	}
}

// said is what a snapshot says of itself.
func said(t *testing.T, s *analysis.Snapshot) string {
	t.Helper()
	var out strings.Builder
	for _, c := range s.Configurations() {
		fmt.Fprintf(&out, "%s %v %v", c.Entry, c.Whole, c.Closed)
		for _, f := range c.Files {
			if s.File(f.Path) != f {
				t.Fatalf("%s of %s is of an earlier snapshot", f.Path, c.Entry)
			}
			out.WriteString(" " + f.Path)
		}
		out.WriteString("\n")
	}
	found, err := s.Run(t.Context(), analysis.Rules{Checks: checks.All})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range found.Diagnostics {
		fmt.Fprintln(&out, d.File, d.Start, d.Code, d.Message)
	}
	return out.String()
}
