package server

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// aboutDocuments are the requests about a place in a document.
var aboutDocuments = []string{
	"textDocument/completion", "textDocument/hover", "textDocument/definition", "textDocument/declaration", "textDocument/references",
	"textDocument/documentHighlight", "textDocument/documentSymbol", "textDocument/foldingRange", "textDocument/selectionRange",
	"textDocument/documentLink", "textDocument/codeAction", "textDocument/diagnostic",
}

// canMuch is a client that shows everything.
func canMuch() object {
	can := object{}
	for _, word := range []string{"pull", "related", "tags", "data", "href", "actions", "versions", "hierarchy", "snippets", "insert", "markdown", "cards", "content"} {
		clientCan[word](can)
	}
	return can
}

// asksAll sends every request about a document, at a place in it; none may fail. It gives their results.
func (s *session) asksAll(u string, line, column int) map[string]any {
	s.t.Helper()
	at := object{"line": line, "character": column}
	results := map[string]any{}
	for _, method := range aboutDocuments {
		params := object{"textDocument": object{"uri": u}}
		switch method {
		case "textDocument/selectionRange":
			params["positions"] = []any{at}
		case "textDocument/codeAction":
			params["range"], params["context"] = object{"start": at, "end": at}, object{"diagnostics": []any{}}
		case "textDocument/references":
			params["position"], params["context"] = at, object{"includeDeclaration": true}
		case "textDocument/documentSymbol", "textDocument/foldingRange", "textDocument/documentLink", "textDocument/diagnostic":
		default:
			params["position"] = at
		}
		results[method] = s.call(method, params)
	}
	return results
}

const aService = "{ config, ... }:\n{\n  services.microcosm-constellation = {\n    enable = true;\n    settings.database.type = \"postgres\";\n  };\n}\n"

// Every request about any text is answered, at any place, also far outside of it.
func TestAnyText(t *testing.T) {
	const deep = 20_000 // the parser reads 10,000
	nest := func(open, close string) string { return strings.Repeat(open, deep) + strings.Repeat(close, deep) }
	for name, text := range map[string]string{
		"nothing": "", "NUL": "{ a = \x00; b = \"\x00\"; }\n", "only NUL": strings.Repeat("\x00", 1000), "not UTF-8": "{ \xff = \"\xc3\x28\"; }",
		"byte order mark": "\ufeff" + aService, "CRLF": strings.ReplaceAll(aService, "\n", "\r\n"), "CR": strings.ReplaceAll(aService, "\n", "\r"),
		"lists": nest("[", "]"), "open lists": nest("[", ""), "sets": nest("{a=", ";}"), "open sets": nest("{a=", ""), "parentheses": nest("(", ")"),
		"functions": nest("x: ", "") + "x", "lets": nest("let a = ", "; in a"), "strings": nest(`"${`, `}"`), "ifs": nest("if a then ", ""),
		"withs": nest("with a; ", "") + "b", "operators": "[ ]" + nest("++[ ]", ""), "nots": nest("!", "") + "true", "a path": "{ a" + nest(".a", "") + " = 1; }",
		"comments": nest("/* ", ""), "a long name": "{ " + strings.Repeat("ä", 1000) + " = 1; }",
		"a long line":   "{ " + strings.Repeat("services.tangled.knot.größe😀 = [ 1 ]; ", 3_000) + "}",
		"many settings": "{\n" + strings.Repeat("services.bluesky-pds.settings.LOG_ENABLED = true;\n", 3_000) + "}",
		"many names":    "{\n" + strings.Repeat("services.any = { enable = true; };\n", 3_000) + "}",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSession(t, t.TempDir())
			s.initialize(canMuch())
			s.open("a.nix", text)
			for _, at := range [][2]int{{0, 300}, {4, 25}, {1<<31 - 1, 1<<31 - 1}} {
				s.asksAll(s.uri("a.nix"), at[0], at[1])
			}
		})
	}
}

// A document is known by whichever name its client has for it, a file or not.
func TestAnyURI(t *testing.T) {
	root := t.TempDir()
	for _, u := range []string{
		"file://ROOT/a%20b.nix", "file://ROOT/größe.nix", "file://ROOT/gr%C3%B6%C3%9Fe2.nix", "file://ROOT/a%3Ab.nix", "file://ROOT/a%23b%3F.nix",
		"file://ROOT/../elsewhere.nix", "file:///c%3A/Users/x/a.nix", "file:///C:/Users/x/a.nix", "file://server/share/a.nix", "file://localhost/a.nix",
		"untitled:Untitled-1", "vscode-remote://ssh-remote%2Bhost/home/x/a.nix", "vscode-vfs://github/x/y/a.nix", "git:/x/a.nix?%7B%22ref%22%3A%22%22%7D",
		"vscode-notebook-cell:/x/a.ipynb#abc", "file://ROOT/%ff%fe.nix", "file:///a%00b.nix", "file://ROOT", "file:///",
	} {
		t.Run(u, func(t *testing.T) {
			s := newSession(t, root)
			s.initialize(canMuch())
			u := strings.ReplaceAll(u, "ROOT", s.root)
			s.notify("textDocument/didOpen", object{"textDocument": object{"uri": u, "languageId": "nix", "version": 1, "text": aService}})
			got := s.asksAll(u, 4, 25)
			if completion := fmt.Sprint(got["textDocument/completion"]); got["textDocument/hover"] == nil || !strings.Contains(completion, "label:createDatabase") {
				t.Errorf("hover %v, completion %v", got["textDocument/hover"], completion)
			}
			if items := got["textDocument/diagnostic"].(object)["items"].([]any); codes(items) != "ATP201" {
				t.Errorf("got %q", codes(items))
			}
		})
	}
}

