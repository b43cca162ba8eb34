package server

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// past is a session to which things happen: folders are opened and closed, documents too, and what is on the disk comes and goes.
type past struct {
	*session
	random  *rand.Rand
	folders map[string]bool
	texts   map[string]string // of the open documents
}

var (
	pastFolders = []string{"a", "b", "a/sub", "c"}
	pastFiles   = []string{"configuration.nix", "b.nix", "flake.nix", "m.nix"}
	pastTexts   = []string{
		aService, "{ imports = [ ./b.nix ./sub ]; services.bluesky-pds.enable = true; }\n", "{ services.nginx.enable = true }\n", "",
		"{ config, ... }: { services.mine.enabel = true; imports = [ ../a/m.nix ]; }\n", "{ pkgs }: { a = ",
		"{ outputs = { self, nixpkgs }: { nixosConfigurations.h = nixpkgs.lib.nixosSystem { modules = [ ./configuration.nix ]; }; }; }\n",
	}
	pastSettings = []string{"", "[check]\nignore = [\"ATP001\"]\n", "wrong"}
)

func oneOf[T any](random *rand.Rand, list []T) T { return list[random.IntN(len(list))] }

// happen has one thing happen.
func (p *past) happen() {
	p.t.Helper()
	folder := oneOf(p.random, pastFolders)
	file := folder + "/" + oneOf(p.random, pastFiles)
	switch p.random.IntN(7) {
	case 0, 1:
		if _, open := p.texts[file]; open {
			p.notify("textDocument/didClose", object{"textDocument": p.document(file)})
			delete(p.texts, file)
			return
		}
		p.texts[file] = oneOf(p.random, pastTexts)
		p.open(file, p.texts[file])
	case 2:
		change := object{"added": []any{}, "removed": []any{}}
		which := map[bool]string{false: "added", true: "removed"}[p.folders[folder]]
		change[which] = []any{object{"uri": p.uri(folder), "name": folder}}
		p.folders[folder] = !p.folders[folder]
		p.notify("workspace/didChangeWorkspaceFolders", object{"event": change})
	case 3:
		os.RemoveAll(filepath.Join(p.root, folder))
		p.changed(folder, 3)
	case 4:
		writeFile(p.t, p.root, file, oneOf(p.random, pastTexts))
		p.changed(file, 1)
	case 5:
		name := folder + "/.atproto-ls.toml"
		if os.Remove(filepath.Join(p.root, name)) == nil {
			p.changed(name, 3)
			return
		}
		writeFile(p.t, p.root, name, oneOf(p.random, pastSettings))
		p.changed(name, 1)
	case 6:
		settings := object{"check": object{"ignore": oneOf(p.random, [][]string{{}, {"ATP101"}})}}
		p.notify("workspace/didChangeConfiguration", object{"settings": object{section: settings}})
	}
}

func (p *past) changed(name string, how int) {
	p.notify("workspace/didChangeWatchedFiles", object{"changes": []any{object{"uri": p.uri(name), "type": how}}})
}

// said is what is wrong in the open documents.
func (p *past) said() string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(p.texts)) {
		report, _ := p.call("textDocument/diagnostic", object{"textDocument": p.document(name)}).(object)
		fmt.Fprintf(&b, "%s: ", name)
		for _, d := range report["items"].([]any) {
			fmt.Fprintf(&b, "%v %v; ", d.(object)["code"], d.(object)["message"])
		}
		b.WriteString("\n")
	}
	return b.String()
}

// What is said depends on what is open, set and on the disk now, and not on what was before: a session to which much has
// happened says what a new one says.
func TestHistoryDoesNotMatter(t *testing.T) {
	t.Parallel()
	can := object{"textDocument": object{"diagnostic": object{}}, "workspace": object{"workspaceFolders": true}}
	for seed := range uint64(12) {
		root := t.TempDir()
		p := &past{newSession(t, root), rand.New(rand.NewPCG(seed, 1)), map[string]bool{}, map[string]string{}}
		p.call("initialize", object{"processId": nil, "rootUri": nil, "workspaceFolders": []any{}, "capabilities": can})
		p.notify("initialized", object{})
		for range 120 {
			p.happen()
		}
		p.notify("workspace/didChangeConfiguration", object{"settings": object{section: nil}})
		var folders []any
		for folder, open := range p.folders {
			if open {
				folders = append(folders, object{"uri": p.uri(folder), "name": folder})
			}
		}
		fresh := &past{newSession(t, root), nil, p.folders, p.texts}
		fresh.call("initialize", object{"processId": nil, "rootUri": nil, "workspaceFolders": append([]any{}, folders...), "capabilities": can})
		fresh.notify("initialized", object{})
		for name, text := range p.texts {
			fresh.open(name, text)
		}
		until := time.Now().Add(p.patience)
		for p.said() != fresh.said() && time.Now().Before(until) {
			time.Sleep(50 * time.Millisecond)
		}
		if got, want := p.said(), fresh.said(); got != want {
			t.Errorf("seed %d: with folders %v after much has happened\n%s\nanew\n%s", seed, p.folders, got, want)
		}
	}
}

// The settings of a folder go with it; its open documents stay.
func TestSettingsGoWithTheirFolder(t *testing.T) {
	s := newSession(t, t.TempDir())
	writeFile(t, s.root, "c/.atproto-ls.toml", pastSettings[1])
	s.call("initialize", object{"processId": nil, "rootUri": nil, "capabilities": object{"textDocument": object{"diagnostic": object{}}}})
	s.notify("initialized", object{})
	s.open("c/a.nix", "{ a = ; b = c; }")
	ask := func() string { return s.pulled("c/a.nix") }
	s.eventually("ATP003", ask)
	if err := os.RemoveAll(filepath.Join(s.root, "c")); err != nil {
		t.Fatal(err)
	}
	s.notify("workspace/didChangeWatchedFiles", object{"changes": []any{object{"uri": s.uri("c"), "type": 3}}})
	s.eventually("ATP001 ATP003", ask)
}
