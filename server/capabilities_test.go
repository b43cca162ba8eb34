package server

import (
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"atproto-ls/syntax"
)

// always are the methods of a server that need no capability.
var always = []string{"initialize", "initialized", "workspace/didChangeWatchedFiles", "workspace/didChangeConfiguration"}

// advertised are the methods whose capability the server has announced, as the meta-model says which belongs to which.
func (s *session) advertised() []string {
	var methods []string
	for _, m := range slices.Concat(s.model.Requests, s.model.Notifications) {
		if m.MessageDirection == "serverToClient" || m.ServerCapability == "" {
			continue
		}
		var at any = s.capabilities
		for _, key := range strings.Split(m.ServerCapability, ".") {
			inner, _ := at.(object)
			at = inner[key]
		}
		if at != nil && at != false {
			methods = append(methods, m.Method)
		}
	}
	slices.Sort(methods)
	return methods
}

// failing is a test that is expected to fail: it counts instead of telling.
type failing struct {
	testing.TB
	failed bool
}

func (f *failing) Errorf(string, ...any) { f.failed = true }
func (f *failing) Fatalf(string, ...any) { f.failed = true; runtime.Goexit() }
func (f *failing) Fatal(...any)          { f.failed = true; runtime.Goexit() }

// placeless are the methods whose params and results have no place in a text.
var placeless = []string{
	"textDocument/didOpen", "textDocument/didClose", "textDocument/didSave", "workspace/didChangeWorkspaceFolders",
	"workspace/textDocumentContent", "completionItem/resolve", "workspace/executeCommand",
}

// The server advertises exactly what the cases of testdata/lsp exercise; and for every method there is a case that fails
// when its handler answers null, or when the notification never arrives, and one that fails when columns are counted in
// another encoding than the one that was agreed on.
func TestCapabilitiesAreExercised(t *testing.T) {
	advertised, used := map[string]bool{}, map[string][]*txtar.Archive{}
	for _, archive := range lspArchives(t) {
		m := newMarked(t, archive, syntax.UTF16)
		m.hello(archive)
		m.outcome(archive)
		for _, method := range m.advertised() {
			advertised[method] = true
		}
		for method := range m.used {
			used[method] = append(used[method], archive)
		}
	}
	for _, method := range always {
		delete(used, method)
	}
	want, got := slices.Sorted(maps.Keys(advertised)), slices.Sorted(maps.Keys(used))
	if !slices.Equal(got, want) {
		t.Errorf("the cases exercise\n%q\nthe server advertises\n%q", got, want)
	}
	for _, method := range want {
		t.Run(method, func(t *testing.T) {
			mute := func(m *marked) { m.mute = method }
			if !slices.ContainsFunc(used[method], func(a *txtar.Archive) bool { return failsWith(t, a, mute) }) {
				t.Errorf("no case fails when %s answers null", method)
			}
			skew := func(m *marked) { m.skewed = method }
			if !slices.Contains(placeless, method) && !slices.ContainsFunc(used[method], func(a *txtar.Archive) bool { return failsWith(t, a, skew) }) {
				t.Errorf("no case fails when the columns of %s are counted in another encoding", method)
			}
		})
	}
}

// failsWith reports whether the case fails when something is spoilt.
func failsWith(t *testing.T, archive *txtar.Archive, spoil func(*marked)) bool {
	f := &failing{TB: t}
	done := make(chan bool)
	go func() { // waited for right below
		defer close(done)
		m := newMarked(f, archive, syntax.UTF16)
		spoil(m)
		m.patience = time.Second
		m.hello(archive)
		got := m.outcome(archive)
		f.failed = f.failed || fmt.Sprint(txtar.Format(got)) != fmt.Sprint(txtar.Format(archive))
	}()
	<-done
	return f.failed
}
