package server

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"atproto-ls/analysis"
)

// codes are the codes of diagnostics, in order.
func codes(diagnostics []any) string {
	var out []string
	for _, d := range diagnostics {
		out = append(out, d.(object)["code"].(string))
	}
	return strings.Join(out, " ")
}

// pulled are the codes that a client which pulls gets for a document.
func (s *session) pulled(name string) string {
	s.t.Helper()
	report := s.call("textDocument/diagnostic", object{"textDocument": s.document(name)})
	items, _ := report.(object)["items"].([]any)
	return codes(items)
}

// silent expects that the server pushes nothing more.
func (s *session) silent(method string) {
	s.t.Helper()
	time.Sleep(2 * othersAfter)
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for _, m := range s.notes {
		if m.Method == method {
			s.t.Errorf("the server sent %+v", m)
		}
	}
}

func TestPushFollowsTheNewestText(t *testing.T) {
	s := newSession(t, t.TempDir())
	s.initialize(pushClient)
	s.open("a.nix", "{ a = ; }")
	if got := codes(s.published("a.nix", 1)); got != "ATP001" {
		t.Errorf("got %q", got)
	}
	for v := 2; v < 200; v++ {
		s.change("a.nix", v, object{"text": strings.Repeat("{ a = 1; }\n", v)})
	}
	s.change("a.nix", 200, object{"text": "{ a = 1; }"})
	if got := codes(s.published("a.nix", 200)); got != "" {
		t.Errorf("got %q", got)
	}
	s.notify("textDocument/didClose", object{"textDocument": s.document("a.nix")})
	s.note("textDocument/publishDiagnostics", func(p object) bool { return p["version"] == nil && len(p["diagnostics"].([]any)) == 0 })
}

// What is wrong in one document may depend on another one.
func TestPushOfTheOthers(t *testing.T) {
	s := newSession(t, t.TempDir())
	s.initialize(pushClient)
	s.open("a.nix", "{ imports = [ ./b.nix ]; }")
	if got := codes(s.published("a.nix", 1)); got != "ATP005" {
		t.Errorf("got %q", got)
	}
	s.open("b.nix", "{ }")
	s.note("textDocument/publishDiagnostics", func(p object) bool { return p["uri"] == s.uri("a.nix") && len(p["diagnostics"].([]any)) == 0 })
}

func TestNeverPushedToWhoPulls(t *testing.T) {
	s := newSession(t, t.TempDir())
	s.initialize(pullClient)
	s.open("a.nix", "{ a = ; }")
	if got := s.pulled("a.nix"); got != "ATP001" {
		t.Errorf("got %q", got)
	}
	s.silent("textDocument/publishDiagnostics")
}

func TestNeverPulledFromWhoIsPushedTo(t *testing.T) {
	s := newSession(t, t.TempDir())
	s.initialize(pushClient)
	if got := s.capabilities["diagnosticProvider"]; got != nil {
		t.Errorf("the server offers %v", got)
	}
}

func TestUnchangedReports(t *testing.T) {
	s := newSession(t, t.TempDir())
	s.initialize(pullClient)
	s.open("a.nix", "{ a = ; }")
	first := s.call("textDocument/diagnostic", object{"textDocument": s.document("a.nix")}).(object)
	again := object{"textDocument": s.document("a.nix"), "previousResultId": first["resultId"]}
	if got := s.call("textDocument/diagnostic", again).(object)["kind"]; got != "unchanged" {
		t.Errorf("got a %v report about the same text", got)
	}
	s.change("a.nix", 2, insertion(0, 0, " "))
	if got := s.call("textDocument/diagnostic", again).(object)["kind"]; got != "full" {
		t.Errorf("got a %v report about another text", got)
	}
	writeFile(t, s.root, "b.nix", "{ }")
	all := s.call("workspace/diagnostic", object{"previousResultIds": []any{}}).(object)["items"].([]any)
	var known []any
	for _, item := range all {
		known = append(known, object{"uri": item.(object)["uri"], "value": item.(object)["resultId"]})
	}
	for _, item := range s.call("workspace/diagnostic", object{"previousResultIds": known}).(object)["items"].([]any) {
		if item.(object)["kind"] != "unchanged" {
			t.Errorf("got %v", item)
		}
	}
}

