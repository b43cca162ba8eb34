package server

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/textproto"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"atproto-ls/analysis/checks"
	"atproto-ls/syntax"
)

// modelOffset is the byte offset of a position, found the slow way: character by character from the beginning.
func modelOffset(text string, line, column int, enc syntax.Encoding) int {
	off := 0
	for ; line > 0; line-- {
		for off < len(text) && text[off] != '\n' && text[off] != '\r' {
			off++
		}
		if off == len(text) {
			return off
		}
		if strings.HasPrefix(text[off:], "\r\n") {
			off++
		}
		off++
	}
	for off < len(text) && text[off] != '\n' && text[off] != '\r' {
		r, size := utf8.DecodeRuneInString(text[off:])
		switch {
		case enc == syntax.UTF8:
			column -= size
		case enc == syntax.UTF16 && r >= 0x10000:
			column -= 2
		default:
			column--
		}
		if column < 0 {
			break
		}
		off += size
	}
	return off
}

func modelEdit(text string, e edit, enc syntax.Encoding) string {
	start, end := modelOffset(text, e.line, e.column, enc), modelOffset(text, e.endLine, e.endColumn, enc)
	if start > end {
		start, end = end, start
	}
	return text[:start] + e.text + text[end:]
}

// edit is a random edit; some lie outside the text, some have their ends swapped.
type edit struct {
	line, column, endLine, endColumn int
	text                             string
}

var pieces = []string{
	"a", "ä", "😀", "\n", "\r\n", "\r", " ", "{ a = 1; }", "services.foo.enable = true;\n", "''", "\"", "${", "}", "[ ", "# atproto-ls: ignore[ATP001]\n", "imports = [ ./x.nix ];", "",
}

func randomEdit(random *rand.Rand, long bool) edit {
	e := edit{line: random.IntN(30), column: random.IntN(20), text: pieces[random.IntN(len(pieces))]}
	e.endLine, e.endColumn = e.line, e.column
	switch random.IntN(8) {
	case 0, 1, 2:
		e.endColumn += random.IntN(4)
	case 3:
		e.endLine += random.IntN(3)
	case 4:
		e.endLine, e.endColumn = random.IntN(60), random.IntN(100)
	}
	if long {
		e.endLine, e.endColumn = e.line+20, 0 // keep the text short
	}
	return e
}

func (e edit) change() *protocol.TextDocumentContentChangePartial {
	at := func(line, column int) protocol.Position {
		return protocol.Position{Line: uint32(line), Character: uint32(column)}
	}
	return &protocol.TextDocumentContentChangePartial{Range: protocol.Range{Start: at(e.line, e.column), End: at(e.endLine, e.endColumn)}, Text: e.text}
}

func TestEditsAgainstModel(t *testing.T) {
	n := 100_000
	if testing.Short() {
		n = 20_000
	}
	for _, enc := range []syntax.Encoding{syntax.UTF8, syntax.UTF16, syntax.UTF32} {
		random := rand.New(rand.NewPCG(1, uint64(enc)))
		text := ""
		for i := range n {
			e := randomEdit(random, len(text) > 2000)
			want := modelEdit(text, e, enc)
			got := edited(text, []protocol.TextDocumentContentChangeEvent{e.change()}, enc)
			if got != want {
				t.Fatalf("edit %d, %+v of %q: got %q, want %q", i, e, text, got, want)
			}
			text = got
		}
	}
}

// stressSize is how many messages the stress test sends: 100,000, with -short a fifth, or what the environment says.
func stressSize(t *testing.T) int {
	if text := os.Getenv("LSP_STRESS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if testing.Short() {
		return 20_000
	}
	return 100_000
}

