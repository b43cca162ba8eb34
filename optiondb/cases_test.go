package optiondb_test

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"atproto-ls/eval"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

var update = flag.Bool("update", false, "rewrite the expectations in testdata/optiondb")

const casesFolder = "../testdata/optiondb"

// Each file in testdata/optiondb is some modules, the first of which is the root, and what comes out: the options that they
// declare, what they define, what could not be read, and what their options say against their definitions.
func TestCases(t *testing.T) {
	names, err := filepath.Glob(casesFolder + "/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			out := &txtar.Archive{Comment: archive.Comment}
			for _, f := range archive.Files {
				if strings.HasSuffix(f.Name, ".nix") || f.Name == "evidence" {
					out.Files = append(out.Files, f)
				}
			}
			if out.Files[0].Name == "evidence" {
				out.Files = append(out.Files, section("standings", standings(t, string(out.Files[0].Data))))
			} else {
				out.Files = append(out.Files, evaluated(out.Files)...)
			}
			if got := txtar.Format(out); *update {
				if err := os.WriteFile(name, got, 0o644); err != nil {
					t.Fatal(err)
				}
			} else if want := txtar.Format(archive); string(got) != string(want) {
				t.Errorf("%s is not what comes out; -update rewrites it. Out comes\n%s", name, got)
			}
		})
	}
}

func section(name string, lines []string) txtar.File {
	return txtar.File{Name: name, Data: []byte(strings.Join(lines, "\n") + "\n")}
}

// evaluated are the sections about modules, those left out that are empty.
func evaluated(files []txtar.File) (sections []txtar.File) {
	loader := memory{}
	for _, f := range files {
		loader["/m/"+f.Name] = string(f.Data)
	}
	s := newSession(loader)
	modules := optiondb.Collect(s, optiondb.ModuleArgs(s), eval.Path("/m/"+files[0].Name))
	surface, problems := optiondb.Declared(s, "case", modules.All)
	var options, definitions, unread, verdicts []string
	for _, o := range surface.Options() {
		options = append(options, describe(o))
	}
	for _, p := range problems {
		unread = append(unread, fmt.Sprintf("options %s: %s", p.Path, p.Why))
	}
	for _, u := range modules.Unread {
		unread = append(unread, fmt.Sprintf("%s: %s", u.What, u.Why))
	}
	for _, m := range modules.All {
		for _, d := range m.Definitions(s, nil) {
			definitions = append(definitions, leaves(s, d)...)
			for _, v := range optiondb.Judge(surface.Root, d) {
				if len(options) == 0 || loader[v.At.File()] == "" {
					continue
				}
				verdicts = append(verdicts, fmt.Sprintf("%s: %s%s", v.At.Path, verdictNames[v.Kind], wanted(v)))
			}
		}
	}
	for _, part := range []struct {
		name  string
		lines []string
	}{{"options", options}, {"definitions", definitions}, {"unread", unread}, {"verdicts", verdicts}} {
		if len(part.lines) > 0 {
			sections = append(sections, section(part.name, part.lines))
		}
	}
	return sections
}

var verdictNames = map[optiondb.VerdictKind]string{
	optiondb.Undeclared: "undeclared", optiondb.Mismatched: "mismatched", optiondb.Aliased: "renamed", optiondb.Gone: "removed",
	optiondb.FreeKey: "free key",
}

func wanted(v optiondb.Verdict) string {
	switch {
	case v.Kind == optiondb.Aliased:
		return " to " + v.Option.Renamed.String()
	case v.Kind == optiondb.Gone:
		return ": " + v.Option.Removed
	case v.Want != nil:
		return ", want " + v.Want.String()
	}
	return ""
}

// describe is an option on one line.
func describe(o *optiondb.Option) string {
	text := o.Path.String() + ": " + o.Type.String()
	if o.Default != nil {
		text += " = " + o.Default.Source
	}
	for _, flag := range []struct {
		set  bool
		name string
	}{{o.Required, "required"}, {o.ReadOnly, "read-only"}, {o.Internal, "internal"}, {!o.Visible, "invisible"}} {
		if flag.set {
			text += ", " + flag.name
		}
	}
	if o.Renamed != nil {
		text += ", renamed to " + o.Renamed.String()
	}
	if o.Removed != "" {
		text += ", removed"
	}
	if o.Description != "" && o.Renamed == nil {
		text += " # " + o.Description
	}
	return text
}