func TestDocumentsThatAreNoFiles(t *testing.T) {
	s := newSession(t, t.TempDir())
	s.initialize(pushClient)
	const id = "untitled:Untitled-1"
	s.notify("textDocument/didOpen", object{"textDocument": object{"uri": id, "languageId": "nix", "version": 1, "text": "{ imports = [ ./x.nix ]; a = ; }"}})
	p := s.note("textDocument/publishDiagnostics", func(p object) bool { return p["uri"] == id })
	if got := codes(p["diagnostics"].([]any)); got != "ATP001" {
		t.Errorf("got %q", got)
	}
	s.notify("textDocument/didClose", object{"textDocument": object{"uri": id}})
	s.notify("textDocument/didOpen", object{"textDocument": object{"uri": "file:///x.toml", "languageId": "toml", "version": 1, "text": "a = 1"}})
	s.refused("textDocument/foldingRange", object{"textDocument": object{"uri": "file:///x.toml"}}, invalidParams)
}

// A file outside of all folders is in a workspace of its own, for as long as it is open.
func TestFilesOutside(t *testing.T) {
	other := t.TempDir()
	writeFile(t, other, ".atproto-ls.toml", "[check]\nignore = [\"ATP001\"]\n")
	writeFile(t, other, "sub/a.nix", "{ a = ; }")
	s := newSession(t, t.TempDir())
	s.initialize(pullClient)
	other, _ = filepath.EvalSymlinks(other)
	id := object{"uri": "file://" + other + "/sub/a.nix"}
	s.notify("textDocument/didOpen", object{"textDocument": object{"uri": id["uri"], "languageId": "nix", "version": 1, "text": "{ a = ; b = c; }"}})
	report := s.call("textDocument/diagnostic", object{"textDocument": id}).(object)
	if got := codes(report["items"].([]any)); got != "ATP003" {
		t.Errorf("got %q", got)
	}
	s.notify("textDocument/didClose", object{"textDocument": id})
	s.refused("textDocument/diagnostic", object{"textDocument": id}, invalidParams)
}

// Where something marks the root of such a workspace, all of it is read; else only what is open.
func TestFilesAroundOneOutside(t *testing.T) {
	for mark, want := range map[string]string{"flake.nix": "", "other.nix": "ATP201"} {
		other := t.TempDir()
		writeFile(t, other, mark, "{ outputs = { nixpkgs, ... }: { nixosConfigurations.x = nixpkgs.lib.nixosSystem { modules = [ ./a.nix ./database.nix ]; }; }; }")
		writeFile(t, other, "a.nix", aService)
		writeFile(t, other, "database.nix", "{ services.postgresql.enable = true; }")
		s := newSession(t, t.TempDir())
		s.initialize(pullClient)
		other, _ = filepath.EvalSymlinks(other)
		id := object{"uri": "file://" + other + "/a.nix"}
		s.notify("textDocument/didOpen", object{"textDocument": object{"uri": id["uri"], "languageId": "nix", "version": 1, "text": aService}})
		got := ""
		for range 50 {
			got = codes(s.call("textDocument/diagnostic", object{"textDocument": id}).(object)["items"].([]any))
			if got == want {
				break
			}
			time.Sleep(20 * time.Millisecond)
		}
		if got != want {
			t.Errorf("beside %s: got %q, want %q", mark, got, want)
		}
	}
}

// A client that does not answer what it is asked for hears of its documents all the same.
func TestClientThatNeverAnswers(t *testing.T) {
	s := newSession(t, t.TempDir())
	s.dumb = true
	can := object{"workspace": object{"configuration": true, "didChangeWatchedFiles": object{"dynamicRegistration": true}}, "textDocument": object{"diagnostic": object{}}}
	s.initialize(can)
	s.open("a.nix", "{ a = ; }")
	if got := s.pulled("a.nix"); got != "ATP001" {
		t.Errorf("got %q", got)
	}
}

func TestSettings(t *testing.T) {
	root := t.TempDir()
	s := newSession(t, root)
	can := object{
		"textDocument": object{"diagnostic": object{}},
		"workspace": object{
			"configuration": true, "diagnostics": object{"refreshSupport": true},
			"didChangeConfiguration": object{"dynamicRegistration": true}, "didChangeWatchedFiles": object{"dynamicRegistration": true},
		},
	}
	s.settings = object{"check": object{"ignore": []any{"ATP001"}, "select": nil}, "trace": object{"server": "off"}}
	s.initialize(can)
	s.waitAsked("client/registerCapability", 1)
	s.waitAsked("workspace/configuration", 1)
	s.waitAsked(refresh, 1)
	s.open("a.nix", "{ a = ; b = c; }")
	ask := func() string { return s.pulled("a.nix") }
	s.eventually("ATP003", ask)
	s.mutex.Lock()
	s.settings = nil
	s.mutex.Unlock()
	s.notify("workspace/didChangeConfiguration", object{"settings": nil})
	s.eventually("ATP001 ATP003", ask)
	writeFile(t, s.root, ".atproto-ls.toml", "[check]\nselect = [\"syntax-error\"]\n")
	s.notify("workspace/didChangeWatchedFiles", object{"changes": []any{object{"uri": s.uri(".atproto-ls.toml"), "type": 1}}})
	s.eventually("ATP001", ask)
}

