package workspace

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"atproto-ls/analysis/checks"
	"atproto-ls/optiondb"
)

// The store path of a source follows from its hash alone: this pair is what Nix 2.26 says of a folder with one file.
func TestSourcePath(t *testing.T) {
	const want = "/nix/store/ms37m6i4z2hfa1lm7a6lch7lw9vcr26l-source"
	if got := sourcePath("sha256-h4gyzSK14DjhF7cBN4VY+Km2ytc4Gg5tV6noZdNPhaY="); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for _, bad := range []string{"", "sha256-", "sha256-AAAA", "md5-h4gyzSK14DjhF7cBN4VY+Km2ytc4Gg5tV6noZdNPhaY="} {
		if got := sourcePath(bad); got != "" {
			t.Errorf("%q has the path %s", bad, got)
		}
	}
}

// The modules of a pinned input that is in the store are the real ones: they take the place of what ships. One that is not
// there is told.
func TestInputsInTheStore(t *testing.T) {
	store, root := t.TempDir(), t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(root, "flake.lock"), `{"version": 7, "root": "root", "nodes": {
		"root": {"inputs": {"core": "core", "nur": "nur", "other": "other"}},
		"core": {"locked": {"type": "git", "url": "https://tangled.org/@tangled.org/core", "rev": "0123456789012345678901234567890123456789",
			"narHash": "sha256-h4gyzSK14DjhF7cBN4VY+Km2ytc4Gg5tV6noZdNPhaY="}},
		"nur": {"locked": {"type": "github", "owner": "atproto-nix", "repo": "nur", "rev": "1123456789012345678901234567890123456789",
			"narHash": "sha256-AAAAzSK14DjhF7cBN4VY+Km2ytc4Gg5tV6noZdNPhaY="}},
		"other": {"locked": {"type": "github", "owner": "nix-community", "repo": "home-manager"}}}}`)
	folder := filepath.Join(store, "ms37m6i4z2hfa1lm7a6lch7lw9vcr26l-source")
	write(filepath.Join(folder, "flake.nix"), `{
		inputs.nixpkgs.url = "nixpkgs";
		outputs = { self, nixpkgs, indigo, ... }: {
			packages = nixpkgs.lib.genAttrs [ "x86_64-linux" ] (system: { knot = indigo.packages.${system}.knot; });
			nixosModules.knot = { lib, pkgs, ... }: {
				imports = [ ./knot.nix ];
				services.tangled.knot.package = lib.mkDefault self.packages.${pkgs.system}.knot;
			};
		};
	}`)
	write(filepath.Join(folder, "knot.nix"), `{ lib, ... }: {
		options.services.tangled.knot = {
			enable = lib.mkEnableOption "the knot of tomorrow";
			package = lib.mkOption { type = lib.types.package; };
			tomorrow = lib.mkOption { type = lib.types.bool; default = true; };
		};
	}`)

	w, err := Open(root, Options{Store: store})
	if err != nil {
		t.Fatal(err)
	}
	sources, err := w.Sources()
	if err != nil || len(sources.List) != 1 || len(sources.Absent) != 1 || sources.Absent[0].Name != "nur" {
		t.Fatalf("got %+v, %v", sources, err)
	}
	source := sources.List[0]
	if len(source.Unread) > 0 || len(source.Problems) > 0 || source.Options != 3 || source.Set.Revision[:4] != "0123" {
		t.Errorf("got %+v, unread %v, problems %v", source.Source, source.Unread, source.Problems)
	}
	knot := optiondb.ParsePath("services.tangled.knot")
	pins, _ := w.readPins()
	st := sources.Library.View(optiondb.Evidence{Pins: pins, Defined: []optiondb.Path{knot.Append("enable")}}).For(knot)
	if len(st.Surfaces) != 1 || st.Surfaces[0].Option(knot.Append("tomorrow")) == nil || st.Surfaces[0].Set.Kind != optiondb.FromInput {
		t.Errorf("in force are %v: %s", st.Surfaces, st.Why)
	}
}

// What a configuration imports of an input that is in the store is read: what its modules need is known, and what they bring is
// there. What they do not say is a matter of the input all the same.
func TestModulesOfInputsInTheStore(t *testing.T) {
	const lock = `{"version": 7, "root": "root", "nodes": {
		"root": {"inputs": {"core": "core", "nixpkgs": "nixpkgs"}},
		"nixpkgs": {"locked": {"type": "github", "owner": "NixOS", "repo": "nixpkgs"}},
		"core": {"locked": {"type": "git", "url": "https://tangled.org/@tangled.org/core", "dir": "nix",
			"narHash": "sha256-h4gyzSK14DjhF7cBN4VY+Km2ytc4Gg5tV6noZdNPhaY="}}}}`
	const flake = `{
		inputs.helper.url = "github:someone/helper";
		outputs = { self, helper, ... }: {
			nixosModules.knot = { config, lib, ... }: {
				options.services.tangled.knot.enable = lib.mkEnableOption "the knot";
				options.services.tangled.knot.owner = lib.mkOption { type = lib.types.str; };
				config = lib.mkIf config.services.tangled.knot.enable { users.users.git.isSystemUser = true; users.users.git.group = "git"; };
			};
			nixosModules.helped = { imports = [ helper.nixosModules.default ../knots.nix ]; };
			nixosModules.computed.imports = [ (/. + builtins.getEnv "SOMEWHERE") ];
		};
	}`
	for _, c := range []struct{ module, closed, finding string }{
		{"knot", "every import was read", "error ATP103"},
		{"helped", "modules of flake inputs were not read", "warning ATP103"},
		{"computed", "modules of flake inputs were not read", "warning ATP103"},
		{"nothing", "not every import was read", ""}, // Nix refuses it
	} {
		store := tree(t, map[string]string{
			"ms37m6i4z2hfa1lm7a6lch7lw9vcr26l-source/nix/flake.nix": flake, "ms37m6i4z2hfa1lm7a6lch7lw9vcr26l-source/knots.nix": "{ }",
		})
		root := tree(t, map[string]string{
			"flake.lock": lock,
			"flake.nix": `{
				inputs.core.url = "git+https://tangled.org/@tangled.org/core?dir=nix";
				outputs = { nixpkgs, core, ... }: {
					nixosConfigurations.host = nixpkgs.lib.nixosSystem { modules = [ core.nixosModules.` + c.module + ` ./host.nix ]; };
				};
			}`,
			"host.nix": "{ services.tangled.knot.enable = true; }",
		})
		w, err := Open(root, Options{Store: store})
		if err != nil {
			t.Fatal(err)
		}
		loaded := w.Load(context.Background(), Request{Paths: []string{root}})
		host := loaded.Snapshot.Configurations()[0]
		if host.Closed.String() != c.closed || (len(host.Unread) > 0) != (c.module != "knot") {
			t.Errorf("%s: %s, unread is %v", c.module, host.Closed, host.Unread)
		}
		for _, u := range host.Unread {
			if u.Input == (c.module == "nothing") {
				t.Errorf("%s: %s is no matter of an input", c.module, u.What)
			}
		}
		rules, err := w.Rules(checks.All)
		if err != nil {
			t.Fatal(err)
		}
		findings, err := loaded.Snapshot.Run(context.Background(), rules)
		if err != nil {
			t.Fatal(err)
		}
		codes := ""
		for _, f := range findings.Diagnostics {
			codes += f.Severity.String() + " " + f.Code
		}
		if codes != c.finding {
			t.Errorf("%s: found %q, want %q: %v", c.module, codes, c.finding, findings.Diagnostics)
		}
	}
}