// TestStress sends edits, requests, cancellations and garbage, all mixed up, and expects that each request is answered
// once, and that the text is what a model of it says.
func TestStress(t *testing.T) {
	size := stressSize(t)
	ctx, cancel := context.WithCancel(t.Context())
	server := newServer(ctx, Options{Checks: checks.All})
	ours, theirs := net.Pipe()
	exit := make(chan int, 1)
	go func() { exit <- server.serve(theirs, cancel) }()
	answers := &answerCount{byID: map[string]int{}}
	go answers.read(t, ours)

	out := bufio.NewWriterSize(ours, 1<<16)
	send := func(format string, args ...any) {
		body := fmt.Sprintf(format, args...)
		fmt.Fprintf(out, "Content-Length: %d\r\n\r\n%s", len(body), body)
	}
	random := rand.New(rand.NewPCG(2, 3))
	const file = `"textDocument":{"uri":"untitled:stress.nix"}`
	send(`{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{"general":{"positionEncodings":["utf-16"]},"textDocument":{"codeAction":{"codeActionLiteralSupport":{"codeActionKind":{"valueSet":[""]}}}}}}}`)
	out.Flush()
	for phase(server.phase.Load()) != running {
		time.Sleep(time.Millisecond)
	}
	send(`{"jsonrpc":"2.0","method":"initialized","params":{}}`)
	send(`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"untitled:stress.nix","languageId":"nix","version":0,"text":""}}}`)
	text, calls, version := "", 1, 0
	requests := []string{
		`{"jsonrpc":"2.0","id":%d,"method":"textDocument/documentSymbol","params":{` + file + `}}`,
		`{"jsonrpc":"2.0","id":%d,"method":"textDocument/foldingRange","params":{` + file + `}}`,
		`{"jsonrpc":"2.0","id":%d,"method":"textDocument/selectionRange","params":{` + file + `,"positions":[{"line":3,"character":900}]}}`,
		`{"jsonrpc":"2.0","id":%d,"method":"textDocument/documentLink","params":{` + file + `}}`,
		`{"jsonrpc":"2.0","id":%d,"method":"textDocument/codeAction","params":{` + file + `,"range":{"start":{"line":0,"character":0},"end":{"line":2,"character":0}},"context":{"diagnostics":[]}}}`,
		`{"jsonrpc":"2.0","id":%d,"method":"textDocument/diagnostic","params":{` + file + `}}`,
		`{"jsonrpc":"2.0","id":%d,"method":"textDocument/completion","params":{` + file + `,"position":{"line":2,"character":12}}}`,
		`{"jsonrpc":"2.0","id":%d,"method":"textDocument/hover","params":{` + file + `,"position":{"line":1,"character":4}}}`,
		`{"jsonrpc":"2.0","id":%d,"method":"textDocument/definition","params":{` + file + `,"position":{"line":5,"character":14}}}`,
		`{"jsonrpc":"2.0","id":%d,"method":"textDocument/references","params":{` + file + `,"position":{"line":4,"character":9},"context":{"includeDeclaration":true}}}`,
		`{"jsonrpc":"2.0","id":%d,"method":"textDocument/documentHighlight","params":{` + file + `,"position":{"line":0,"character":3}}}`,
		`{"jsonrpc":"2.0","id":%d,"method":"workspace/symbol","params":{"query":"foo"}}`,
		`{"jsonrpc":"2.0","id":%d,"method":"textDocument/hover","params":{}}`,
		`{"jsonrpc":"2.0","id":%d,"method":"no/such","params":[]}`,
		`{"jsonrpc":"2.0","id":%d,"method":"textDocument/foldingRange","params":{"textDocument":7}}`,
	}
	garbage := []string{"Content-Length: 4\r\n\r\n{{{{", "hello\n", "\r\n", "Content-Length: 2\r\n\r\n[]", "X: y\r\nContent-Length: 4\r\n\r\nnull"}
	for range size {
		switch kind := random.IntN(10); {
		case kind < 5:
			e := randomEdit(random, len(text) > 1000)
			text = modelEdit(text, e, syntax.UTF16)
			version++
			quoted, _ := json.Marshal(e.text)
			send(`{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"untitled:stress.nix","version":%d},"contentChanges":[{"range":{"start":{"line":%d,"character":%d},"end":{"line":%d,"character":%d}},"text":%s}]}}`,
				version, e.line, e.column, e.endLine, e.endColumn, quoted)
		case kind < 7:
			send(requests[random.IntN(len(requests))], calls)
			calls++
		case kind < 8:
			send(`{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":%d}}`, max(0, calls-random.IntN(3)))
		case kind < 9:
			out.WriteString(garbage[random.IntN(len(garbage))])
		default:
			send(`{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":%d}}`, kind)
			send(`{"jsonrpc":"2.0","method":"$/unknown","params":[]}`)
		}
	}
	send(`{"jsonrpc":"2.0","id":"last","method":"shutdown"}`)
	out.Flush()

	for begin := time.Now(); answers.distinct() < calls+1; time.Sleep(time.Millisecond) {
		if time.Since(begin) > 2*time.Minute {
			t.Fatalf("%d of %d requests were answered", answers.distinct(), calls+1)
		}
	}
	got := server.store.now.Load().docs[uri.URI("untitled:stress.nix")]
	if got == nil || got.text != text || got.version != int32(version) {
		t.Errorf("the server's text is %+v, want version %d of %q", got, version, text)
	}
	for id := range calls {
		if n := answers.of(id); n != 1 {
			t.Errorf("request %d was answered %d times", id, n)
		}
	}
	send(`{"jsonrpc":"2.0","method":"exit"}`)
	out.Flush()
	if code := <-exit; code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// answerCount counts the answers to requests.
type answerCount struct {
	mutex sync.Mutex
	byID  map[string]int
}

// distinct is how many requests have been answered.
func (a *answerCount) distinct() int {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	return len(a.byID)
}

func (a *answerCount) of(id int) int {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	return a.byID[strconv.Itoa(id)]
}

// read reads until the pipe is closed.
func (a *answerCount) read(t *testing.T, pipe io.Reader) {
	in := bufio.NewReaderSize(pipe, 1<<16)
	for {
		header, err := textproto.NewReader(in).ReadMIMEHeader()
		if err != nil {
			return
		}
		n, _ := strconv.Atoi(header.Get("Content-Length"))
		body := make([]byte, n)
		if _, err := io.ReadFull(in, body); err != nil {
			return
		}
		var m struct {
			ID     json.RawMessage
			Method string
		}
		if err := json.Unmarshal(body, &m); err != nil {
			t.Errorf("got %q", body)
		}
		if id := string(m.ID); m.Method == "" && id != "null" {
			a.mutex.Lock()
			a.byID[id]++
			a.mutex.Unlock()
		}
	}
}