// A client that answers nothing of what it is asked is served all the same, also of what it changes later.
func TestClientThatAnswersNothing(t *testing.T) {
	t.Parallel() // it waits for settings that never come
	s := newSession(t, t.TempDir())
	s.dumb = true
	can := object{
		"textDocument": object{"diagnostic": object{}},
		"workspace": object{
			"configuration": true, "diagnostics": object{"refreshSupport": true},
			"didChangeConfiguration": object{"dynamicRegistration": true}, "didChangeWatchedFiles": object{"dynamicRegistration": true},
		},
		"window": object{"workDoneProgress": true},
	}
	writeFile(t, s.root, "single/b.nix", "{ a = ; }")
	s.call("initialize", object{"processId": nil, "rootUri": nil, "capabilities": can})
	s.notify("initialized", object{})
	s.open("single/a.nix", "{ imports = [ ./b.nix ./c.nix ]; }") // has its folder read, and the client asked to pull
	s.waitAsked(refresh, 1)
	s.eventually("ATP005", func() string { return s.pulled("single/a.nix") })
	writeFile(t, s.root, "single/c.nix", "{ }")
	s.notify("workspace/didChangeWatchedFiles", object{"changes": []any{object{"uri": s.uri("single/c.nix"), "type": 1}}})
	s.eventually("", func() string { return s.pulled("single/a.nix") })
	s.call("workspace/diagnostic", object{"previousResultIds": []any{}})
}

// An editor that saves all the time does not keep a workspace from being read.
func TestSavingAllTheTime(t *testing.T) {
	s := newSession(t, t.TempDir())
	for i := range 1500 {
		writeFile(t, s.root, fmt.Sprintf("many/%d.nix", i), "{ }")
	}
	writeFile(t, s.root, "a.nix", "{ a = 1; }")
	done, saving := make(chan struct{}), make(chan struct{})
	s.call("initialize", object{"processId": nil, "rootUri": s.uri(""), "capabilities": object{"textDocument": object{"diagnostic": object{}}}})
	s.open("a.nix", "{ a = ; }")
	go func() { // waited for below
		defer close(saving)
		for {
			select {
			case <-done:
				return
			default:
				s.send(object{"jsonrpc": "2.0", "method": "textDocument/didSave", "params": object{"textDocument": s.document("a.nix")}})
			}
		}
	}()
	s.notify("initialized", object{})
	got := s.pulled("a.nix")
	close(done)
	<-saving
	if got != "ATP001" {
		t.Errorf("got %q", got)
	}
	s.notify("textDocument/didClose", object{"textDocument": s.document("a.nix")})
	s.eventually("ATP001", func() string { return s.pulled("a.nix") }) // what was saved counts, whatever the load has read
}

// Settings that are wrong are told, once, and the default ones are in force.
func TestWrongSettings(t *testing.T) {
	for _, c := range []struct{ settings, want string }{
		{`{"check": {"ignroe": []}}`, "did you mean `ignore`?"},
		{`{"check": {"ignore": ["no-such"]}}`, "no check is named `no-such`"},
		{`{"check": {"ignore": "ATP001"}}`, "check.ignore: got a string, want a list"},
		{`[1]`, "the object `atproto-ls` is wanted"},
	} {
		s := newSession(t, t.TempDir())
		s.call("initialize", object{"processId": nil, "rootUri": s.uri(""), "capabilities": pushClient, "initializationOptions": rawJSON(c.settings)})
		s.notify("initialized", object{})
		if got := s.note("window/showMessage", nil)["message"].(string); !strings.Contains(got, c.want) {
			t.Errorf("%s: told %q, want %q", c.settings, got, c.want)
		}
		s.open("a.nix", "{ a = ; }")
		if got := codes(s.published("a.nix", 1)); got != "ATP001" {
			t.Errorf("%s: got %q", c.settings, got)
		}
	}
}

type rawJSON string

// MarshalJSON is the text as it is.
func (r rawJSON) MarshalJSON() ([]byte, error) { return []byte(r), nil }

