package wire

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unsafe"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// patience is how long a test waits for what must come.
const patience = 20 * time.Second

// scripted is a server whose handlers do what a test wants.
type scripted struct {
	protocol.UnimplementedServer
	change func(context.Context, *protocol.DidChangeTextDocumentParams) error
	hover  func(context.Context, *protocol.HoverParams) (*protocol.Hover, error)
}

func (s *scripted) DidChange(ctx context.Context, p *protocol.DidChangeTextDocumentParams) error {
	return s.change(ctx, p)
}

func (s *scripted) Hover(ctx context.Context, p *protocol.HoverParams) (*protocol.Hover, error) {
	if s.hover == nil {
		return nil, nil
	}
	return s.hover(ctx, p)
}

// peer is the client's end of a connection to a scripted server.
type peer struct {
	t       *testing.T
	pipe    net.Conn
	conn    jsonrpc2.Conn
	replies chan reply
}

type reply struct {
	ID     any             `json:"id"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Code    int
		Message string
	} `json:"error"`
}

func connect(t *testing.T, s *scripted) *peer {
	t.Helper()
	ours, theirs := net.Pipe()
	p := &peer{t, ours, Connect(t.Context(), theirs, Options{Server: s}), make(chan reply, 1<<16)}
	go p.read()
	t.Cleanup(func() { ours.Close() })
	return p
}

// read collects what the server sends, until the pipe is closed.
func (p *peer) read() {
	defer close(p.replies)
	in := bufio.NewReader(p.pipe)
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
		var r reply
		if err := json.Unmarshal(body, &r); err != nil {
			p.t.Errorf("got %s: %v", body, err)
		}
		p.replies <- r
	}
}

func (p *peer) raw(text string) {
	p.t.Helper()
	if _, err := io.WriteString(p.pipe, text); err != nil {
		p.t.Fatal(err)
	}
}

func (p *peer) send(message string) {
	p.t.Helper()
	p.raw(frame(message))
}

func frame(body string) string { return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body) }

func notification(method, params string) string {
	return fmt.Sprintf(`{"jsonrpc":"2.0","method":%q,"params":%s}`, method, params)
}

func change(version int) string {
	return notification("textDocument/didChange", fmt.Sprintf(`{"textDocument":{"uri":"file:///a.nix","version":%d},"contentChanges":[{"text":"x"}]}`, version))
}

func hover(id int) string {
	return fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":"textDocument/hover","params":{"textDocument":{"uri":"file:///a.nix"},"position":{"line":0,"character":0}}}`, id)
}

// next is the next reply.
func (p *peer) next() reply {
	p.t.Helper()
	select {
	case r, ok := <-p.replies:
		if !ok {
			p.t.Fatal("the connection is closed")
		}
		return r
	case <-time.After(patience):
		p.t.Fatal("no reply")
	}
	return reply{}
}

// refused expects a reply with an error code.
func (p *peer) refused(id any, code jsonrpc2.Code) {
	p.t.Helper()
	r := p.next()
	if r.Error == nil || r.Error.Code != int(code) || fmt.Sprint(r.ID) != fmt.Sprint(id) {
		p.t.Fatalf("got %+v, want error %d for %v", r, code, id)
	}
}

// alive expects that a call is answered.
func (p *peer) alive() {
	p.t.Helper()
	p.send(hover(4711))
	if r := p.next(); r.Error != nil || fmt.Sprint(r.ID) != "4711" || string(r.Result) != "null" {
		p.t.Fatalf("got %+v", r)
	}
}

func TestNotificationsKeepTheirOrder(t *testing.T) {
	var seen []int32
	p := connect(t, &scripted{change: func(_ context.Context, c *protocol.DidChangeTextDocumentParams) error {
		seen = append(seen, c.TextDocument.Version) // the race detector would say if two ran at once
		return nil
	}})
	for i := range 2000 {
		p.send(change(i))
	}
	p.alive()
	for i, version := range seen {
		if int(version) != i {
			t.Fatalf("change %d came as number %d", version, i)
		}
	}
	if len(seen) != 2000 {
		t.Fatalf("%d changes came", len(seen))
	}
}

