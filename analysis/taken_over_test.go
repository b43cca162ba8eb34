package analysis

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// versions are, by file, the texts between which a workspace goes back and forth: some of them lack options that others give.
var versions = map[string][]string{
	"configuration.nix": {
		`{ imports = [ ./own.nix ./web.nix ./user.nix ./alias.nix ./args.nix ./host.nix ]; }`,
		`{ imports = [ ./own.nix ./web.nix ./user.nix ./host.nix ]; }`,
	},
	"host.nix": {
		`{ my.own.enable = true; my.own.name = "a"; }`,
		`{ my.own.enable = true; }`,
		`{ my.own = { enable = false; port = 5; }; environment.etc.a.text = "b"; }`,
		`{ my.own.enable = true; my.own.port = (import ./value.nix).port; networking.hostName = "x"; }`,
		"{ my.own.enable = true;\n  my.own.\n}",
		`{ config, ... }: { networking.domain = config.my.own.name; old.name = "n"; my.own.enable = true; }`,
		`{ lib, ... }: lib.mkMerge [ { my.own.enable = lib.mkForce true; } (lib.mkIf false { my.own.name = "b"; }) ]`,
		`{ extra, ... }: { my.own.name = extra.name; }`,
		`oops`,
		`{ imports = [ ./missing.nix ]; my.own.enable = true; }`,
		`{ config, inputs, ... }: { imports = [ inputs.x.nixosModules.x ]; my.own.enable = true; }`,
	},
	"own.nix": {
		`{ config, lib, ... }: let cfg = config.my.own; in {
  options.my.own = {
    enable = lib.mkEnableOption "it";
    name = lib.mkOption { type = lib.types.str; };
    port = lib.mkOption { type = lib.types.port; default = if cfg.enable then 3000 else throw "no port"; };
  };
  config = lib.mkIf cfg.enable { environment.etc.own.text = cfg.name; users.users.own.uid = cfg.port; };
}`,
		`{ config, lib, ... }: let cfg = config.my.own; in {
  options.my.own = { enable = lib.mkEnableOption "it"; name = lib.mkOption { default = "d"; }; port = lib.mkOption { }; };
  config.assertions = [ { assertion = cfg.name != "a"; message = "not a"; } ];
  config.systemd.services.own.environment.PORT = toString cfg.port;
}`,
	},
	"web.nix": {
		`{ config, lib, ... }: { options.my.web = lib.mkOption { default = { }; }; config.systemd.services.web.script = lib.optionalString config.my.own.enable config.my.own.name; }`,
		`{ config, ... }: { environment.etc.web.text = config.my.own.name; networking.firewall.allowedTCPPorts = [ config.my.own.port ]; }`,
		`{ config, ... }: { my.own.port = if config.my.own.enable then 80 else throw "web needs it"; users.groups.web = { }; }`,
		`{ environment.etc.web.text = "plain"; }`,
	},
	"user.nix": {
		`{ config, ... }: { users.users.a.description = config.my.own.name; }`,
		`{ config, ... }@args: let inherit (args.config.my) own; in { users.users.a.description = own.name; systemd.services.b.script = toString own.port; }`,
		`{ config, ... }: { users.users.${config.networking.hostName}.description = "x"; my.own.name = config.networking.hostName; }`,
		`{ extra, ... }: { users.users.a.description = extra.name; environment.etc.x.text = extra.other or "y"; }`,
		`import ./value.nix`,
	},
	"alias.nix": {
		`{ lib, ... }: { imports = [ (lib.mkAliasOptionModule [ "old" "name" ] [ "my" "own" "name" ]) ]; }`,
		`{ config, lib, ... }: { options.old.name = lib.mkOption { default = config.my.own.name; }; config.environment.etc.old.text = config.old.name; }`,
	},
	"args.nix": {
		`{ config, ... }: { _module.args.extra = { inherit (config.my.own) name; }; }`,
		`{ _module.args.extra.name = "e"; }`,
		`{ config, ... }: { _module.args.extra = config.my.own; }`,
	},
	"value.nix": {
		`{ port = 7; }`,
		`{ config, ... }: { environment.etc.value.text = config.my.own.name; }`,
	},
}

// What the evaluation of a version takes over from that before is what evaluating all of it gives, whichever modules change.
func TestEvaluationsTakeOverWhatEvaluatingGives(t *testing.T) {
	steps := 150
	if n, err := strconv.Atoi(os.Getenv("TAKEN_OVER_STEPS")); err == nil {
		steps = n
	}
	names := make([]string, 0, len(versions))
	for name := range versions {
		names = append(names, name)
	}
	slices.Sort(names)
	for seed := range uint64(3) {
		random := rand.New(rand.NewPCG(seed, 7))
		now := map[string]*File{}
		for _, name := range names {
			now[name] = NewFile("/w/"+name, versions[name][0])
		}
		snapshot := func(edited map[string]*File) *Snapshot {
			var files []*File
			for _, name := range names {
				files = append(files, edited[name])
			}
			return NewSnapshot("/w", files, nil)
		}
		s := snapshot(now)
		for step := range steps {
			name := names[random.IntN(len(names))]
			next := now[name].Edited(versions[name][random.IntN(len(versions[name]))])
			now[name] = next
			s = s.With(Change{File: next})
			fresh := map[string]*File{}
			for name, f := range now {
				fresh[name] = NewFile(f.Path, f.Tree.Source())
			}
			if got, want := evaluatedText(s), evaluatedText(snapshot(fresh)); got != want {
				t.Fatalf("seed %d, step %d, after an edit of %s:\n%s\nevaluating all of it:\n%s\n%s", seed, step, name, got, want, texts(now))
			}
		}
	}
}

func texts(files map[string]*File) string {
	var b strings.Builder
	for name, f := range files {
		fmt.Fprintf(&b, "--- %s\n%s\n", name, f.Tree.Source())
	}
	return b.String()
}

// evaluatedText is what the evaluations of the configurations of s say.
func evaluatedText(s *Snapshot) string {
	var b strings.Builder
	for _, c := range s.Configurations() {
		e := s.Evaluated(c)
		fmt.Fprintln(&b, c.Entry, e.Lacking, e.around)
		for _, f := range e.Faults {
			fmt.Fprintln(&b, f.Option, f.Message, f.On)
		}
		for _, n := range slices.Concat(e.Failed, e.Warnings) {
			fmt.Fprintln(&b, n.Message, n.Reads)
		}
	}
	return b.String()
}