func TestEditOfAnOldVersionIsRefused(t *testing.T) {
	s := newSession(t, t.TempDir())
	s.initialize(object{"textDocument": object{"codeAction": object{
		"codeActionLiteralSupport": object{"codeActionKind": object{"valueSet": []any{""}}},
		"dataSupport":              true, "resolveSupport": object{"properties": []any{"edit"}},
	}}})
	s.open("a.nix", "{ a = 1 }")
	whole := object{"start": object{"line": 0, "character": 0}, "end": object{"line": 0, "character": 9}}
	actions := s.call("textDocument/codeAction", object{"textDocument": s.document("a.nix"), "range": whole, "context": object{"diagnostics": []any{}}}).([]any)
	s.change("a.nix", 2, insertion(0, 0, " "))
	s.refused("codeAction/resolve", actions[0], modified)
	s.refused("codeAction/resolve", object{"title": "x", "data": 5}, invalidParams)
}

// A check that crashes is told of once; what the others find is shown.
func TestCrashingCheck(t *testing.T) {
	s := newSession(t, t.TempDir())
	crash := &analysis.Check{Code: "ATP999", Name: "crash", Severity: analysis.Error, Run: func(*analysis.Pass) { panic("boom") }}
	s.server.checks = append([]*analysis.Check{crash}, s.server.checks...)
	s.initialize(pushClient)
	for v := 1; v < 4; v++ {
		s.open("a.nix", "{ a = ; }")
		if got := codes(s.published("a.nix", 1)); got != "ATP001" {
			t.Errorf("got %q", got)
		}
	}
	if got := s.note("window/logMessage", nil)["message"].(string); !strings.Contains(got, "boom") {
		t.Errorf("told %q", got)
	}
	s.silent("window/logMessage")
}

// Long work shows, and can be ended; short work does not show.
func TestProgress(t *testing.T) {
	s := newSession(t, t.TempDir())
	s.server.slow = time.Millisecond
	for i := range 400 {
		writeFile(t, s.root, fmt.Sprintf("f%03d.nix", i), longModule(900))
	}
	can := object{"window": object{"workDoneProgress": true}, "textDocument": object{"diagnostic": object{}}}
	s.initialize(can)
	params := object{"previousResultIds": []any{}, "workDoneToken": "mine"}
	id, reply := s.begin("workspace/diagnostic", params)
	begin := s.note("$/progress", func(p object) bool { return p["token"] == "mine" })
	if got := begin["value"].(object); got["kind"] != "begin" || got["cancellable"] != true {
		t.Errorf("got %v", got)
	}
	s.notify("$/cancelRequest", object{"id": id})
	if m := s.await("workspace/diagnostic", reply); m.Error == nil || m.Error.Code != cancelled {
		t.Errorf("got %+v, want the error %d", m.Error, cancelled)
	}
	s.note("$/progress", func(p object) bool { return p["token"] == "mine" && p["value"].(object)["kind"] == "end" })

	params["workDoneToken"] = "other"
	_, reply = s.begin("workspace/diagnostic", params)
	s.note("$/progress", func(p object) bool { return p["token"] == "other" })
	s.notify("window/workDoneProgress/cancel", object{"token": "other"})
	if m := s.await("workspace/diagnostic", reply); m.Error == nil || m.Error.Code != cancelled {
		t.Errorf("got %+v, want the error %d", m.Error, cancelled)
	}
}

func TestListenIsForThisMachineOnly(t *testing.T) {
	for address, want := range map[string]bool{
		"127.0.0.1:7777": true, "[::1]:0": true, "127.8.8.8:1": true, "0.0.0.0:7777": false, ":7777": false, "10.0.0.1:1": false,
		"localhost:1": false, "127.0.0.1": false, "nonsense": false,
	} {
		if err := loopback(address); (err == nil) != want {
			t.Errorf("%s: got %v", address, err)
		}
	}
}

// A link to a workspace is the workspace.
func TestLinkedWorkspace(t *testing.T) {
	real := t.TempDir()
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(real, link); err != nil {
		t.Skip("no symbolic links here: ", err)
	}
	writeFile(t, real, "b.nix", "{ }")
	s := newSession(t, real)
	s.root = link
	s.initialize(pushClient)
	s.open("a.nix", "{ imports = [ ./b.nix ./c.nix ]; }")
	if got := codes(s.published("a.nix", 1)); got != "ATP005" {
		t.Errorf("got %q", got)
	}
}
