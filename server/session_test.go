package server

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net"
	"net/textproto"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"go.lsp.dev/uri"
	"go.uber.org/zap"

	"atproto-ls/analysis/checks"
	"atproto-ls/analysis/workspace"
)

// patience is how long a test waits for what must come.
const patience = 20 * time.Second

type object = map[string]any

// session is a client of a server that runs in this process. Every message in both directions is held against the
// meta-model.
type session struct {
	t     testing.TB
	model *metaModel
	root  string // the workspace's folder, links resolved

	server *Server
	pipe   net.Conn
	exit   chan int
	write  sync.Mutex

	mutex    sync.Mutex
	last     int
	pending  map[int]call
	notes    []message // notifications that nobody has taken yet
	asked    map[string]int
	noted    chan struct{} // has an element when a notification came
	settings any           // what workspace/configuration is answered with

	capabilities object
	patience     time.Duration
	dumb         bool            // it answers nothing
	mute         string          // a method that is not to get through: its notifications are not sent, its results are null
	used         map[string]bool // the methods of which something came, or went
}

type call struct {
	method string
	reply  chan message
}

type message struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
	Params any             `json:"params"`
	Result any             `json:"result"`
	Error  *struct {
		Code    int
		Message string
		Data    any
	} `json:"error"`
}

// newSession starts a server and a client of it that has said nothing yet.
func newSession(t testing.TB, root string) *session {
	t.Helper()
	model, err := loadModel()
	if err != nil {
		t.Fatal(err)
	}
	if root, err = filepath.EvalSymlinks(root); err != nil {
		t.Fatal(err)
	}
	ours, theirs := net.Pipe()
	s := &session{
		t: t, model: model, root: root, pipe: ours, exit: make(chan int, 1),
		pending: map[int]call{}, asked: map[string]int{}, noted: make(chan struct{}, 1),
		patience: patience, used: map[string]bool{},
	}
	log := zap.NewNop()
	if testing.Verbose() && os.Getenv("LSP_LOG") != "" {
		log, _ = zap.NewDevelopment()
	}
	ctx, cancel := context.WithCancel(t.Context())
	s.server = newServer(ctx, Options{Checks: checks.All, Version: "test", Log: log})
	s.server.shipped = func() (string, error) { return workspace.WriteShipped(t.TempDir()) }
	ended := make(chan struct{})
	go func() {
		s.exit <- s.server.serve(theirs, cancel)
		close(ended)
	}()
	go s.read()
	t.Cleanup(func() {
		ours.Close()
		<-ended
	})
	return s
}

// read takes in what the server sends, and answers what it asks.
func (s *session) read() {
	in := bufio.NewReader(s.pipe)
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
		var m message
		var raw object
		if err := json.Unmarshal(body, &m); err != nil {
			s.t.Errorf("the server sent %s: %v", body, err)
			return
		}
		_ = json.Unmarshal(body, &raw)
		s.take(m, raw)
	}
}

func (s *session) take(m message, raw object) {
	s.complain(enveloped(raw))
	if _, hasParams := raw["params"]; m.Method != "" && !hasParams {
		m.Params = nil
	}
	switch {
	case m.Method == "":
		s.taken(m)
	case m.ID != nil:
		s.complain(s.model.params(m.Method, "serverToClient", m.Params))
		go s.answer(m)
	default:
		s.complain(s.model.params(m.Method, "serverToClient", m.Params))
		s.mutex.Lock()
		s.notes = append(s.notes, m)
		s.mutex.Unlock()
		select {
		case s.noted <- struct{}{}:
		default:
		}
	}
}