// Notifications that do not fit what was said before change nothing for the others.
func TestDocumentsOutOfOrder(t *testing.T) {
	s := newSession(t, t.TempDir())
	s.initialize(pullClient)
	s.change("never.nix", 2, object{"text": "{ a = ; }"})
	s.notify("textDocument/didClose", object{"textDocument": s.document("never.nix")})
	s.notify("textDocument/didSave", object{"textDocument": s.document("never.nix")})
	s.refused("textDocument/diagnostic", object{"textDocument": s.document("never.nix")}, invalidParams)
	s.open("a.nix", "{ a = ; }")
	s.open("a.nix", "{ a = b; }") // a second time: the newer text counts
	if got := s.pulled("a.nix"); got != "ATP003" {
		t.Errorf("opened twice: got %q", got)
	}
	s.change("a.nix", -7, object{"text": "{ a = ; }"}) // a version that goes backwards is the client's matter
	if got := s.pulled("a.nix"); got != "ATP001" {
		t.Errorf("an older version: got %q", got)
	}
	s.notify("textDocument/didClose", object{"textDocument": s.document("a.nix")})
	s.notify("textDocument/didClose", object{"textDocument": s.document("a.nix")})
	s.change("a.nix", 4, object{"text": "{ }"})
	s.refused("textDocument/diagnostic", object{"textDocument": s.document("a.nix")}, invalidParams)
}

// Numbers that are no positions are refused, the next request is answered.
func TestPositionsThatAreNone(t *testing.T) {
	s := newSession(t, t.TempDir())
	s.initialize(canMuch())
	s.open("a.nix", aService)
	for _, line := range []any{-1, 1.5, "1", nil, 1 << 40, true} {
		reply := make(chan message, 1)
		s.mutex.Lock()
		s.last++
		id := s.last
		s.pending[id] = call{"textDocument/hover", reply}
		s.mutex.Unlock()
		s.send(object{"jsonrpc": "2.0", "id": id, "method": "textDocument/hover", "params": object{
			"textDocument": s.document("a.nix"), "position": object{"line": line, "character": 0}}})
		if m := s.await("textDocument/hover", reply); m.Error == nil || m.Error.Code != invalidParams {
			t.Errorf("line %v: got %+v", line, m)
		}
	}
	s.asksAll(s.uri("a.nix"), 4, 25)
}

// What lies in a workspace beside files is no harm, nor that it goes away.
func TestAnyDisk(t *testing.T) {
	root := filepath.Join(t.TempDir(), "größe 😀 %41")
	writeFile(t, root, "hosts/a.nix", "{ imports = [ ./b.nix ./folder.nix ./loop.nix ./secret.nix ]; x = ; }")
	writeFile(t, root, "folder.nix/default.nix", "{ }")
	writeFile(t, root, "latin.nix", "{ a\xff = \"\xe4\"; services.\xff = 1; imports = [ ./\xff.nix ]; }")
	writeFile(t, root, "hosts/secret.nix", "{ }")
	for _, err := range []error{
		os.Symlink("loop.nix", filepath.Join(root, "hosts/loop.nix")), os.Symlink("..", filepath.Join(root, "hosts/up")),
		os.Symlink("/nowhere", filepath.Join(root, "hosts/dangling.nix")), os.Chmod(filepath.Join(root, "hosts/secret.nix"), 0),
	} {
		if err != nil {
			t.Skip("this disk has no symbolic links: ", err)
		}
	}
	s := newSession(t, root)
	s.initialize(canMuch())
	s.waitAsked(refresh, 1)
	all := func() string { return fmt.Sprint(s.call("workspace/diagnostic", object{"previousResultIds": []any{}})) }
	if got := all(); !strings.Contains(got, "hosts/a.nix") || !strings.Contains(got, "ATP001") {
		t.Errorf("got %s", got)
	}
	s.call("workspace/symbol", object{"query": ""})
	if err := os.RemoveAll(filepath.Join(root, "hosts")); err != nil {
		t.Fatal(err)
	}
	gone := object{"uri": s.uri("hosts/a.nix"), "type": 3}
	s.notify("workspace/didChangeWatchedFiles", object{"changes": []any{gone, object{"uri": s.uri("hosts"), "type": 3}}})
	s.eventually("false", func() string { return fmt.Sprint(strings.Contains(all(), "hosts/a.nix")) })
	if err := os.RemoveAll(root); err != nil {
		t.Fatal(err)
	}
	s.open("new.nix", "{ a = ; }")
	if got := s.pulled("new.nix"); got != "ATP001" {
		t.Errorf("in a folder that is gone: got %q", got)
	}
}
