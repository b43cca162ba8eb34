package server

import (
	"os/exec"
	"testing"
	"time"
)

const (
	notInitialized = -32002
	invalidRequest = -32600
	invalidParams  = -32602
	cancelled      = -32800
	modified       = -32801
)

// pushClient is a client that cannot pull diagnostics.
var pushClient = object{"textDocument": object{"publishDiagnostics": object{"versionSupport": true}}}

// pullClient is one that can.
var pullClient = object{
	"textDocument": object{"diagnostic": object{}},
	"workspace":    object{"diagnostics": object{"refreshSupport": true}},
}

func (s *session) ended(want int) {
	s.t.Helper()
	select {
	case code := <-s.exit:
		if code != want {
			s.t.Errorf("exit code %d, want %d", code, want)
		}
	case <-time.After(patience):
		s.t.Fatal("the server does not end")
	}
}

func TestLifecycle(t *testing.T) {
	s := newSession(t, t.TempDir())
	symbols := object{"textDocument": s.document("a.nix")}
	s.refused("textDocument/documentSymbol", symbols, notInitialized)
	s.refused("shutdown", nil, notInitialized)
	s.open("a.nix", "{ dropped = 1; }") // before initialize: dropped
	s.initialize(pushClient)
	s.refused("initialize", object{"processId": nil, "rootUri": nil, "capabilities": object{}}, invalidRequest)
	s.refused("textDocument/documentSymbol", symbols, invalidParams)
	s.open("a.nix", "{ a = 1; }")
	s.call("textDocument/documentSymbol", symbols)
	s.call("shutdown", nil)
	s.refused("textDocument/documentSymbol", symbols, invalidRequest)
	s.refused("shutdown", nil, invalidRequest)
	s.refused("initialize", object{"processId": nil, "rootUri": nil, "capabilities": object{}}, invalidRequest)
	s.notify("exit", nil)
	s.ended(0)
}

func TestMalformedInitializeCanBeMended(t *testing.T) {
	s := newSession(t, t.TempDir())
	reply := make(chan message, 1)
	s.mutex.Lock()
	s.pending[99] = call{"initialize", reply}
	s.mutex.Unlock()
	s.send(object{"jsonrpc": "2.0", "id": 99, "method": "initialize", "params": object{"capabilities": 5}})
	if m := s.await("initialize", reply); m.Error == nil || m.Error.Code != invalidParams {
		t.Errorf("got %+v", m)
	}
	s.initialize(object{})
}

func TestExitCodes(t *testing.T) {
	for _, c := range []struct {
		name string
		end  func(*session)
		code int
	}{
		{"exit before initialize", func(s *session) { s.notify("exit", nil) }, 1},
		{"exit without shutdown", func(s *session) { s.initialize(object{}); s.notify("exit", nil) }, 1},
		{"the client goes away", func(s *session) { s.initialize(object{}); s.pipe.Close() }, 1},
		{"the client goes away after shutdown", func(s *session) { s.initialize(object{}); s.call("shutdown", nil); s.pipe.Close() }, 0},
		{"half a frame", func(s *session) {
			s.initialize(object{})
			s.pipe.Write([]byte("Content-Length: 10\r\n\r\n{"))
			s.pipe.Close()
		}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSession(t, t.TempDir())
			c.end(s)
			s.ended(c.code)
		})
	}
}

// A client that was killed may have left somebody behind who holds the pipe open.
func TestParentDies(t *testing.T) {
	parent := exec.Command("sleep", "60")
	if err := parent.Start(); err != nil {
		t.Skip("no program `sleep`: ", err)
	}
	s := newSession(t, t.TempDir())
	s.call("initialize", object{"processId": parent.Process.Pid, "rootUri": nil, "capabilities": object{}})
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = parent.Wait()
	s.ended(1)
}

func TestUnseenParentIsNotWaitedFor(t *testing.T) {
	s := newSession(t, t.TempDir())
	s.call("initialize", object{"processId": 1 << 30, "rootUri": nil, "capabilities": object{}})
	s.notify("initialized", object{})
	time.Sleep(50 * time.Millisecond)
	s.call("shutdown", nil)
}

func TestNegotiatedEncoding(t *testing.T) {
	for _, c := range []struct {
		offered []any
		want    string
	}{
		{nil, "utf-16"},
		{[]any{"utf-16"}, "utf-16"},
		{[]any{"utf-16", "utf-8"}, "utf-8"},
		{[]any{"utf-32", "utf-16"}, "utf-32"},
		{[]any{"ebcdic", "utf-32"}, "utf-32"},
		{[]any{"ebcdic"}, "utf-16"},
	} {
		s := newSession(t, t.TempDir())
		general := object{}
		if c.offered != nil {
			general["positionEncodings"] = c.offered
		}
		s.initialize(object{"general": general})
		if got := s.capabilities["positionEncoding"]; got != c.want {
			t.Errorf("offered %v: got %v, want %s", c.offered, got, c.want)
		}
	}
}

func TestTrace(t *testing.T) {
	s := newSession(t, t.TempDir())
	s.initialize(object{})
	s.notify("$/setTrace", object{"value": "messages"})
	s.open("a.nix", "{ }")
	s.call("textDocument/foldingRange", object{"textDocument": s.document("a.nix")})
	if got := s.note("$/logTrace", nil)["message"]; got == "" {
		t.Errorf("got %q", got)
	}
}