func TestCallsSeeWhatCameBefore(t *testing.T) {
	version := 0 // written and read on the goroutine that reads
	type key struct{}
	gate := func(ctx context.Context, _ string, _ bool) (context.Context, error) {
		return context.WithValue(ctx, key{}, version), nil
	}
	s := &scripted{
		change: func(_ context.Context, c *protocol.DidChangeTextDocumentParams) error {
			version = int(c.TextDocument.Version)
			return nil
		},
		hover: func(ctx context.Context, _ *protocol.HoverParams) (*protocol.Hover, error) {
			time.Sleep(time.Millisecond)
			return nil, fmt.Errorf("saw %d", ctx.Value(key{}))
		},
	}
	ours, theirs := net.Pipe()
	defer ours.Close()
	Connect(t.Context(), theirs, Options{Server: s, Gate: gate})
	p := &peer{t: t, pipe: ours, replies: make(chan reply, 1000)}
	go p.read()
	for i := 1; i <= 300; i++ {
		p.send(change(i))
		p.send(hover(i))
	}
	for range 300 {
		if r := p.next(); r.Error == nil || r.Error.Message != fmt.Sprintf("textDocument/hover: saw %v", r.ID) {
			t.Fatalf("got %+v", r)
		}
	}
}

func TestBadNotificationsAreDropped(t *testing.T) {
	crash := func(context.Context, *protocol.DidChangeTextDocumentParams) error { panic("boom") }
	fail := func(context.Context, *protocol.DidChangeTextDocumentParams) error { return errors.New("bad range") }
	for _, c := range []struct {
		name, message string
		change        func(context.Context, *protocol.DidChangeTextDocumentParams) error
	}{
		{"handler fails", change(1), fail},
		{"handler panics", change(1), crash},
		{"malformed params", notification("textDocument/didChange", `{"textDocument":5}`), fail},
		{"no params", `{"jsonrpc":"2.0","method":"textDocument/didChange"}`, fail},
		{"unknown $/", notification("$/unknownThing", `{}`), nil},
		{"unknown", notification("unknown/thing", `[1]`), nil},
		{"not implemented", notification("textDocument/didSave", `{"textDocument":{"uri":"file:///a.nix"}}`), nil},
		{"cancel of nothing", notification("$/cancelRequest", `{"id":77}`), nil},
		{"cancel of a boolean", notification("$/cancelRequest", `{"id":true}`), nil},
		{"cancel without id", notification("$/cancelRequest", `{}`), nil},
		{"cancel of a huge id", notification("$/cancelRequest", `{"id":99999999999999}`), nil},
		{"request sent as a notification", notification("textDocument/hover", `{}`), nil},
		{"answer that nobody waits for", `{"jsonrpc":"2.0","id":99,"result":null}`, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := connect(t, &scripted{change: c.change})
			p.send(c.message)
			p.alive()
		})
	}
}

func TestBadCallsAreRefused(t *testing.T) {
	var mode error
	p := connect(t, &scripted{hover: func(context.Context, *protocol.HoverParams) (*protocol.Hover, error) {
		if mode == nil {
			panic("boom")
		}
		return nil, mode
	}})
	p.send(hover(1))
	p.refused(1, jsonrpc2.InternalError)
	for _, c := range []struct {
		err  error
		code jsonrpc2.Code
	}{
		{errors.New("some error"), jsonrpc2.InternalError},
		{fmt.Errorf("running: %w", context.Canceled), protocol.CodeRequestCancelled},
		{protocol.ErrContentModified, protocol.CodeContentModified},
	} {
		mode = c.err
		p.send(hover(2))
		p.refused(2, c.code)
	}
	p.send(`{"jsonrpc":"2.0","id":3,"method":"textDocument/hover","params":[]}`)
	p.refused(3, jsonrpc2.InvalidParams)
	p.send(`{"jsonrpc":"2.0","id":"four","method":"unknown/thing","params":{}}`)
	p.refused("four", jsonrpc2.MethodNotFound)
	p.send(`{"jsonrpc":"2.0","id":5,"method":"$/unknown"}`)
	p.refused(5, jsonrpc2.MethodNotFound)
	p.send(`{"jsonrpc":"2.0","id":6,"method":"textDocument/rename","params":{"textDocument":{"uri":"file:///a"},"position":{"line":0,"character":0},"newName":"x"}}`)
	p.refused(6, jsonrpc2.MethodNotFound)
}

