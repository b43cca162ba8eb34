package workspace

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"atproto-ls/analysis"
	"atproto-ls/analysis/checks"
)

// A file that is reached by a symbolic link is where the link leads, as it is for Nix: it belongs to the configuration, what is
// relative in it is relative to where it lies, and it is reported by that name.
func TestWhatIsImportedThroughLinks(t *testing.T) {
	root := tree(t, map[string]string{
		"flake.nix": `{ outputs = { nixpkgs, ... }: {
			nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = [ ./hosts/a/configuration.nix ./hosts/a/parts ./hosts/a/parts/more.nix ]; };
		}; }`,
		"hosts/a/configuration.nix":                    "{ imports = [ ./common.nix ]; networking.hostName = import ./name.nix; }",
		"hosts/a/common.nix -> ../../shared/again.nix": "", "shared/again.nix -> common.nix": "",
		"shared/common.nix":                             "{ imports = [ ./here.nix ]; }",
		"shared/here.nix":                               "{ services.bluesky-pds.enable = true; }",
		"hosts/a/parts -> ../../shared/parts":           "",
		"shared/parts/default.nix -> ../here/parts.nix": "",
		"shared/here/parts.nix":                         "{ imports = [ ./deep.nix ]; }",
		"shared/here/deep.nix":                          "{ time.timeZone = 1; }",
		"shared/parts/more.nix":                         "{ imports = [ ../here/most.nix ]; }",
		"shared/here/most.nix":                          "{ services.bluesky-pds.settings.PDS_HOSTNAME = 1; }",
		"hosts/a/name.nix -> ../../shared/name.nix":     "", "shared/name.nix": `(import ./n.nix).a`, "shared/n.nix": `{ a = "a"; }`,
		"round.nix -> about.nix": "", "about.nix -> round.nix": "", "out.nix -> /etc/hosts": "",
	})
	loaded, found := checked(t, root)
	host := loaded.Snapshot.Configurations()[0]
	if host.Closed != analysis.Closed {
		t.Errorf("%s: not read is %v", host.Closed, host.Unread)
	}
	var names []string
	for _, f := range host.Files {
		names = append(names, loaded.Snapshot.Relative(f.Path))
	}
	for _, want := range []string{"shared/common.nix", "shared/here.nix", "shared/here/deep.nix", "shared/here/most.nix"} {
		if !strings.Contains(strings.Join(names, " "), want) {
			t.Errorf("%s is not in the configuration: %v", want, names)
		}
	}
	if want := "ATP217 shared/here.nix, ATP102 shared/here/most.nix"; found != want {
		t.Errorf("found %q, want %q", found, want)
	}
}

// checked is the workspace at root, and what the checks find in it: codes and files.
func checked(t *testing.T, root string) (loaded Loaded, found string) {
	t.Helper()
	w, err := Open(root, Options{})
	if err != nil {
		t.Fatal(err)
	}
	rules, err := w.Rules(checks.All)
	if err != nil {
		t.Fatal(err)
	}
	loaded = w.Load(context.Background(), Request{Paths: []string{root}})
	findings, err := loaded.Snapshot.Run(context.Background(), rules)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, d := range findings.Diagnostics {
		all = append(all, d.Code+" "+w.relative(d.File))
	}
	return loaded, strings.Join(all, ", ")
}

// A file that is named by a link in the workspace is the one where the link leads.
func TestLinksThatAreNamed(t *testing.T) {
	root := tree(t, map[string]string{
		"flake.nix": "", "a/link.nix -> ../b/real.nix": "", "b/real.nix": "{ imports = [ ./beside.nix ]; }", "b/beside.nix": "{ }",
	})
	got, problems := load(t, root, "a/link.nix")
	if len(got) != 1 || got[0] != "b/real.nix" || len(problems) > 0 {
		t.Errorf("got %v, %v", got, problems)
	}
}

// The modules of a source are where links lead, too.
func TestLinksAmongModules(t *testing.T) {
	root, keep := tree(t, map[string]string{
		SettingsFile:                      "[options]\nmodules = [\"modules\"]\n",
		"modules/default.nix":             "{ imports = [ ./linked.nix ]; }",
		"modules/linked.nix -> sub/s.nix": "",
		"modules/sub/s.nix":               "{ imports = [ ./y.nix ]; }",
		"modules/sub/y.nix":               "{ lib, ... }: { options.services.a.below = lib.mkEnableOption \"a\"; }",
		"modules/y.nix":                   "{ lib, ... }: { options.services.a.beside = lib.mkEnableOption \"a\"; }",
	}), t.TempDir()
	for range 2 {
		source := keeping(t, root, keep)
		if option(t, source, "services.a.below") == nil || option(t, source, "services.a.beside") != nil {
			t.Errorf("%d options, kept %v", source.Options, source.Kept)
		}
	}
	link := filepath.Join(root, "modules/linked.nix")
	if err := errors.Join(os.Remove(link), os.Symlink("y.nix", link)); err != nil {
		t.Fatal(err)
	}
	if source := keeping(t, root, keep); source.Kept || option(t, source, "services.a.beside") == nil {
		t.Errorf("the link leads elsewhere: %d options, kept %v", source.Options, source.Kept)
	}
}

// A declaration that cannot be evaluated, as with what only a later mkOption takes, is no group of options: nothing is said of what
// it is given.
func TestDeclarationsThatAreNotEvaluated(t *testing.T) {
	root := tree(t, map[string]string{
		SettingsFile: "[options]\nmodules = [\"modules\"]\n",
		"modules/default.nix": `{ config, lib, ... }: {
			options.services.relay.enable = lib.mkEnableOption "the relay";
			options.services.relay.port = lib.mkOption { type = lib.types.port; description = "Its port."; since = "30.05"; };
			options.services.relay.host = throw "not here";
			options.services.relay.user = lib.mkOption { type = lib.types.str; description = "Its user."; };
			config = { environment.etc.relay.text = with config.services.relay; lib.optionalString enable (host + user + toString port); };
		}`,
		"configuration.nix": `{ services.relay = { enable = true; port = 80; host = "a"; user = 1; }; }`,
	})
	if _, found := checked(t, root); found != "ATP102 configuration.nix" {
		t.Errorf("found %q", found)
	}
}
