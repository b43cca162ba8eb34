package analysis_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
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

// After any edits of some characters, what is kept of the snapshots before gives the same findings, completions and hovers as
// everything worked out anew.
func TestEditedSnapshotsSayTheSame(t *testing.T) {
	texts := map[string]string{
		"/w/configuration.nix": "{ config, lib, ... }:\n{\n  imports = [ ./pds.nix ./own.nix ];\n  networking.hostName = \"web\";\n  services.nginx.enable = true;\n  services.own.port = 3000;\n}\n",
		"/w/pds.nix": "{ config, lib, pkgs, ... }:\nlet\n  domain = \"example.org\";\nin\n{\n  services.bluesky-pds = {\n    enable = true;\n    settings.PDS_HOSTNAME = \"pds.${domain}\";\n    settings.PDS_PORT = config.services.own.port;\n  };\n" +
			"  config = lib.mkMerge [\n    (lib.mkIf (config.networking.hostName == \"web\") { services.microcosm-constellation.enable = true; })\n    { services.postgresql.enable = lib.mkDefault true; }\n  ];\n}\n",
		"/w/own.nix": "{ config, lib, ... }:\n{\n  options.services.own.port = lib.mkOption { type = lib.types.port; };\n  config.assertions = [ { assertion = config.services.own.port > 1024; message = \"too low\"; } ];\n}\n",
	}
	pieces := []string{"a", ".", "=", ";", "{", "}", "(", ")", "\"", "''", " ", "\n", "enable", "true", "services.", "lib.mkIf ", "config.", "[ ", "# x\n", "${"}
	random := rand.New(rand.NewPCG(3, 1))
	var files []*analysis.File
	for path, text := range texts {
		files = append(files, analysis.NewFile(path, text))
	}
	base := analysis.NewSnapshot("/w", files, nil)
	recent, changes := base, map[string]analysis.Change{}
	for i := range 400 {
		f := recent.Files()[random.IntN(len(recent.Files()))]
		text := f.Tree.Source()
		at := random.IntN(len(text) + 1)
		if random.IntN(3) == 0 { // back to what was right
			text, at = texts[f.Path], 0
		}
		end := min(len(text), at+random.IntN(3))
		if random.IntN(3) > 0 {
			text = text[:at] + pieces[random.IntN(len(pieces))] + text[end:]
		} else {
			text = text[:at] + text[end:]
		}
		changes[f.Path] = analysis.Change{File: f.Edited(text)}
		recent = base.WithLike(recent, slices.Collect(maps.Values(changes))...)
		var anewFiles []*analysis.File
		for _, f := range recent.Files() {
			anewFiles = append(anewFiles, analysis.NewFile(f.Path, f.Tree.Source()))
		}
		anew := analysis.NewSnapshot("/w", anewFiles, nil)
		if got, want := saidOf(t, recent), saidOf(t, anew); got != want {
			t.Fatalf("after %d edits, with %q as %s:\n%s\nanew\n%s", i, text, f.Path, got, want)
		}
		for range 3 {
			off := random.IntN(len(text) + 1)
			if got, want := shownAt(recent, f.Path, off), shownAt(anew, f.Path, off); got != want {
				t.Fatalf("after %d edits, at %d of %q as %s:\n%s\nanew\n%s", i, off, text, f.Path, got, want)
			}
		}
	}
}

// shownAt is what an editor shows at an offset.
func shownAt(s *analysis.Snapshot, path string, off int) string {
	var out strings.Builder
	c := s.Complete(context.Background(), s.File(path), off)
	fmt.Fprintln(&out, c.Start, c.At, c.End)
	for _, candidate := range c.Candidates {
		fmt.Fprintln(&out, candidate.Label, candidate.Text, candidate.Detail, candidate.Sort)
	}
	h, ok := s.Hover(s.File(path), off, nil)
	fmt.Fprintln(&out, ok, h.Start, h.End, h.Text)
	return out.String()
}

// saidOf is all that is found, with everything that is told of it.
func saidOf(t *testing.T, s *analysis.Snapshot) string {
	t.Helper()
	found, err := s.Run(t.Context(), analysis.Rules{Checks: checks.All})
	if err != nil || len(found.Crashes) > 0 {
		t.Fatal(err, found.Crashes)
	}
	var out strings.Builder
	for _, d := range found.Diagnostics {
		fmt.Fprintf(&out, "%+v\n", d)
	}
	return out.String()
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