// The context of a call may be the parent of others, whatever becomes of the call; in a synchronous handler that crashes
// the process within milliseconds.
func TestContextsOutliveTheirCalls(t *testing.T) {
	derive := func(ctx context.Context) {
		inner, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		_ = inner.Err()
	}
	s := &scripted{
		hover: func(ctx context.Context, _ *protocol.HoverParams) (*protocol.Hover, error) {
			derive(ctx)
			return nil, nil
		},
		change: func(ctx context.Context, _ *protocol.DidChangeTextDocumentParams) error {
			derive(ctx)
			return nil
		},
	}
	refuse := func(ctx context.Context, _ string, _ bool) (context.Context, error) {
		derive(ctx)
		return ctx, errors.New("not now")
	}
	crash := func(context.Context, string, bool) (context.Context, error) { panic("boom") }
	for _, gate := range []Gate{nil, refuse, crash} {
		ours, theirs := net.Pipe()
		Connect(t.Context(), theirs, Options{Server: s, Gate: gate})
		p := &peer{t: t, pipe: ours, replies: make(chan reply, 10000)}
		go p.read()
		for i := range 3000 {
			p.send(hover(i))
			p.send(change(i))
			p.send(notification("$/cancelRequest", fmt.Sprintf(`{"id":%d}`, i)))
		}
		for range 3000 {
			p.next()
		}
		ours.Close()
	}
}

func TestCancel(t *testing.T) {
	p := connect(t, &scripted{hover: func(ctx context.Context, _ *protocol.HoverParams) (*protocol.Hover, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}})
	p.send(hover(1))
	p.send(notification("$/cancelRequest", `{"id":1}`))
	p.refused(1, protocol.CodeRequestCancelled)
}

func TestFramesGrowAsTheyArrive(t *testing.T) {
	p := connect(t, &scripted{})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	p.raw(fmt.Sprintf("Content-Length: %d\r\n\r\n{", MaxFrame))
	time.Sleep(50 * time.Millisecond)
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapSys) - int64(before.HeapSys); grown > 16<<20 {
		t.Errorf("one byte of a long frame costs %d bytes of memory", grown)
	}
}

func TestLongFramesAreSkipped(t *testing.T) {
	p := connect(t, &scripted{})
	const length = MaxFrame + 1
	p.raw(fmt.Sprintf("Content-Length: %d\r\n\r\n", length))
	piece := strings.Repeat("x", 1<<16)
	for sent := 0; sent < length; sent += len(piece) {
		p.raw(piece[:min(len(piece), length-sent)])
	}
	p.refused(nil, jsonrpc2.InvalidRequest)
	p.alive()
}

func TestGarbage(t *testing.T) {
	for _, c := range []struct {
		name, text string
		codes      []jsonrpc2.Code
	}{
		{"no JSON", frame("{{{{{"), []jsonrpc2.Code{jsonrpc2.ParseError}},
		{"no message", frame(`"text"`), []jsonrpc2.Code{jsonrpc2.InvalidRequest}},
		{"a batch", frame("[" + hover(1) + "]"), []jsonrpc2.Code{jsonrpc2.InvalidRequest}},
		{"an id of null and params that are text", frame(`{"jsonrpc":"2.0","id":{},"method":"x","params":"y"}`), []jsonrpc2.Code{jsonrpc2.InvalidRequest}},
		{"text instead of a header", "hello\nworld\n", nil},
		{"text and a blank line", "GET / HTTP/1.0\r\n\r\n", nil},
		{"a very long line", strings.Repeat("garbage ", 1<<15) + "\n", nil},
		{"a length of zero", "Content-Length: 0\r\n\r\n", nil},
		{"a negative length", "Content-Length: -5\r\n\r\n", nil},
		{"a length beyond numbers", "Content-Length: 99999999999999999999999\r\n\r\n", nil},
		{"other fields", "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nX: y\r\n", nil},
		{"bare newlines", "content-length: 4\n\nnull", []jsonrpc2.Code{jsonrpc2.InvalidRequest}},
		{"announced too short", "Content-Length: 3\r\n\r\n{}  }}", []jsonrpc2.Code{jsonrpc2.InvalidRequest}},
		{"deep nesting", frame(strings.Repeat("[", 1<<20)), []jsonrpc2.Code{jsonrpc2.ParseError}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := connect(t, &scripted{})
			p.raw(c.text)
			for _, code := range c.codes {
				p.refused(nil, code)
			}
			p.alive()
		})
	}
}

