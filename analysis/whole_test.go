package analysis_test

import (
	"math/rand/v2"
	"testing"

	"atproto-ls/analysis"
)

// flakeFiles are a flake of two hosts that share a module.
func flakeFiles() map[string]string {
	return map[string]string{
		"/w/flake.nix": "{ outputs = { self, nixpkgs, ... }: let host = name: nixpkgs.lib.nixosSystem { specialArgs = { inherit name; }; modules = [ ./shared.nix (./. + \"/${name}.nix\") ]; };\n" +
			"in { nixosConfigurations = nixpkgs.lib.genAttrs [ \"a\" \"b\" ] host; }; }\n",
		"/w/shared.nix": "{ name, ... }: { services.bluesky-pds.settings.PDS_HOSTNAME = \"${name}.example.org\"; }\n",
		"/w/a.nix":      "{ services.bluesky-pds.enable = true; }\n",
		"/w/b.nix":      "{ services.bluesky-relay = { enable = true; database.type = \"postgres\"; }; }\n",
	}
}

func flakeSnapshot(texts map[string]string) *analysis.Snapshot {
	var files []*analysis.File
	for path, text := range texts {
		files = append(files, analysis.NewFile(path, text))
	}
	return analysis.NewSnapshot("/w", files, nil)
}

// An edit of a file of one host leaves what is known of the others as it is.
func TestEditsOfOneHost(t *testing.T) {
	before := flakeSnapshot(flakeFiles())
	hosts := func(s *analysis.Snapshot) map[string]*analysis.Configuration {
		found := map[string]*analysis.Configuration{}
		for _, c := range s.Configurations() {
			found[c.Entry] = c
		}
		return found
	}
	const a, b = "flake.nix#nixosConfigurations.a", "flake.nix#nixosConfigurations.b"
	old := hosts(before)
	for path, changed := range map[string][]string{"/w/a.nix": {a}, "/w/b.nix": {b}, "/w/shared.nix": {a, b}, "/w/flake.nix": {a, b}} {
		text := before.File(path).Tree.Source()
		now := hosts(before.With(analysis.Change{File: analysis.NewFile(path, text+"# edited\n")}))
		again := map[string]bool{}
		for _, name := range changed {
			again[name] = true
		}
		for _, name := range []string{a, b} {
			if old[name] == nil || now[name] == nil {
				t.Fatalf("%s is not there", name)
			}
			if (old[name] != now[name]) != again[name] {
				t.Errorf("after an edit of %s, whether %s was read again is %v", path, name, old[name] != now[name])
			}
		}
	}
}

// After any edits of a flake and its modules the findings are those of everything worked out anew.
func TestEditedFlakesSayTheSame(t *testing.T) {
	texts := flakeFiles()
	pieces := []string{"a", ".", ";", "{", "}", "\"", " ", "\n", "true", "services.", "name", "[ ", "./b.nix", "${"}
	random := rand.New(rand.NewPCG(5, 7))
	base := flakeSnapshot(texts)
	recent, changes := base, map[string]analysis.Change{}
	for i := range 200 {
		f := recent.Files()[random.IntN(len(recent.Files()))]
		text := f.Tree.Source()
		if at := random.IntN(len(text)); random.IntN(3) > 0 {
			text = text[:at] + pieces[random.IntN(len(pieces))] + text[min(len(text), at+random.IntN(3)):]
		} else {
			text = texts[f.Path]
		}
		changes[f.Path] = analysis.Change{File: analysis.NewFile(f.Path, text)}
		var list []analysis.Change
		for _, c := range changes {
			list = append(list, c)
		}
		recent = base.WithLike(recent, list...)
		if got, want := said(t, recent), said(t, analysis.NewSnapshot("/w", recent.Files(), nil)); got != want {
			t.Fatalf("after %d edits\n%s\nanew\n%s", i, got, want)
		}
	}
}
