package checks_test

import (
	"slices"
	"strings"
	"testing"

	"atproto-ls/analysis"
	"atproto-ls/analysis/checks"
	"atproto-ls/optiondb"
)

const documentationList = "../../testdata/bundled/documentation.txt"

// point is a line of the list: a bullet or a command of the integration system's documentation, and where it went.
type point struct {
	heading, words string
	targets        []string
}

func points(t *testing.T) (all []point) {
	t.Helper()
	for line := range strings.Lines(read(t, documentationList)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		parts := strings.SplitN(line, " | ", 3)
		if len(parts) != 3 {
			t.Fatalf("want HEADING | FIRST WORDS | TARGET, have %q", line)
		}
		all = append(all, point{parts[0], parts[1], strings.Split(parts[2], " ; ")})
	}
	return all
}

// Nothing of the documentation is lost: what each of its points became exists.
func TestDocumentationList(t *testing.T) {
	set := documentedSet(t)
	for _, p := range points(t) {
		for _, target := range p.targets {
			kind, rest, _ := strings.Cut(target, " ")
			look, known := targetKinds[kind]
			if !known || rest == "" || !look(set, rest) {
				t.Errorf("%s, %s: there is no %s", p.heading, p.words, target)
			}
		}
	}
}

func documentedSet(t *testing.T) *optiondb.Set {
	t.Helper()
	for _, set := range optiondb.Shipped().Sets {
		if set.Name == "documented" {
			return set
		}
	}
	t.Fatal("the documented set does not ship")
	return nil
}

// targetKinds say of each kind of target whether it exists.
var targetKinds = map[string]func(set *optiondb.Set, name string) bool{
	"option":    func(set *optiondb.Set, name string) bool { return documentedOption(set, name) != nil },
	"hover":     hovers,
	"check":     func(_ *optiondb.Set, name string) bool { return analysis.Find(checks.All, name) != nil },
	"later":     func(_ *optiondb.Set, name string) bool { return analysis.Find(checks.All, name) == nil },
	"hardening": hardened,
	"order":     ordered,
	"none":      func(_ *optiondb.Set, reason string) bool { return len(reason) > 20 },
	"example": func(_ *optiondb.Set, name string) bool {
		return slices.ContainsFunc(optiondb.Examples(), func(e optiondb.Example) bool { return e.Name == name })
	},
}

func documentedOption(set *optiondb.Set, name string) *optiondb.Option {
	for _, g := range set.Generations {
		if o := g.Surface().Option(optiondb.ParsePath(name)); o != nil {
			return o
		}
	}
	return nil
}

// hovers reports whether the words in quotes are in what hover shows for an option.
func hovers(set *optiondb.Set, target string) bool {
	name, words, _ := strings.Cut(target, " ")
	o := documentedOption(set, name)
	if o == nil {
		return false
	}
	text := o.Description
	for _, c := range set.Implied(o.Path) {
		text += "\n" + c.Text
	}
	spaced := strings.Join(strings.Fields(text), " ")
	return strings.Contains(spaced, strings.Trim(words, `"`))
}

// hardened reports whether every service of the set has a directive.
func hardened(set *optiondb.Set, directive string) bool {
	services := 0
	all := true
	set.Implies(func(option optiondb.Path, clauses []optiondb.Clause) {
		if len(option) != 3 || option[0] != "services" || option[2] != "enable" {
			return
		}
		services++
		all = all && slices.ContainsFunc(clauses, func(c optiondb.Clause) bool {
			return slices.ContainsFunc(c.Hardening, func(s optiondb.Setting) bool { return s.Name == directive })
		})
	})
	return all && services == 4
}

// ordered reports whether some unit of the set comes after another, or pulls it in.
func ordered(set *optiondb.Set, unit string) (found bool) {
	set.Implies(func(_ optiondb.Path, clauses []optiondb.Clause) {
		for _, c := range clauses {
			for _, u := range c.Units {
				found = found || slices.Contains(slices.Concat(u.After, u.Wants, u.Requires), unit)
			}
		}
	})
	return found
}
