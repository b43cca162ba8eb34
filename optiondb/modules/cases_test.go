package modules_test

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
	"atproto-ls/optiondb/modules"
	"atproto-ls/syntax"
)

var update = flag.Bool("update", false, "rewrite the expectations in testdata/modules")

const casesFolder = "../../testdata/modules"

// Each file in testdata/modules is some modules, the first of which is the root, and what comes out: `values` are what some
// attribute paths select, `definitions` where the values of all options come from, `notices` what the modules say. In
// `strict` nothing may be missing; in `lenient` what is not at hand is left out.
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
				if !strings.HasSuffix(f.Name, ".nix") {
					f.Data = []byte(section(t, archive, f))
				}
				out.Files = append(out.Files, f)
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

// section is what a section about the archive's modules should hold.
func section(t *testing.T, archive *txtar.Archive, f txtar.File) string {
	s := eval.New(eval.Options{Loader: filesOf(archive)})
	c := modules.Install(s).Evaluate(modules.Arguments{
		Modules: []eval.Value{eval.Path("/m/" + archive.Files[0].Name)},
		Lenient: strings.HasPrefix(string(archive.Comment), "Lenient"),
	})
	var b strings.Builder
	switch f.Name {
	case "values":
		all := eval.MakeSet([]eval.Attr{{Name: "config", Value: c.Config()}, {Name: "options", Value: c.Options()}})
		for line := range strings.Lines(string(f.Data)) {
			asked, _, _ := strings.Cut(strings.TrimSpace(line), " = ")
			fmt.Fprintf(&b, "%s = %s\n", asked, shown(s, s.SelectPath(all, asked)))
		}
	case "definitions":
		c.Walk(func(*modules.Option) bool { return true }, func(o *modules.Option) {
			defs, bad := o.Definitions()
			if bad.Exists() {
				fmt.Fprintf(&b, "%s: %s\n", o.Text(), shown(s, bad))
			}
			for _, d := range defs {
				fmt.Fprintf(&b, "%s: %s\n", o.Text(), definition(s, d))
			}
			for _, d := range o.Conflict() {
				fmt.Fprintf(&b, "%s: in conflict: %s\n", o.Text(), definition(s, d))
			}
		})
	case "notices":
		notices(&b, "fails", c.Failed())
		notices(&b, "warns", c.Warnings())
	case "unread":
		for _, u := range c.Unread() {
			fmt.Fprintf(&b, "%s: %s\n", u.At.Value().Text(), u.Why)
		}
	case "faults":
		for _, x := range c.Faults() {
			fmt.Fprintf(&b, "%s: %s\n", x.Text(), firstLine(x.Error.Plain()))
			for _, d := range x.Definitions {
				fmt.Fprintf(&b, "%s: %s\n", x.Text(), definition(s, d))
			}
		}
	default:
		t.Fatalf("the section %s is none of those that there are", f.Name)
	}
	return b.String()
}

func notices(b *strings.Builder, what string, all []modules.Notice) {
	for _, n := range all {
		var reads []string
		for _, o := range n.Reads {
			reads = append(reads, o.Text())
		}
		fmt.Fprintf(b, "%s: %s (reads %s)\n", what, n.Message, strings.Join(reads, ", "))
	}
}

func definition(s *eval.Session, d modules.Definition) string {
	text := fmt.Sprintf("%s, priority %d", shown(s, s.Force(d.Value)), d.Priority)
	if d.Order != modules.OrderNormal {
		text += fmt.Sprintf(", order %d", d.Order)
	}
	if d.Maybe {
		text += ", maybe"
	}
	if n := d.Origin.Value(); n.Exists() {
		text += ", from `" + strings.Join(strings.Fields(n.Text()), " ") + "`"
	}
	return text + " in " + path.Base(d.File)
}

// shown is a value as JSON, or the first line of why there is none.
func shown(s *eval.Session, v eval.Value) string {
	text, bad := s.JSON(v)
	switch {
	case !bad.Exists():
		return text
	case bad.Kind() == eval.ErrorKind:
		return "error: " + firstLine(bad.Error().Plain())
	case v.Kind() == eval.ChoiceKind:
		return s.Print(v)
	}
	return "unknown: " + eval.Why(bad).Reason
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return line
}

// memory serves the files of an archive below /m.
type memory map[string]string

func filesOf(archive *txtar.Archive) memory {
	m := memory{}
	for _, f := range archive.Files {
		m["/m/"+f.Name] = string(f.Data)
	}
	return m
}

func (m memory) ReadFile(name string) (string, error) {
	if text, ok := m[name]; ok {
		return text, nil
	}
	if name == "/m" || strings.HasPrefix(name, "/m/") {
		return "", fs.ErrNotExist
	}
	return "", eval.ErrOutside
}

func (m memory) ReadDir(name string) (entries []eval.Entry, err error) {
	if name != "/m" && !strings.HasPrefix(name, "/m/") {
		return nil, eval.ErrOutside
	}
	seen := map[string]bool{}
	for file := range m {
		below, ok := strings.CutPrefix(file, name+"/")
		entry, rest, _ := strings.Cut(below, "/")
		if !ok || seen[entry] {
			continue
		}
		seen[entry] = true
		kind := eval.Regular
		if rest != "" {
			kind = eval.Directory
		}
		entries = append(entries, eval.Entry{Name: entry, Type: kind})
	}
	return entries, nil
}

func (m memory) FileType(name string) (eval.FileType, error) {
	for file := range m {
		if strings.HasPrefix(file, name+"/") {
			return eval.Directory, nil
		}
	}
	_, err := m.ReadFile(name)
	return eval.Regular, err
}

func (m memory) Parse(name string) (*syntax.File, error) {
	text, err := m.ReadFile(name)
	return syntax.Parse(text), err
}
