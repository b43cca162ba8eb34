package server

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"atproto-ls/analysis/checks"
	"atproto-ls/syntax"
)

// keystrokes is how many the test types: 1,500, or what the environment says; an hour of somebody who never stops is 36,000.
func keystrokes(t *testing.T) int {
	text := os.Getenv("LSP_KEYSTROKES")
	if text == "" {
		return 1_500
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// typist types definitions into a document and takes them out again, a character a time, as the handlers see it.
type typist struct {
	t       *testing.T
	server  *Server
	random  *rand.Rand
	id      uri.URI
	version int32
	line    uint32
	typed   string // in the line
	left    string // to type
}

var phrases = []string{
	"services.bluesky-pds.enable = true;", "services.bluesky-pds = { settings.PDS_PORT = 3000; };", "networking.hostName = \"a\";",
	"services.microcosm-constellation.backend = \"rocks\";", "environment.etc.\"a${toString 1}\".text = ''x'';", "imports = [ ./a.nix ];",
}

func (y *typist) context() context.Context {
	return context.WithValue(y.t.Context(), stateKey{}, y.server.store.now.Load())
}

func (y *typist) at() protocol.Position {
	return protocol.Position{Line: y.line, Character: uint32(len(y.typed))}
}

// key types one character, or takes one away; what an editor asks after it is asked as well.
func (y *typist) key() {
	e := &protocol.TextDocumentContentChangePartial{Range: protocol.Range{Start: y.at(), End: y.at()}}
	switch {
	case y.left == "" && y.typed == "":
		y.left = phrases[y.random.IntN(len(phrases))]
		fallthrough
	case y.left != "":
		e.Text = y.left[:1]
		y.typed, y.left = y.typed+e.Text, y.left[1:]
	default:
		e.Range.Start.Character--
		y.typed = y.typed[:len(y.typed)-1]
	}
	y.version++
	change := &protocol.DidChangeTextDocumentParams{ContentChanges: []protocol.TextDocumentContentChangeEvent{e}}
	change.TextDocument.URI, change.TextDocument.Version = y.id, y.version
	if err := y.server.DidChange(y.context(), change); err != nil {
		y.t.Fatal(err)
	}
	where := protocol.TextDocumentPositionParams{TextDocument: protocol.TextDocumentIdentifier{URI: y.id}, Position: y.at()}
	if _, err := y.server.Completion(y.context(), &protocol.CompletionParams{TextDocumentPositionParams: where}); err != nil {
		y.t.Fatal(err)
	}
	if y.random.IntN(10) == 0 {
		if _, err := y.server.Hover(y.context(), &protocol.HoverParams{TextDocumentPositionParams: where}); err != nil {
			y.t.Fatal(err)
		}
	}
	view := y.server.store.now.Load().view(string(y.id))
	if _, err := y.server.findings(y.t.Context(), view, string(y.id)); err != nil {
		y.t.Fatal(err)
	}
}

// heap is how much memory is in use when all garbage is gone.
func heap() uint64 {
	var m runtime.MemStats
	for range 3 { // what a pool keeps outlives two collections
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestTypingNeedsNoMoreMemory types, and expects that the memory in use is at the end what it was after a tenth of it. Each
// keystroke that left one kilobyte behind would be seen.
func TestTypingNeedsNoMoreMemory(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	s := newServer(ctx, Options{Checks: checks.All})
	go s.store.run(ctx)
	s.client.encoding = syntax.UTF16
	const id = uri.URI("untitled:typing.nix")
	y := &typist{t: t, server: s, random: rand.New(rand.NewPCG(4, 2)), id: id, line: 2}
	text := strings.Replace(longModule(100), "{\n  services", "{\n\n  services", 1)
	open := &protocol.DidOpenTextDocumentParams{TextDocument: protocol.TextDocumentItem{URI: id, LanguageID: "nix", Text: text}}
	if err := s.DidOpen(y.context(), open); err != nil {
		t.Fatal(err)
	}
	count := keystrokes(t)
	var sizes []string
	var first, last uint64
	for i := 1; i <= count; i++ {
		y.key()
		for len(y.typed) > 0 && i%(count/10) == 0 { // the same text each time
			y.left = ""
			y.key()
		}
		if i%(count/10) == 0 {
			last = heap()
			sizes = append(sizes, fmt.Sprint(last>>10))
			if first == 0 {
				first = last
			}
		}
	}
	t.Logf("KiB in use after each tenth of %d keystrokes: %s", count, strings.Join(sizes, " "))
	if grown := int64(last) - int64(first); grown > int64(count)<<10*9/10 || grown > 2<<20 {
		t.Errorf("%d KiB more in use after %d keystrokes", grown>>10, count*9/10)
	}
}
