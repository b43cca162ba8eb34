package analysis_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"atproto-ls/analysis"
	"atproto-ls/analysis/actions"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
	"atproto-ls/syntax/gonix"
)

// A case of testdata/actions is a workspace, one of its files with «» where the cursor is. `@ACTION` is that file after the
// action of that name; `@actions` lists the names of all, one a line.
func TestActions(t *testing.T) {
	names, err := filepath.Glob("../testdata/actions/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			s, at, off := workspaceOf(t, archive)
			changed := false
			for i, f := range archive.Files {
				want, isStep := strings.CutPrefix(f.Name, "@")
				if !isStep {
					continue
				}
				if got := acted(t, s, at, off, want); got != string(f.Data) {
					changed = true
					archive.Files[i].Data = []byte(got)
					if !*update {
						t.Errorf("%s gives\n%s\nwant\n%s", f.Name, got, f.Data)
					}
				}
			}
			if changed && *update {
				if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// workspaceOf is the snapshot of a case, and the file and offset of its cursor.
func workspaceOf(t *testing.T, archive *txtar.Archive) (s *analysis.Snapshot, at *analysis.File, off int) {
	t.Helper()
	var files []*analysis.File
	for _, f := range archive.Files {
		if strings.HasPrefix(f.Name, "@") {
			continue
		}
		before, after, marked := strings.Cut(string(f.Data), "«»")
		file := analysis.NewFile("/w/"+f.Name, before+after)
		if files = append(files, file); marked {
			at, off = file, len(before)
		}
	}
	if at == nil {
		t.Fatal("no file has a cursor «»")
	}
	return analysis.NewSnapshot("/w", files, nil), at, off
}

func acted(t *testing.T, s *analysis.Snapshot, f *analysis.File, off int, want string) string {
	t.Helper()
	var names strings.Builder
	for _, a := range actions.All(s, f, off) {
		if a.Name == want {
			after, ok := s.Apply(analysis.Fix{Edits: a.Edits()})
			if !ok {
				t.Errorf("the edits of %s do not fit", want)
			}
			return after[f.Path]
		}
		names.WriteString(a.Name + "\n")
	}
	if want == "actions" {
		return names.String()
	}
	t.Errorf("there is no action %q among\n%s", want, names.String())
	return ""
}

// hosts are files that every example is inserted into.
var hosts = []string{
	"{ }\n",
	"{ config, lib, pkgs, ... }:\n{\n  imports = [ ];\n\n  networking.firewall.allowedTCPPorts = [ 22 443 ]; # ssh\n}\n",
	"{ lib, ... }:\n{\n\tconfig = lib.mkIf true {\n\t\tservices.nginx.enable = true;\n\t\tsecurity.acme = {\n\t\t\tacceptTerms = true;\n\t\t};\n\t};\n}\n",
	"{ ... }: {\r\n    services = {\r\n        openssh.enable = true;\r\n    };\r\n    system.stateVersion = \"25.05\";\r\n}\r\n",
	"{ ... }: { services.bluesky-pds.settings.PDS_PORT = 3000; }\n",
	"",
}

// Every example goes into every host: both parsers read the result, no check finds more than before, and once it is there
// nothing of it is offered again.
func TestEveryExampleGoesAnywhere(t *testing.T) {
	for i, host := range hosts {
		s, before := check(t, host)
		f := s.Files()[0]
		offered := actions.Examples(s, f, 0)
		if len(offered) != len(optiondb.Examples()) {
			t.Errorf("host %d: %d of %d examples are offered", i, len(offered), len(optiondb.Examples()))
		}
		for _, a := range offered {
			texts, ok := s.Apply(analysis.Fix{Edits: a.Edits()})
			after := texts[f.Path]
			_, other := gonix.Accepts(after)
			if !ok || len(syntax.Parse(after).Errors) > 0 || other != nil {
				t.Fatalf("%s into host %d: go-nix says %v of\n%s", a.Name, i, other, after)
			}
			next, found := check(t, after)
			if len(loud(found)) > len(loud(before)) {
				t.Errorf("%s into host %d: %+v in\n%s", a.Name, i, loud(found)[0], after)
			}
			for _, again := range actions.Examples(next, next.Files()[0], 0) {
				if again.Name == a.Name {
					t.Errorf("%s is offered again after it was inserted into host %d:\n%s", a.Name, i, after)
				}
			}
			if got := len(actions.EveryExample(next, next.Files()[0], len(after)/2)); got < len(optiondb.Examples())/2 {
				t.Errorf("in the middle of host %d with %s only %d examples are to be had", i, a.Name, got)
			}
			for _, stop := range a.Stops {
				if i == 0 && !strings.Contains(after, strings.SplitN(stop, "\n", 2)[0]) {
					t.Errorf("%s: the value %s to be replaced is not there", a.Name, stop)
				}
			}
		}
	}
}

// loud are the findings that are warnings or errors.
func loud(found []analysis.Diagnostic) (all []analysis.Diagnostic) {
	for _, d := range found {
		if d.Severity >= analysis.Warning {
			all = append(all, d)
		}
	}
	return all
}
