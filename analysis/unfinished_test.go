package analysis_test

import (
	"slices"
	"strings"
	"testing"

	"atproto-ls/analysis"
	"atproto-ls/analysis/checks"
)

// Of a line that is being typed an editor shows that it is not finished, and of the lines around it what is wrong with them.
func TestTypedLineIsNotJudged(t *testing.T) {
	for typed, want := range map[string]string{
		"":                             "",
		"enable = tru":                 "ATP001",
		"enable = 5":                   "ATP001",
		"enable = 5;":                  "ATP102",
		"enable = tru # not yet":       "ATP001",
		"package = [ config.x ./y":     "ATP001",
		"settings.PDS_PORT = \"30":     "ATP001",
		"settings.PDS_CRAWLER":         "ATP001",
		"settings.\"PDS_CRAWLER":       "ATP001",
		"settings = { PDS_PORT = \"3":  "ATP001",
		"settings.PDS_PORT = ''${po":   "ATP001",
		"inherit (confi":               "ATP001",
		"enable = 5; goat":             "ATP001 ATP102",
		"settings.PDS_PORT = x ./y +;": "ATP001",
	} {
		text := "{ config, lib, ... }:\n{\n  services.bluesky-pds = {\n    environmentFiles = [ \"/x\" ];\n    " + typed + "\n    # The end.\n  };\n  services.cocoon.enable = \"no\";\n}\n"
		s := analysis.NewSnapshot("/w", []*analysis.File{analysis.NewFile("/w/configuration.nix", text)}, nil)
		found, err := s.Run(t.Context(), analysis.Rules{Checks: checks.All})
		if err != nil {
			t.Fatal(err)
		}
		var codes []string
		for _, d := range s.Finished(found.Diagnostics) {
			if d.Severity > analysis.Information && !slices.Contains(codes, d.Code) && d.Start < strings.Index(text, "services.cocoon") {
				codes = append(codes, d.Code)
			}
		}
		slices.Sort(codes)
		if got := strings.Join(codes, " "); got != want {
			t.Errorf("%s: %s, want %s", typed, got, want)
		}
		if !slices.ContainsFunc(s.Finished(found.Diagnostics), func(d analysis.Diagnostic) bool { return d.Option == "services.cocoon.enable" }) {
			t.Errorf("%s: nothing is said of the lines below", typed)
		}
	}
}