// The error of a connection says whether it ended between two frames.
func TestEnd(t *testing.T) {
	for _, c := range []struct {
		text string
		want error
	}{
		{"", nil},
		{frame(change(1)), nil},
		{"Content-Len", io.ErrUnexpectedEOF},
		{"Content-Length: 20\r\n", io.ErrUnexpectedEOF},
		{"Content-Length: 20\r\n\r\n", io.ErrUnexpectedEOF},
		{"Content-Length: 20\r\n\r\n{\"jsonrpc\"", io.ErrUnexpectedEOF},
		{fmt.Sprintf("Content-Length: %d\r\n\r\n{", MaxFrame+1), io.ErrUnexpectedEOF},
	} {
		p := connect(t, &scripted{change: func(context.Context, *protocol.DidChangeTextDocumentParams) error { return nil }})
		p.raw(c.text)
		p.pipe.Close()
		select {
		case <-p.conn.Done():
		case <-time.After(patience):
			t.Fatalf("after %q: the connection does not end", c.text)
		}
		if err := p.conn.Err(); !errors.Is(err, c.want) {
			t.Errorf("after %q: got %v, want %v", c.text, err, c.want)
		}
	}
}

// A client that sends and does not read stops the answers, never the reading.
func TestClientThatDoesNotRead(t *testing.T) {
	ours, theirs := net.Pipe()
	defer ours.Close()
	Connect(t.Context(), theirs, Options{Server: &scripted{}})
	p := &peer{t: t, pipe: ours, replies: make(chan reply, 10000)}
	for i := range 200 {
		p.send("garbage")
		p.send(hover(i))
	}
	go p.read()
	calls := map[any]bool{}
	for len(calls) < 200 {
		if r := p.next(); r.ID != nil {
			calls[r.ID] = true
		}
	}
}

// Decoded strings share their message's memory: what is kept of a message must be cloned.
func TestDecodedStringsShareTheirMessage(t *testing.T) {
	var params protocol.DidChangeTextDocumentParams
	body := `{"textDocument":{"uri":"file:///a.nix","version":1},"contentChanges":[{"text":"` + strings.Repeat("x", 1000) + `"}]}`
	if err := (codec{}).Unmarshal([]byte(body), &params); err != nil {
		t.Fatal(err)
	}
	text := params.ContentChanges[0].(*protocol.TextDocumentContentChangeWholeDocument).Text
	address := func(s string) uintptr { return uintptr(unsafe.Pointer(unsafe.StringData(s))) }
	if distance := address(text) - address(string(params.TextDocument.URI)); distance > uintptr(len(body)) {
		t.Skip("this version of the protocol package copies strings: strings.Clone can go")
	}
}

func TestConcurrentWrites(t *testing.T) {
	ours, theirs := net.Pipe()
	stream := NewStream(t.Context(), theirs, Options{}.log())
	var wait sync.WaitGroup
	for i := range 8 {
		wait.Go(func() {
			for n := range 200 {
				size := 1 << (n % 12)
				text := jsonrpc2.RawMessage(`"` + strings.Repeat(strconv.Itoa(i), size) + `"`)
				if _, err := stream.Write(t.Context(), jsonrpc2.NewResponse(jsonrpc2.NewNumberID(int64(i)), text, nil)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	go func() { wait.Wait(); theirs.Close() }()
	p := &peer{t: t, pipe: ours, replies: make(chan reply, 1600)}
	p.read()
	if len(p.replies) != 1600 {
		t.Errorf("%d of 1600 frames came whole", len(p.replies))
	}
}
