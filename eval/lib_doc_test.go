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
Where a function is, in lib itself or in a topic only, is as in nixpkgs; ` + "`lib.mdDoc`, `lib.options.mdDoc` and `lib.types.string`" + `,
which nixpkgs once had, are there for the modules of that time.

`)
	topics := map[string]bool{"top": true}
	for _, topic := range libTopics {
		topics[topic.name] = true
	}
	list := func(title string, names []string) {
		if len(names) == 0 {
			return
		}
		slices.Sort(names)
		fmt.Fprintf(&b, "## %s: %d\n\n", title, len(names))
		for chunk := range slices.Chunk(names, 8) {
			b.WriteString("`" + strings.Join(chunk, "` `") + "`\n")
		}
		b.WriteString("\n")
	}
	var covered []string
	for _, a := range lib.Attrs() {
		if !topics[a.Name] {
			covered = append(covered, a.Name)
		}
	}
	list("In lib itself", covered)
	for line := range strings.Lines(libNameList) {
		why, names, _ := strings.Cut(line, ":")
		list("Not covered, "+why, strings.Fields(names))
	}
	for _, topic := range libTopics {
		var own []string
		if set := s.Force(lib.Get(topic.name)).Set(); set != nil {
			for _, a := range set.Attrs() {
				if !lib.Has(a.Name) {
					own = append(own, withParts(s, a)...)
				}
			}
		}
		list("In lib."+topic.name+" only", own)
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

// withParts are the functions in a topic that a is, itself or a set of them.
func withParts(s *Session, a Attr) (names []string) {
	v := s.Force(a.Value)
	if !v.IsSet() {
		return []string{a.Name}
	}
	for _, part := range v.Set().Attrs() {
		if s.Force(part.Value).Kind() != FunctionKind {
			return []string{a.Name}
		}
		names = append(names, a.Name+"."+part.Name)
	}
	return names
}

// A name that is said to be lacking is lacking.
func TestLibNames(t *testing.T) {
	s := New(Options{})
	lib := s.Force(s.Lib())
	for name := range libNames() {
		set := lib
		topic, function, ok := strings.Cut(name, ".")
		if ok {
			set = s.Force(s.Select(lib, topic))
		} else {
			function = topic
		}
		if set.Set().Has(function) {
			t.Errorf("lib.%s is covered", name)
		}
	}
}
