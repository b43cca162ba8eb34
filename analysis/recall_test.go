package analysis

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"atproto-ls/eval"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// edited are modules of many forms, to be edited anywhere.
var edited = []string{
	`{ config, lib, pkgs, ... }:
let
  domain = "example.org";
  mkHost = name: port: { forceSSL = true; locations."/".proxyPass = "http://${name}:${toString port}"; };
  ports = { pds = 3000; relay = 2470; };
in
{
  imports = [ ./ports.nix ({ services.redis.servers.a = { enable = true; port = 6379; bind = "127.0.0.1"; extraParams = [ "--a" "--b" "--c" ]; }; }) ];
  config = lib.mkMerge [
    (lib.mkIf (config.networking.hostName == "a") {
      services.bluesky-pds = {
        enable = lib.mkDefault true;
        settings = { PDS_HOSTNAME = "pds.${domain}"; PDS_PORT = ports.pds; LOG = [ 1 2 ({ a = 1; }) ]; };
        environmentFiles = [ config.sops.secrets."pds".path "/run/secret" ];
      };
      services.nginx = { enable = true; virtualHosts."a.${domain}" = mkHost "a" 3000; virtualHosts.b = mkHost "b" ports.relay; };
    })
    {
      services.postgresql = { enable = true; ensureDatabases = [ "pds" "relay" ]; ensureUsers = [ { name = "pds"; ensureDBOwnership = true; } ]; };
      systemd.services.worker.serviceConfig = { ExecStart = "${pkgs.coreutils}/bin/sleep"; MemoryMax = "64M"; User = config.users.users.x.name; };
    }
    (with lib; { services.nginx.virtualHosts = mapAttrs (n: p: { serverName = n; port = p; listen = [ { port = p; addr = "::"; } ]; }) ports; })
  ];
}
`,
	`{ config, pkgs, lib, ... }:
with lib;
{
  services.microcosm-constellation = rec {
    enable = true;
    jetstream = "wss://${host}/subscribe";
    host = "jetstream1.us-east.bsky.network";
    settings = { database.type = "postgres"; database.url = "postgresql:///constellation"; name = host; };
    nginx = { enable = true; serverName = "links.example.org"; port = mkForce 443; extra = if config.x then 1 else 2; };
  };
  services.microcosm-constellation.settings.extra = { a = 1; b = [ "x" "y" "z" ]; c.d.e = 5; f = { g = null; }; };
  services.a = { x.y = 1; x.z = 2; x = { w = 3; v = rec { p = q; q = 1; }; }; };
  services.a.x.v.r = { s = 1; t = 2; u = [ 1 2 3 4 5 6 7 8 9 ]; };
  services.postgresql = mkMerge [ { enable = true; authentication = mkForce "trust everything here"; } (mkIf config.services.b.enable { ensureDatabases = [ "a" "b" "c" "d" ]; }) ];
  services.tangled.knot = { enable = true; server = import ./ports.nix; package = pkgs.callPackage ./ports.nix { }; server.listenAddr = "0.0.0.0:5555"; };
  networking = { firewall.allowedTCPPorts = [ 80 443 ] ++ (import ./ports.nix).all; hostName = "a"; };
}
`,
	`{ port ? 3000 }: { config, ... }@args: let cfg = config.services.x; inherit (args) lib; in {
  options.services.x.enable = lib.mkEnableOption "x";
  config = lib.mkIf cfg.enable {
    services.nginx.virtualHosts = lib.genAttrs [ "a" "b" "c" ] (n: { serverName = "${n}.org"; locations."/".proxyPass = "http://[::1]:${toString port}/"; });
    services.redis.servers = { x = { enable = true; port = cfg.port + 1; settings = { maxmemory = "1gb"; save = [ ]; list = [ { a = 1; b = 2; } { a = 3; b = 4; } ]; }; }; } // { y.enable = true; };
    services.grafana = let s = { server = { http_port = 3000; domain = "x"; }; }; in { enable = true; settings = s; provision = { enable = true; dashboards = { a = 1; b = s; c = [ s s ]; }; }; };
  };
}
`,
}

// ports is what the modules import.
const ports = `{ all = [ 1 2 3 ]; one = 1; networking.firewall.allowedTCPPorts = [ 5 ]; }`

// What is taken over from the version before an edit is what evaluating the whole text gives, through any edits.
func TestRecallIsWhatEvaluatingGives(t *testing.T) {
	steps := 200
	if n, err := strconv.Atoi(os.Getenv("RECALL_STEPS")); err == nil {
		steps = n
	}
	for seed, module := range edited {
		for round := range 3 {
			t.Run(fmt.Sprintf("%d/%d", seed, round), func(t *testing.T) {
				t.Parallel()
				random := rand.New(rand.NewPCG(uint64(seed), uint64(round)))
				other := NewFile("/w/ports.nix", ports)
				base := NewSnapshot("/w", []*File{other}, nil)
				f, text, taken := NewFile("/w/a.nix", module), module, 0
				recent := base.With(Change{File: f})
				for step := range steps {
					if random.IntN(6) == 0 {
						text = module
					} else {
						text = randomEdit(random, text)
					}
					f = f.Edited(text)
					changes := []Change{{File: f}}
					if random.IntN(20) == 0 {
						other = other.Edited(randomEdit(random, ports))
					}
					changes = append(changes, Change{File: other})
					recent = base.WithLike(recent, changes...)
					if random.IntN(5) == 0 {
						continue // nobody asks for what this version says
					}
					got := recent.Facts(f)
					if got.past != nil && got.past.recall.Taken() {
						taken++
					}
					alone := NewSnapshot("/w", []*File{NewFile("/w/a.nix", text), NewFile("/w/ports.nix", other.Tree.Source())}, nil)
					want := dumpFacts(alone.Facts(alone.File("/w/a.nix")))
					if got := dumpFacts(got); got != want {
						t.Fatalf("step %d differs at %s\ntext:\n%s", step, firstDifference(got, want), text)
					}
				}
				if taken < steps/40 {
					t.Errorf("only %d of %d versions took something over", taken, steps)
				}
			})
		}
	}
}

