package checks_test

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// inFlakes are flakes that make one configuration of ./configuration.nix, each in another way.
var inFlakes = map[string]string{
	"nixosSystem": `{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  outputs = { self, nixpkgs, ... }@inputs: {
    nixosConfigurations.host = nixpkgs.lib.nixosSystem {
      system = "x86_64-linux";
      specialArgs = { inherit inputs; };
      modules = [ ./configuration.nix ];
    };
  };
}
`,
	"a function": `{
  outputs = inputs:
    let
      host = name: modules: inputs.nixpkgs.lib.nixosSystem { modules = [ { system.name = name; } ] ++ modules; specialArgs.inputs = inputs; };
    in
    { nixosConfigurations = builtins.mapAttrs host { host = [ (import ./configuration.nix) ]; }; };
}
`,
	"a hive": `{
  outputs = { nixpkgs, ... }@inputs: {
    colmena = {
      meta = { nixpkgs = import nixpkgs { system = "x86_64-linux"; }; specialArgs = { inherit inputs; }; };
      host = { imports = [ ./configuration.nix ]; };
    };
  };
}
`,
}

// A configuration that a flake puts together gives the findings that it gives by itself.
func TestCasesInFlakes(t *testing.T) {
	names, err := filepath.Glob("../../testdata/checks/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatal(err)
	}
	tried := 0
	for _, name := range names {
		check := strings.TrimSuffix(filepath.Base(name), ".txt")
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range split(archive) {
			maps.DeleteFunc(one.files, func(name, _ string) bool { return !strings.HasSuffix(name, ".nix") })
			if slices.Contains(unwritten, check) || one.files["configuration.nix"] == "" || one.files["flake.nix"] != "" || one.files["hive.nix"] != "" || strings.Contains(one.files["configuration.nix"], "inputs.") || strings.Contains(one.files["configuration.nix"], " name,") {
				continue
			}
			want := spoken(inMemory(t, one.files))
			for how, flake := range inFlakes {
				tried++
				files := maps.Clone(one.files)
				files["flake.nix"] = flake
				if got := spoken(inMemory(t, files)); !slices.Equal(got, want) {
					t.Errorf("%s/%s by %s\nwant %s\ngot  %s\n%s", check, one.name, how, strings.Join(want, "\n     "), strings.Join(got, "\n     "), shownFiles(one.files))
				}
			}
		}
	}
	t.Logf("%d configurations", tried)
}
