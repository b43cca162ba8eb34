package analysis_test

import (
	"strings"
	"testing"

	"atproto-ls/analysis"
)

// Which files are configurations: in a workspace that puts some together, a module that nobody imports is not one.
func TestEntries(t *testing.T) {
	const module = "{ config, ... }: { services.bluesky-pds.enable = true; }"
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"a module alone":           {map[string]string{"pds.nix": module}, "pds.nix"},
		"an importer":              {map[string]string{"pds.nix": module, "host.nix": "{ imports = [ ./pds.nix ]; }"}, "host.nix"},
		"configuration.nix":        {map[string]string{"pds.nix": module, "configuration.nix": "{ imports = [ ]; }"}, "configuration.nix"},
		"what is imported back":    {map[string]string{"pds.nix": "{ imports = [ ./configuration.nix ]; }", "configuration.nix": "{ imports = [ ./pds.nix ]; }"}, "configuration.nix"},
		"a flake":                  {map[string]string{"pds.nix": module, "flake.nix": "{ outputs = { self, nixpkgs }: { nixosConfigurations.a = 1; }; }"}, ""},
		"a flake of packages":      {map[string]string{"pds.nix": module, "flake.nix": "{ outputs = { self }: { packages = { }; }; }"}, "pds.nix"},
		"a flake that is computed": {map[string]string{"pds.nix": module, "flake.nix": "{ outputs = inputs: inputs.parts.mkFlake { } ./.; }"}, ""},
		"a hive":                   {map[string]string{"pds.nix": module, "hive.nix": "{ meta = { }; host = ./pds.nix; }"}, "hive.nix#host"},
		"configurations elsewhere": {map[string]string{"pds.nix": module, "parts.nix": "{ flake.nixosConfigurations.a = 1; }"}, ""},
		"a test's nodes":           {map[string]string{"pds.nix": module, "test.nix": "{ nodes.a = ./pds.nix; testScript = \"\"; }"}, "test.nix#nodes.a"},
		"a test beside it":         {map[string]string{"configuration.nix": module, "test.nix": "{ nodes.a = { }; testScript = \"\"; }"}, "configuration.nix test.nix#nodes.a"},
		"a clan":                   {map[string]string{"pds.nix": module, "clan.nix": "clan-core.lib.clan { machines.a = { }; }"}, ""},
		"denix":                    {map[string]string{"pds.nix": module, "hosts.nix": "denix.lib.configurations { }"}, ""},
	} {
		var files []*analysis.File
		for path, text := range c.files {
			files = append(files, analysis.NewFile("/w/"+path, text))
		}
		var got []string
		for _, configuration := range analysis.NewSnapshot("/w", files, nil).Configurations() {
			if configuration.Whole {
				got = append(got, configuration.Entry)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: got %v, want %q", name, got, c.want)
		}
	}
}
