package workspace

import (
	"os"
	"path/filepath"
	"testing"

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
	st := sources.Library.View(optiondb.Evidence{Pins: w.readPins(), Defined: []optiondb.Path{knot.Append("enable")}}).For(knot)
	if len(st.Surfaces) != 1 || st.Surfaces[0].Option(knot.Append("tomorrow")) == nil || st.Surfaces[0].Set.Kind != optiondb.FromInput {
		t.Errorf("in force are %v: %s", st.Surfaces, st.Why)
	}
}