// randomEdit changes text as people do: a character, a word, a line, or a piece of it elsewhere.
func randomEdit(r *rand.Rand, text string) string {
	at := r.IntN(len(text) + 1)
	lines := strings.SplitAfter(text, "\n")
	line := r.IntN(len(lines))
	switch r.IntN(8) {
	case 0:
		pieces := []string{"x", ")", "(", "}", "{", ";", "=", "\"", "''", "[", "]", "rec ", "a = 1;", "let a = 1; in ", "inherit ports;", ".", " ", "# ", "config.y", "enable"}
		return text[:at] + pieces[r.IntN(len(pieces))] + text[at:]
	case 1:
		return text[:at] + text[min(len(text), at+1+r.IntN(3)):]
	case 2:
		return strings.Join(slices.Delete(lines, line, min(line+1, len(lines))), "")
	case 3:
		return strings.Join(slices.Insert(lines, line, lines[r.IntN(len(lines))]), "")
	case 4:
		words := []string{"true", "false", "enable", "port", "services", "example", "3000", "config", "a", "b", "x"}
		return strings.Replace(text, words[r.IntN(len(words))], words[r.IntN(len(words))], 1)
	case 5:
		from := r.IntN(len(text) + 1)
		return text[:at] + text[from:min(len(text), from+r.IntN(30))] + text[at:]
	case 6:
		lines[line] = "  services.new-" + fmt.Sprint(r.IntN(9)) + ".enable = " + []string{"true", "ports.pds", "config.a.b", "{ a = 1; b = [ 1 2 3 ]; c = { d = 1; }; }"}[r.IntN(4)] + ";\n"
		return strings.Join(lines, "")
	}
	number := strings.IndexAny(text[at:], "0123456789")
	if number < 0 {
		return text
	}
	return text[:at+number] + fmt.Sprint(r.IntN(10)) + text[at+number+1:]
}

func dumpFacts(f *Facts) string {
	var b strings.Builder
	fmt.Fprintln(&b, f.Kind, f.Why, f.asked)
	reads := make([]string, len(f.reads))
	for i, p := range f.reads {
		reads[i] = p.String()
	}
	slices.Sort(reads)
	fmt.Fprintln(&b, reads)
	for _, u := range f.uses {
		fmt.Fprintln(&b, "uses", u.Path)
	}
	for _, d := range f.Roots {
		dumpDefinition(&b, d, "")
	}
	dumpIndex(&b, f.Index)
	return b.String()
}

func dumpDefinition(b *strings.Builder, d *optiondb.Definition, indent string) {
	fmt.Fprintf(b, "%s%v when %d priority %d open %t %s in %s: %s\n", indent, d.Path, d.When, d.Priority, d.Open, dumpOrigin(d.Origin), d.Module.File, dumpValue(d.Value))
	for _, c := range d.Children {
		dumpDefinition(b, c, indent+" ")
	}
}

func dumpIndex(b *strings.Builder, x *optiondb.Index) {
	if x == nil {
		return
	}
	fmt.Fprintf(b, "%v leaf %t hole %t:", x.Path, x.Leaf, x.Hole)
	for _, d := range x.At {
		b.WriteString(" " + dumpOrigin(d.Origin))
	}
	b.WriteString("\n")
	for _, below := range x.Below {
		dumpIndex(b, below)
	}
}

func dumpOrigin(o *eval.Origin) string {
	at := func(n syntax.Node) string {
		if !n.Exists() {
			return "-"
		}
		return fmt.Sprintf("%s@%d-%d", n.Kind(), n.Start(), n.End())
	}
	return fmt.Sprintf("<%s %s %s>", o.Path(), at(o.Name()), at(o.Value()))
}

func dumpValue(v optiondb.Value) string {
	switch v.Kind() {
	case eval.SetKind:
		text := "set " + dumpOrigin(v.Set().Origin()) + dumpUnknown(v.Set().Open())
		for name := range v.Set().All() {
			text += " " + name
		}
		return text
	case eval.ListKind:
		return fmt.Sprint("list ", dumpOrigin(eval.OriginOf(v)), v.List().Len(), dumpUnknown(v.List().Open()))
	case eval.UnknownKind:
		return dumpUnknown(v.Unknown())
	case eval.ErrorKind:
		return fmt.Sprint("error ", v.Error().Message, dumpOrigin(v.Error().Origin), len(v.Error().Trace))
	case eval.FunctionKind:
		return "function " + dumpOrigin(eval.OriginOf(v))
	}
	return fmt.Sprint(v.Kind(), " ", eval.New(eval.Options{}).Print(v))
}

func dumpUnknown(u *eval.Unknown) string {
	if u == nil {
		return ""
	}
	return fmt.Sprintf("unknown %q %q %s", u.Reason, u.Text(), dumpOrigin(u.Origin))
}

func firstDifference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d:\ngot  %s\nwant %s", i, a[i], b[i])
		}
	}
	return fmt.Sprintf("the end: %d and %d lines", len(a), len(b))
}