// enveloped checks what is around params and results (LSP § Base Protocol), which the meta-model does not have.
func enveloped(raw object) error {
	has := func(keys ...string) bool {
		for key := range raw {
			if !slices.Contains(keys, key) {
				return false
			}
		}
		return raw["jsonrpc"] == "2.0"
	}
	_, isCall := raw["method"].(string)
	_, hasID := raw["id"]
	_, hasResult := raw["result"]
	problem, failed := raw["error"].(object)
	code, coded := problem["code"].(float64)
	_, said := problem["message"].(string)
	switch {
	case isCall && has("jsonrpc", "id", "method", "params"):
		return nil
	case hasID && hasResult && !failed && has("jsonrpc", "id", "result"):
		return nil
	case hasID && failed && coded && said && code == math.Trunc(code) && has("jsonrpc", "id", "error"):
		return nil
	}
	return fmt.Errorf("this is no call, notification, result or error: %v", raw)
}

func (s *session) complain(err error) {
	if err != nil {
		s.t.Errorf("the server's message is not LSP 3.18: %v", err)
	}
}

// taken hands a response to who waits for it.
func (s *session) taken(m message) {
	var id int
	if json.Unmarshal(m.ID, &id) != nil || string(m.ID) == "null" {
		return // the answer to garbage
	}
	s.mutex.Lock()
	c, known := s.pending[id]
	delete(s.pending, id)
	s.mutex.Unlock()
	if !known {
		s.t.Errorf("the server answers %d, which nobody asked", id)
		return
	}
	if m.Error == nil {
		s.complain(s.model.result(c.method, m.Result))
	}
	c.reply <- m
}

// answer answers what the server asks as a plain client would.
func (s *session) answer(m message) {
	s.mutex.Lock()
	s.asked[m.Method]++
	if s.dumb {
		s.mutex.Unlock()
		return
	}
	var result any
	if m.Method == "workspace/configuration" {
		var values []any
		for range m.Params.(object)["items"].([]any) {
			values = append(values, s.settings)
		}
		result = values
	}
	s.mutex.Unlock()
	s.complain(s.model.result(m.Method, jsonOf(result)))
	s.send(object{"jsonrpc": "2.0", "id": m.ID, "result": result})
}

// jsonOf is v as a decoder gives it.
func jsonOf(v any) (out any) {
	data, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(data, &out)
	}
	if err != nil {
		panic(err)
	}
	return out
}

func (s *session) send(v any) {
	body, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	s.write.Lock()
	defer s.write.Unlock()
	fmt.Fprintf(s.pipe, "Content-Length: %d\r\n\r\n%s", len(body), body)
}

// notify sends a notification.
func (s *session) notify(method string, params any) {
	s.t.Helper()
	if err := s.model.params(method, "clientToServer", jsonOf(params)); err != nil {
		s.t.Fatalf("the test's message is not LSP 3.18: %v", err)
	}
	s.used[method] = true
	if method == s.mute {
		return
	}
	m := object{"jsonrpc": "2.0", "method": method}
	if params != nil {
		m["params"] = params
	}
	s.send(m)
}

// begin sends a request; the answer comes through the channel.
func (s *session) begin(method string, params any) (id int, reply chan message) {
	s.t.Helper()
	if err := s.model.params(method, "clientToServer", jsonOf(params)); err != nil {
		s.t.Fatalf("the test's message is not LSP 3.18: %v", err)
	}
	reply = make(chan message, 1)
	s.mutex.Lock()
	s.last++
	id = s.last
	s.pending[id] = call{method, reply}
	s.mutex.Unlock()
	m := object{"jsonrpc": "2.0", "id": id, "method": method}
	if params != nil {
		m["params"] = params
	}
	s.send(m)
	return id, reply
}

func (s *session) await(method string, reply chan message) message {
	s.t.Helper()
	select {
	case m := <-reply:
		return m
	case <-time.After(s.patience):
		s.t.Fatalf("%s is not answered", method)
	}
	return message{}
}

// call sends a request and waits for its result.
func (s *session) call(method string, params any) any {
	s.t.Helper()
	_, reply := s.begin(method, params)
	m := s.await(method, reply)
	if m.Error != nil {
		s.t.Fatalf("%s: error %d: %s", method, m.Error.Code, m.Error.Message)
	}
	if method == s.mute {
		return nil
	}
	if list, isList := m.Result.([]any); m.Result != nil && (!isList || len(list) > 0) {
		s.used[method] = true
	}
	return m.Result
}

