package server

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"atproto-ls/analysis/checks"
	"atproto-ls/syntax"
)

// longModule is a module of about that many lines, of the kind that people write.
func longModule(lines int) string {
	var b strings.Builder
	b.WriteString("{ config, lib, pkgs, ... }:\n{\n")
	for i := 0; i < lines; i += 9 {
		fmt.Fprintf(&b, `  services.unit-%d = {
    enable = true;
    settings.port = %d;
    package = pkgs.hello;
    extraConfig = ''
      listen ${config.networking.hostName}:%d
    '';
    paths = [ "/var/lib/%d" (lib.mkDefault "x") ];
  };
`, i, 3000+i, i, i)
	}
	b.WriteString("}\n")
	return b.String()
}

// manyServices is a module of about that many lines, most of which define options that are known.
func manyServices(lines int) string {
	var b strings.Builder
	b.WriteString("{ config, lib, pkgs, ... }:\nlet\n  domain = \"example.org\";\nin\n{\n  config = lib.mkMerge [\n")
	for i := 0; i < lines; i += 25 {
		fmt.Fprintf(&b, `    (lib.mkIf (config.networking.hostName == "host-%[1]d") {
      services.microcosm-constellation = {
        enable = true;
        backend = "rocks";
        bind = "127.0.0.1:%[2]d";
        backup = {
          enable = true;
          interval = %[3]d;
        };
        nginx = {
          enable = true;
          serverName = "links-%[1]d.${domain}";
        };
      };
      services.postgresql = {
        enable = true;
        ensureDatabases = [ "pds" "relay" ];
        ensureUsers = [ { name = "pds"; ensureDBOwnership = true; } ];
      };
      services.bluesky-pds.settings.PDS_HOSTNAME = "pds-%[1]d.${domain}";
      services.nginx.virtualHosts."a-%[1]d.${domain}".root = pkgs.hello;
      systemd.services.worker-%[1]d.serviceConfig.ExecStart = "${pkgs.coreutils}/bin/sleep %[3]d";
      networking.firewall.allowedTCPPorts = [ 80 443 %[2]d ];
    })
`, i, 3000+i%60000, 1+i%48)
	}
	b.WriteString("  ];\n}\n")
	return b.String()
}

// benchmarkEdit measures what an edit in the middle of text costs from the notification to its diagnostics, without the pipe.
func benchmarkEdit(b *testing.B, text string) {
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	s := newServer(ctx, Options{Checks: checks.All})
	go s.store.run(ctx)
	const id = uri.URI("untitled:bench.nix")
	s.client.encoding = syntax.UTF16
	st := func() context.Context { return context.WithValue(ctx, stateKey{}, s.store.now.Load()) }
	open := &protocol.DidOpenTextDocumentParams{TextDocument: protocol.TextDocumentItem{URI: id, LanguageID: "nix", Text: text}}
	if err := s.DidOpen(st(), open); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	middle := protocol.Position{Line: uint32(strings.Count(text, "\n") / 2), Character: 4}
	for i := 0; b.Loop(); i++ {
		e := &protocol.TextDocumentContentChangePartial{Range: protocol.Range{Start: middle, End: middle}, Text: "x"}
		if i%2 == 1 {
			e.Range.End.Character++
			e.Text = ""
		}
		change := &protocol.DidChangeTextDocumentParams{ContentChanges: []protocol.TextDocumentContentChangeEvent{e}}
		change.TextDocument.URI, change.TextDocument.Version = id, int32(i)
		if err := s.DidChange(st(), change); err != nil {
			b.Fatal(err)
		}
		found, err := s.findings(ctx, s.store.now.Load().view(string(id)), string(id))
		if err != nil {
			b.Fatal(err)
		}
		s.diagnosticsToProtocol(s.store.now.Load().view(string(id)), s.store.now.Load().docs[id].file(), found)
	}
}

// BenchmarkEdit measures what an edit costs from the notification to its diagnostics, without the pipe.
func BenchmarkEdit(b *testing.B) {
	for _, lines := range []int{200, 2000, 18000} {
		b.Run(fmt.Sprint(lines), func(b *testing.B) { benchmarkEdit(b, longModule(lines)) })
		b.Run(fmt.Sprintf("services-%d", lines), func(b *testing.B) { benchmarkEdit(b, manyServices(lines)) })
	}
}
