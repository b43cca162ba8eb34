package checks_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// Which configurations a workspace has, what is in sight of each, and what is found in them: the workspaces in
// testdata/entries, each a case `CASE/FILE` with marks as in testdata/checks, followed by what `CASE: entries` lists.
func TestWholeConfigurations(t *testing.T) {
	names, err := filepath.Glob("../../testdata/entries/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatal("no cases", err)
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			out := &txtar.Archive{Comment: archive.Comment}
			for _, one := range split(archive) {
				t.Run(one.name, func(t *testing.T) {
					o := check(t, one.files)
					for _, file := range one.order {
						out.Files = append(out.Files, txtar.File{Name: one.name + "/" + file, Data: []byte(o.marked(file))})
					}
					out.Files = append(out.Files, txtar.File{Name: one.name + ": entries", Data: []byte(o.entries())})
				})
			}
			if got := txtar.Format(out); *update {
				if err := os.WriteFile(name, got, 0o644); err != nil {
					t.Fatal(err)
				}
			} else if want := txtar.Format(archive); string(got) != string(want) {
				t.Errorf("%s is not what comes out; -update rewrites it:\n%s", name, firstDifference(string(want), string(got)))
			}
		})
	}
}

// entries lists the configurations of the workspace, what of each was not read, and what cannot be followed.
func (o outcome) entries() string {
	var b strings.Builder
	for _, c := range o.snapshot.Configurations() {
		if !c.Whole {
			continue
		}
		var files []string
		for _, f := range c.Files {
			files = append(files, o.snapshot.Relative(f.Path))
		}
		fmt.Fprintf(&b, "%s: %s; %s\n", c.Entry, strings.Join(files, " "), c.Closed)
		for _, u := range c.Unread {
			fmt.Fprintf(&b, "  not read: %s, because %s\n", u.What, strings.ReplaceAll(u.Why, o.snapshot.Root(), ""))
		}
	}
	for _, l := range o.snapshot.Lost() {
		fmt.Fprintf(&b, "%s: cannot be followed, because %s\n", l.Entry, strings.ReplaceAll(l.Why, o.snapshot.Root(), ""))
	}
	for _, d := range o.findings.Diagnostics {
		if len(d.Entries) > 0 {
			fmt.Fprintf(&b, "%s of %s\n", d.Code, strings.Join(d.Entries, ", "))
		}
	}
	return b.String()
}