// refused sends a request that must be answered with the error code.
func (s *session) refused(method string, params any, code int) {
	s.t.Helper()
	_, reply := s.begin(method, params)
	if m := s.await(method, reply); m.Error == nil || m.Error.Code != code {
		s.t.Errorf("%s: got %+v, want the error %d", method, m, code)
	}
}

// note waits for the next notification of the method that want accepts, and takes it.
func (s *session) note(method string, want func(params object) bool) object {
	s.t.Helper()
	deadline := time.After(s.patience)
	for {
		s.mutex.Lock()
		for i, m := range s.notes {
			params, _ := m.Params.(object)
			if m.Method == method && (want == nil || want(params)) {
				s.notes = append(s.notes[:i:i], s.notes[i+1:]...)
				s.mutex.Unlock()
				return params
			}
		}
		s.mutex.Unlock()
		select {
		case <-s.noted:
		case <-deadline:
			s.t.Fatalf("no %s came; there are %+v", method, s.notes)
		}
	}
}

// waits until the server has asked for something.
func (s *session) waitAsked(method string, times int) {
	s.t.Helper()
	for begin := time.Now(); ; time.Sleep(time.Millisecond) {
		s.mutex.Lock()
		n := s.asked[method]
		s.mutex.Unlock()
		if n >= times {
			return
		}
		if time.Since(begin) > s.patience {
			s.t.Fatalf("the server asked %d times for %s, want %d", n, method, times)
		}
	}
}

// eventually waits until what is asked gives want.
func (s *session) eventually(want string, ask func() string) {
	s.t.Helper()
	for begin := time.Now(); ; time.Sleep(time.Millisecond) {
		got := ask()
		if got == want {
			return
		}
		if time.Since(begin) > s.patience {
			s.t.Fatalf("got %q, want %q", got, want)
		}
	}
}

// initialize says hello with these capabilities, the workspace's folder open.
func (s *session) initialize(capabilities object) {
	s.t.Helper()
	result := s.call("initialize", object{
		"processId":        os.Getpid(),
		"rootUri":          s.uri(""),
		"workspaceFolders": []any{object{"uri": s.uri(""), "name": "test"}},
		"capabilities":     capabilities,
	})
	s.capabilities = result.(object)["capabilities"].(object)
	s.notify("initialized", object{})
}

// uri is the URI of a file in the workspace.
func (s *session) uri(name string) string {
	return string(uri.File(filepath.Join(s.root, filepath.FromSlash(name))))
}

func (s *session) document(name string) object { return object{"uri": s.uri(name)} }

func (s *session) open(name, text string) {
	s.t.Helper()
	s.notify("textDocument/didOpen", object{"textDocument": object{"uri": s.uri(name), "languageId": "nix", "version": 1, "text": text}})
}

func (s *session) change(name string, version int, changes ...any) {
	s.t.Helper()
	s.notify("textDocument/didChange", object{"textDocument": object{"uri": s.uri(name), "version": version}, "contentChanges": changes})
}

// insertion is a change that inserts text at a position, both 0-based.
func insertion(line, column int, text string) object {
	at := object{"line": line, "character": column}
	return object{"range": object{"start": at, "end": at}, "text": text}
}

// published waits for the diagnostics of a version of a document.
func (s *session) published(name string, version int) []any {
	s.t.Helper()
	params := s.note("textDocument/publishDiagnostics", func(p object) bool {
		return p["uri"] == s.uri(name) && p["version"] == float64(version)
	})
	return params["diagnostics"].([]any)
}

// write puts a file into the workspace.
func writeFile(t testing.TB, root, name, text string) {
	t.Helper()
	path := filepath.Join(root, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
