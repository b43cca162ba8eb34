//go:build oracle

package modules_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// nixpkgsLib and judge are the checkout of nixpkgs' lib and Nix, which the oracle's tests cannot do without.
func nixpkgsLib(t *testing.T) string {
	p := os.Getenv("NIXPKGS_LIB")
	if p == "" {
		t.Fatal("NIXPKGS_LIB names no checkout of github.com/nix-community/nixpkgs.lib")
	}
	return p
}

func judge(t *testing.T, expression string) (out string, ok bool) {
	nix := os.Getenv("NIX_INSTANTIATE")
	if nix == "" {
		nix = "nix-instantiate"
	}
	file := filepath.Join(t.TempDir(), "ask.nix")
	if err := os.WriteFile(file, []byte(expression), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(nix, "--eval", "--strict", "--json", file)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		if _, exited := err.(*exec.ExitError); !exited {
			t.Fatal(err)
		}
		return stderr.String(), false
	}
	return strings.TrimSpace(stdout.String()), true
}

// What the cases say of values is what nixpkgs' own module system says, where it is known.
func TestCasesAgreeWithNix(t *testing.T) {
	lib := nixpkgsLib(t)
	names, err := filepath.Glob(casesFolder + "/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	asked := 0
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(string(archive.Comment), "Lenient") {
			continue
		}
		folder := t.TempDir()
		for _, f := range archive.Files {
			if strings.HasSuffix(f.Name, ".nix") {
				file := filepath.Join(folder, f.Name)
				if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(file, f.Data, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
		for _, f := range archive.Files {
			if f.Name != "values" {
				continue
			}
			for line := range strings.Lines(string(f.Data)) {
				attr, want, _ := strings.Cut(strings.TrimSpace(line), " = ")
				if strings.HasPrefix(want, "unknown: ") || strings.HasPrefix(want, "(") {
					continue
				}
				asked++
				got, ok := judge(t, "let lib = import "+lib+"/lib; in { inherit (lib.evalModules { modules = [ "+folder+"/"+archive.Files[0].Name+" ]; }) config options; }."+attr)
				got = strings.ReplaceAll(got, folder, "/m")
				if message, isError := strings.CutPrefix(want, "error: "); isError && (ok || !strings.Contains(got, message)) || !isError && got != want {
					t.Errorf("%s: %s is %s, Nix says %s", filepath.Base(name), attr, want, got)
				}
			}
		}
	}
	if asked == 0 {
		t.Error("no case has values")
	}
}

// The table of types is what real Nix says; -update makes it.
func TestTypeTable(t *testing.T) {
	folder, err := filepath.Abs(tableFolder)
	if err != nil {
		t.Fatal(err)
	}
	head := "let lib = import " + nixpkgsLib(t) + "/lib; f = (" + cell + ") { inherit lib; types = " + folder + "/types.nix; single = " + folder + "/single.nix; pairs = " + folder + "/pairs.nix; };\n" +
		"names = f: builtins.attrNames (import f { inherit lib; drv = null; }); in "
	names := func(file string) (list []string) {
		out, ok := judge(t, head+"names "+folder+"/"+file)
		if err := json.Unmarshal([]byte(out), &list); !ok || err != nil {
			t.Fatal(out, err)
		}
		return list
	}
	out, ok := judge(t, head+"builtins.attrNames (import "+folder+"/types.nix { inherit lib; })")
	var types []string
	if err := json.Unmarshal([]byte(out), &types); !ok || err != nil {
		t.Fatal(out, err)
	}
	columns := append(names("single.nix"), names("pairs.nix")...)
	all := table{}
	for _, typ := range types {
		all[typ] = row(t, head, typ, columns)
	}
	var b strings.Builder
	for _, typ := range types { // a line for each type
		line, err := json.Marshal(map[string]map[string]json.RawMessage{typ: all[typ]})
		if err != nil {
			t.Fatal(err)
		}
		b.Write(line[1 : len(line)-1])
		b.WriteString(",\n")
	}
	text := "{\n" + strings.TrimSuffix(b.String(), ",\n") + "\n}\n"
	file := tableFolder + "/table.json"
	if *update {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if was, err := os.ReadFile(file); err != nil || string(was) != text {
		t.Errorf("%s is not what Nix says now; -update rewrites it (%v)", file, err)
	}
}

// row is what Nix makes of the columns with one type: those that it can catch errors of in one run, the others alone.
func row(t *testing.T, head, typ string, columns []string) map[string]json.RawMessage {
	cellOf := func(c string) string {
		return fmt.Sprintf("(f { type = %q; column = %q; })", typ, c)
	}
	var b strings.Builder
	b.WriteString(head + "let try = v: let r = builtins.tryEval (builtins.deepSeq v v); in if r.success then r.value else \"error\"; in [")
	for _, c := range columns {
		b.WriteString(" (try " + cellOf(c) + ")")
	}
	out, ok := judge(t, b.String()+" ]")
	cells := map[string]json.RawMessage{}
	var list []json.RawMessage
	if ok && json.Unmarshal([]byte(out), &list) == nil {
		for i, c := range columns {
			cells[c] = list[i]
		}
		return cells
	}
	for _, half := range [][]string{columns[:len(columns)/2], columns[len(columns)/2:]} {
		if len(columns) == 1 {
			cells[columns[0]] = json.RawMessage(`"error"`)
			break
		}
		maps.Copy(cells, row(t, head, typ, half))
	}
	return cells
}

// What modules written at random come to is what it is in nixpkgs' module system.
func TestGeneratedModules(t *testing.T) {
	lib := nixpkgsLib(t)
	lists := generated(generatedCases)
	out, ok := judge(t, "("+results+") (import "+lib+"/lib) (let u = true; in [ "+strings.Join(lists, " ")+" ])")
	var want []json.RawMessage
	if !ok || json.Unmarshal([]byte(out), &want) != nil {
		t.Fatal(out)
	}
	differ := 0
	for i, list := range lists {
		s, v := evaluateGenerated(list, "true")
		got, bad := s.JSON(v)
		if bad.Exists() {
			got = shown(s, bad)
		}
		if got != string(want[i]) {
			if differ++; differ <= 5 {
				t.Errorf("%s\ngives %s\nin Nix %s", list, got, want[i])
			}
		}
	}
	if differ > 0 {
		t.Errorf("%d of %d differ", differ, len(lists))
	}
}
