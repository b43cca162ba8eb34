//go:build unix

package workspace_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"atproto-ls/analysis/checks"
	"atproto-ls/analysis/workspace"
)

// BenchmarkCheck is `check` over generated configurations, as its process does it after it has started: find and read the
// files, evaluate them, run every check. Bar: 1,000 files in at most a second on two cores, and twice the files in twice
// the time. Half of the files are configurations of their own, each of which imports one of the others.
func BenchmarkCheck(b *testing.B) {
	for _, files := range []int{250, 500, 1000, 2000} {
		b.Run(fmt.Sprint(files), func(b *testing.B) {
			root := b.TempDir()
			generate(b, root, files)
			found, before := 0, processorTime(b)
			for b.Loop() {
				found = checkAll(b, root, files)
			}
			b.ReportMetric(float64((processorTime(b)-before).Microseconds())/float64(b.N*files), "cpu-µs/file")
			b.ReportMetric(float64(found), "findings")
		})
	}
}

// processorTime is what this process has used of all processors: unlike the time on the clock it does not grow with what
// else the machine does.
func processorTime(b *testing.B) time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// The generated configurations hold mistakes of which the program knows: a hundred files give some findings, and none crashes.
func TestGeneratedConfigurations(t *testing.T) {
	root := t.TempDir()
	generate(t, root, 100)
	if found := checkAll(t, root, 100); found < 5 || found > 100 {
		t.Errorf("%d findings in 100 generated files", found)
	}
}

func checkAll(tb testing.TB, root string, files int) int {
	tb.Helper()
	w, err := workspace.Open(root, workspace.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	rules, err := w.Rules(checks.All)
	if err != nil {
		tb.Fatal(err)
	}
	loaded := w.Load(context.Background(), workspace.Request{Paths: []string{root}})
	if len(loaded.Files) != files {
		tb.Fatalf("%d files are read of %d", len(loaded.Files), files)
	}
	findings, err := loaded.Snapshot.Run(context.Background(), rules)
	if err != nil || len(findings.Crashes) > 0 {
		tb.Fatal(err, findings.Crashes)
	}
	loaded.Snapshot.DropUnsound(context.Background(), findings.Diagnostics)
	return len(findings.Diagnostics)
}

// generate writes a workspace of hosts, each a configuration.nix and the service that it imports.
func generate(tb testing.TB, root string, files int) {
	tb.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	put := func(name, text string) {
		name = filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			tb.Fatal(err)
		}
	}
	put(workspace.SettingsFile, "")
	for i := range files / 2 {
		host := fmt.Sprintf("hosts/h%04d/", i)
		put(host+"configuration.nix", hostText(r, i))
		put(host+"service.nix", serviceTexts[i%len(serviceTexts)](r, i))
	}
}

func hostText(r *rand.Rand, i int) string {
	var b strings.Builder
	fmt.Fprintf(&b, `{ config, lib, pkgs, modulesPath, ... }:
{
  imports = [
    (modulesPath + "/profiles/qemu-guest.nix")
    ./service.nix
  ];

  networking.hostName = "h%04d";
  networking.firewall.allowedTCPPorts = [ 22 80 443 ];
  boot.loader.grub.device = "/dev/vda";
  time.timeZone = "UTC";
  environment.systemPackages = with pkgs; [ git htop ];
  services.openssh.enable = true;
  security.acme = {
    acceptTerms = true;
    defaults.email = "admin@example.org";
  };
`, i)
	for u := range 2 + r.IntN(4) {
		fmt.Fprintf(&b, "  users.users.u%d = {\n    isNormalUser = true;\n    extraGroups = [ \"wheel\" ];\n  };\n", u)
	}
	b.WriteString("  system.stateVersion = \"25.11\";\n}\n")
	return b.String()
}

// serviceTexts are what the hosts run: one in five has a mistake.
var serviceTexts = []func(r *rand.Rand, i int) string{
	func(r *rand.Rand, i int) string {
		return fmt.Sprintf(`{ config, ... }:
{
  services.bluesky-pds = {
    enable = true;
    settings = {
      PDS_HOSTNAME = "pds%d.example.org";
      PDS_PORT = %d;
    };
    environmentFiles = [ "/run/secrets/pds" ];
  };
  services.nginx = {
    enable = true;
    virtualHosts.${config.services.bluesky-pds.settings.PDS_HOSTNAME} = {
      enableACME = true;
      forceSSL = true;
      locations."/" = {
        proxyPass = "http://127.0.0.1:${toString config.services.bluesky-pds.settings.PDS_PORT}";
        proxyWebsockets = true;
      };
    };
  };
}
`, i, 3000+r.IntN(5))
	},
	func(r *rand.Rand, i int) string {
		return fmt.Sprintf(`{ lib, ... }:
{
  atproto.integration = {
    database.postgresql.enable = %t;
    redis.enable = true;
  };
  services.bluesky-relay = lib.mkIf true {
    enable = true;
    settings.hostname = "relay%d.example.org";
    database.type = "postgres";
    logging.level = lib.mkDefault "info";
  };
}
`, r.IntN(5) > 0, i)
	},
	func(r *rand.Rand, i int) string {
		return fmt.Sprintf(`{
  services.tangled.knot = {
    enable = true;
    server = {
      hostname = "knot%d.example.org";
      owner = "did:plc:%d";
    };
  };
}
`, i, r.IntN(1000))
	},
	func(r *rand.Rand, i int) string {
		return `{
  atproto.integration.monitoring.prometheus.enable = true;
  services.microcosm-constellation = {
    enable = true;
    jetstream = "wss://jetstream1.us-east.bsky.network/subscribe";
    metrics = {
      enable = true;
      port = 9090;
    };
  };
}
`
	},
	func(r *rand.Rand, i int) string {
		return `{ lib, pkgs, ... }:
let
  user = "backup";
in
{
  systemd.services.backup = {
    after = [ "network.target" ];
    script = ''
      ${pkgs.restic}/bin/restic backup /srv
    '';
    serviceConfig.User = user;
  };
  services.postgresql = {
    enable = true;
    ensureDatabases = [ user ];
  };
}
`
	},
}
