package workspace

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"atproto-ls/optiondb"
)

// keeping opens the workspace at root and reads its sources; what it works out is kept in the folder keep however little time it takes.
func keeping(t *testing.T, root, keep string) *Source {
	t.Helper()
	w, err := Open(root, Options{Keep: keep})
	if err != nil {
		t.Fatal(err)
	}
	w.kept.worth = 0
	sources, err := w.Sources()
	if err != nil || len(sources.List) != 1 {
		t.Fatalf("got %+v, %v", sources, err)
	}
	return sources.List[0]
}

// modulesOf is a workspace whose settings name a module with an import.
func modulesOf(t *testing.T) string {
	return tree(t, map[string]string{
		SettingsFile:          "[options]\nmodules = [\"modules\"]\n",
		"modules/default.nix": "{ imports = [ ./a.nix ] ++ (if builtins.pathExists ./b.nix then [ ./b.nix ] else [ ]); }",
		"modules/a.nix": `{ config, lib, ... }: {
			options.services.a.enable = lib.mkEnableOption "a";
			options.services.a.port = lib.mkOption { type = lib.types.port; default = 1; description = "The port."; };
			config = lib.mkIf config.services.a.enable { services.postgresql.enable = true; };
		}`,
	})
}

func option(t *testing.T, source *Source, name string) *optiondb.Option {
	t.Helper()
	return source.Set.Generations[0].Surface().Option(optiondb.ParsePath(name))
}

func files(t *testing.T, folder string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, filepath.Join(folder, e.Name()))
	}
	return names
}

func TestOptionsAreKept(t *testing.T) {
	root, keep := modulesOf(t), filepath.Join(t.TempDir(), "not there yet")
	first, second := keeping(t, root, keep), keeping(t, root, keep)
	if first.Kept || !second.Kept {
		t.Fatalf("kept: %v, then %v", first.Kept, second.Kept)
	}
	o := option(t, second, "services.a.port")
	if o == nil || o.Default.Source != "1" || o.Description != "The port." || second.Options != first.Options || second.Modules != first.Modules {
		t.Errorf("got %+v", o)
	}
	at := o.Declarations[0]
	if line, _ := at.Place(); line != 3 || at.Node().Text() != "port" || at.File != filepath.ToSlash(root)+"/modules/a.nix" {
		t.Errorf("declared at %v: %q", at, at.Node().Text())
	}
	brought := func(s *Source) (all []string) {
		for _, b := range s.Set.Brought() {
			all = append(all, b.Path.String())
		}
		return all
	}
	if a, b := brought(first), brought(keeping(t, root, keep)); len(a) == 0 || strings.Join(a, " ") != strings.Join(b, " ") {
		t.Errorf("brought are %q, kept %q", a, b)
	}
	if names := files(t, keep); len(names) != 2 {
		t.Errorf("there are %q", names)
	}
}

func TestWhatIsKeptIsReadOnlyWhileItIsRight(t *testing.T) {
	root := modulesOf(t)
	write := func(name, text string) func(*testing.T) {
		return func(t *testing.T) {
			if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	keep := t.TempDir()
	keeping(t, root, keep)
	for name, change := range map[string]func(*testing.T){
		"another text of a file":     write("modules/a.nix", "{ lib, ... }: { options.services.a.other = lib.mkOption { }; }"),
		"a file that was not there":  write("modules/b.nix", "{ lib, ... }: { options.services.b.enable = lib.mkOption { }; }"),
		"a file that is not Nix now": write("modules/b.nix", "{ lib, ... }: {"),
	} {
		change(t)
		if keeping(t, root, keep).Kept {
			t.Errorf("%s: it was not read anew", name)
		}
		if !keeping(t, root, keep).Kept {
			t.Errorf("%s: it was not kept anew", name)
		}
	}
	if err := os.Remove(filepath.Join(root, "modules/b.nix")); err != nil {
		t.Fatal(err)
	}
	if s := keeping(t, root, keep); s.Kept || option(t, s, "services.a.other") == nil {
		t.Errorf("a file that is gone: got %+v", s)
	}
}

func TestWhatIsKeptIsNotBelieved(t *testing.T) {
	root, keep := modulesOf(t), t.TempDir()
	keeping(t, root, keep)
	name := files(t, keep)[0]
	good, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for what, text := range map[string][]byte{
		"nothing":         {},
		"another form":    []byte("atproto-ls kept options, form 0\n" + string(good[len(keptForm):])),
		"a part":          good[:len(good)/2],
		"one bit":         append(append(good[:len(good)-9:len(good)-9], good[len(good)-9]^4), good[len(good)-8:]...),
		"another's":       append([]byte(keptForm), append(make([]byte, 32), good[len(keptForm)+32:]...)...),
		"much and no end": append(good[:len(good):len(good)], make([]byte, 1000)...),
	} {
		if err := os.WriteFile(name, text, 0o600); err != nil {
			t.Fatal(err)
		}
		if s := keeping(t, root, keep); s.Kept || option(t, s, "services.a.port") == nil {
			t.Errorf("%s: got %+v", what, s)
		}
		if !keeping(t, root, keep).Kept {
			t.Errorf("%s: it was not replaced", what)
		}
	}
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(name, "x"), 0o755); err != nil { // where it cannot be written
		t.Fatal(err)
	}
	if s := keeping(t, root, keep); s.Kept || s.Options != 2 {
		t.Errorf("got %+v", s)
	}
	for _, name := range files(t, keep) {
		if strings.HasPrefix(filepath.Base(name), ".") {
			t.Errorf("left behind: %s", name)
		}
	}
}

func TestWhereNothingIsKept(t *testing.T) {
	root := modulesOf(t)
	file := filepath.Join(root, "modules/a.nix") // no folder can be made in it
	for what, keep := range map[string]string{"nowhere": "", "a file": filepath.Join(file, "x"), "the workspace": filepath.Join(root, "cache")} {
		for range 2 {
			if s := keeping(t, root, keep); s.Kept || s.Options != 2 {
				t.Errorf("%s: got %+v", what, s)
			}
		}
	}
	if _, err := os.Stat(filepath.Join(root, "cache")); err == nil {
		t.Error("something was written in the workspace")
	}
}

func TestOptionFilesAreKept(t *testing.T) {
	root := tree(t, map[string]string{
		SettingsFile:   "[options]\njson = [\"options.json\"]\n",
		"options.json": `{"services.a.enable": {"type": "boolean", "description": "A.", "default": {"_type": "literalExpression", "text": "false"}}}` + "\n\n",
	})
	keep := t.TempDir()
	first, second := keeping(t, root, keep), keeping(t, root, keep)
	if first.Kept || !second.Kept || second.Options != 1 || option(t, second, "services.a.enable").Default.Source != "false" {
		t.Errorf("got %+v, then %+v", first, second)
	}
	if err := os.WriteFile(filepath.Join(root, "options.json"), []byte("{}"), 0o644); err != nil {
		t.Fatal(err)
	}
	if s := keeping(t, root, keep); s.Kept || s.Options != 0 {
		t.Errorf("got %+v", s)
	}
}

func TestKeptFilesAreFew(t *testing.T) {
	keep := t.TempDir()
	s := store{folder: keep}
	for i := range maxKeptFiles + 5 {
		if err := os.WriteFile(filepath.Join(keep, strings.Repeat("x", 1+i)+".options"), nil, 0o600); err != nil {
			t.Skip(err) // names may not be that long
		}
	}
	s.tidy("x.options")
	if n := len(files(t, keep)); n != maxKeptFiles+1 {
		t.Errorf("there are %d files", n)
	}
}
