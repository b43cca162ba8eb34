package eval

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// LIB.md says which functions of nixpkgs' lib our own lib has.
func TestLibDocument(t *testing.T) {
	s := New(Options{})
	lib := s.Force(s.Lib()).Set()
	var b strings.Builder
	b.WriteString(`# What our lib covers

Written from the code: ` + "`go test ./eval -run LibDocument -update`" + `. This is the ` + "`lib`" + ` that modules see where nixpkgs' own is not at hand
(` + "`--nixpkgs-lib`" + `). A function that is not covered is the value unknown, whose reason names it: nothing is said about what depends
on it. A test that is built with the tag ` + "`oracle`" + ` holds what is covered against nixpkgs' lib, by thousands of calls made at random.
The module system (` + "`evalModules`, `mergeDefinitions`" + ` …) is package optiondb/modules.

`)
	var covered, missing []string
	topics := map[string]bool{}
	for _, topic := range libTopics {
		topics[topic.name] = true
	}
	for name := range libNames() {
		if !lib.Has(name) && !topics[name] {
			missing = append(missing, name)
		}
	}
	for _, a := range lib.Attrs() {
		if !topics[a.Name] {
			covered = append(covered, a.Name)
		}
	}
	list := func(title string, names []string) {
		slices.Sort(names)
		fmt.Fprintf(&b, "## %s: %d\n\n", title, len(names))
		for chunk := range slices.Chunk(names, 8) {
			b.WriteString("`" + strings.Join(chunk, "` `") + "`\n")
		}
		b.WriteString("\n")
	}
	list("In lib itself", covered)
	list("In lib itself, not covered", missing)
	for _, topic := range libTopics {
		if set := s.Force(lib.Get(topic.name)).Set(); set != nil {
			var own []string
			for _, a := range set.Attrs() {
				if !topic.spread || !lib.Has(a.Name) {
					own = append(own, a.Name)
				}
			}
			if len(own) > 0 {
				list("In lib."+topic.name+" only", own)
			}
		}
	}
	text := strings.TrimRight(b.String(), "\n") + "\n"
	if f := flag.Lookup("update"); f != nil && f.Value.String() == "true" {
		if err := os.WriteFile("LIB.md", []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile("LIB.md"); err != nil || string(got) != text {
		t.Error("LIB.md is not current: go test ./eval -run LibDocument -update")
	}
}