// leaves are the definitions at the ends of d's tree, a line each: path, value, and what is not usual about it.
func leaves(s *eval.Session, d *optiondb.Definition) (lines []string) {
	if len(d.Children) > 0 {
		for _, c := range d.Children {
			lines = append(lines, leaves(s, c)...)
		}
		if !d.Open {
			return lines
		}
	}
	text := d.Path.String() + " = " + s.Print(d.Value)
	if len(d.Children) > 0 {
		text = d.Path.String() + " = more"
	}
	switch d.When {
	case optiondb.Maybe:
		text += ", maybe"
	case optiondb.Never:
		text += ", never"
	}
	if d.Priority != optiondb.PriorityNormal {
		text += fmt.Sprintf(", priority %d", d.Priority)
	}
	if n := d.ValueNode(); n.Exists() {
		line, column := n.File().Lines().Position(n.Start(), syntax.UTF32)
		text += fmt.Sprintf(" @ %s:%d:%d", path.Base(d.File()), line+1, column+1)
	}
	if !strings.HasPrefix(d.File(), "/m/") {
		return lines // of lib itself
	}
	return append(lines, text)
}

// standings reads evidence, a line each (`defines PATH`, `pins HOST OWNER REPO DATE BRANCH` with `-` for what is not
// recorded, `asks PREFIX`), and says what is in force for each prefix that is asked for.
func standings(t *testing.T, evidence string) (lines []string) {
	t.Helper()
	var e optiondb.Evidence
	var asked []string
	for line := range strings.Lines(evidence) {
		words := strings.Fields(line)
		switch {
		case len(words) == 2 && words[0] == "defines":
			e.Defined = append(e.Defined, optiondb.ParsePath(words[1]))
		case len(words) == 2 && words[0] == "asks":
			asked = append(asked, words[1])
		case len(words) >= 6 && words[0] == "pins":
			for i := range words {
				words[i] = strings.TrimPrefix(words[i], "-")
			}
			e.Pins = append(e.Pins, optiondb.Pin{
				Repository: optiondb.Repository{Host: words[1], Owner: words[2], Repo: words[3]}, Modified: words[4], Branch: words[5],
				Revision: strings.Join(words[6:], ""),
			})
		default:
			t.Errorf("no evidence: %s", line)
		}
	}
	v := optiondb.Shipped().View(e)
	for _, prefix := range asked {
		st := v.For(optiondb.ParsePath(prefix))
		if st == nil {
			lines = append(lines, prefix+": nothing ships")
			continue
		}
		lines = append(lines, prefix+": in force "+surfaces(st.Surfaces)+"; known "+surfaces(st.Knowledge))
		if !st.Certain() {
			lines = append(lines, "  because "+st.Why)
		}
	}
	return lines
}

func surfaces(all []*optiondb.Surface) string {
	var names []string
	for _, s := range all {
		names = append(names, strings.Trim(s.Set.Name+" "+s.Generation.Since+"…"+s.Generation.Until, "… "))
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

// memory is a Loader of texts by path.
type memory map[string]string

// ReadFile implements [eval.Loader].
func (m memory) ReadFile(name string) (string, error) {
	text, ok := m[name]
	if !ok {
		return "", fs.ErrNotExist
	}
	return text, nil
}

// ReadDir implements [eval.Loader].
func (m memory) ReadDir(folder string) (all []eval.Entry, _ error) {
	for name := range m {
		if path.Dir(name) == folder {
			all = append(all, eval.Entry{Name: path.Base(name), Type: eval.Regular})
		}
	}
	return all, nil
}

// FileType implements [eval.Loader].
func (m memory) FileType(name string) (eval.FileType, error) {
	if _, ok := m[name]; ok {
		return eval.Regular, nil
	}
	for other := range m {
		if strings.HasPrefix(other, name+"/") {
			return eval.Directory, nil
		}
	}
	return "", fs.ErrNotExist
}

// Parse implements [eval.Loader].
func (m memory) Parse(name string) (*syntax.File, error) {
	text, err := m.ReadFile(name)
	return syntax.Parse(text), err
}
