package optiondb_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"atproto-ls/optiondb"
)

// Names, types and defaults of what ships are as testdata/bundled/options has them, one file a set. Of a later generation
// of the same prefixes it has what differs from the one before.
func TestShippedOptions(t *testing.T) {
	for _, set := range optiondb.Shipped().Sets {
		if set.Bare() {
			continue // bundled/nur.json is such a list itself
		}
		before := map[string][]string{}
		var b strings.Builder
		for _, g := range set.Generations {
			var now []string
			for _, o := range g.Surface().Options() {
				text, _, _ := strings.Cut(describe(o), " # ")
				now = append(now, strings.ReplaceAll(text, "\n", "⏎"))
			}
			key := g.Prefixes[0].String()
			fmt.Fprintf(&b, "# %s, from %s to %s, nixpkgs %s: %d options\n", prefixes(g), orOpen(g.Since), orOpen(g.Until), orOpen(strings.Join(g.Releases, " ")), len(now))
			last, seen := before[key]
			for _, line := range last {
				if !slices.Contains(now, line) {
					b.WriteString("- " + line + "\n")
				}
			}
			for _, line := range now {
				switch {
				case !seen:
					b.WriteString("  " + line + "\n")
				case !slices.Contains(last, line):
					b.WriteString("+ " + line + "\n")
				}
			}
			before[key] = now
			b.WriteString("\n")
		}
		name := "../testdata/bundled/options/" + set.Name + ".txt"
		if *update {
			if err := os.WriteFile(name, []byte(b.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(name)
		if err != nil || string(want) != b.String() {
			t.Errorf("%s is not what ships (%v); -update rewrites it", name, err)
		}
	}
}

func prefixes(g *optiondb.Generation) string {
	var all []string
	for _, p := range g.Prefixes {
		all = append(all, p.String())
	}
	return strings.Join(all, ", ")
}

func orOpen(s string) string {
	if s == "" {
		return "…"
	}
	return s
}

// Every option that ships says what it takes and what it is for, and lies below a prefix of its generation; its default
// is what its own type takes. (An example is as the set's source has it, be it wrong.)
func TestShippedOptionsAreWhole(t *testing.T) {
	for _, set := range optiondb.Shipped().Sets {
		for _, g := range set.Generations {
			for _, o := range g.Surface().Options() {
				if set.Bare() {
					continue // somebody else wrote them, and their prose does not ship
				}
				where := set.Name + ": " + o.Path.String()
				if o.Renamed == nil && o.Removed == "" && (o.Type == nil || o.Type == optiondb.Anything || o.Type.String() == "") {
					t.Errorf("%s has no type", where)
				}
				if o.Renamed == nil && o.Removed == "" && (o.Description == "" || !strings.HasSuffix(strings.TrimRight(o.Description, "`)"), ".")) {
					t.Errorf("%s: no sentence describes it: %q", where, o.Description)
				}
				if !g.Owns(o.Path) && len(o.Path) > 2 {
					t.Errorf("%s lies below no prefix of its generation", where)
				}
				if o.Default != nil && o.Default.Value.Known() && !optiondb.Accepts(o.Type, o.Default.Value) {
					t.Errorf("%s: its type, %s, refuses its default, `%s`", where, o.Type, o.Default.Source)
				}
				if len(o.Declarations) == 0 {
					t.Errorf("%s is declared nowhere", where)
				}
			}
		}
	}
}

// What implies something exists, and so do its conditions: they are options of the set or free keys of one, or of NixOS
// itself. (An exception, and a reference to a value, may name an option that some services lack.)
func TestShippedImplications(t *testing.T) {
	for _, set := range optiondb.Shipped().Sets {
		set.Implies(func(option optiondb.Path, clauses []optiondb.Clause) {
			named := []optiondb.Path{option}
			for _, c := range clauses {
				named = append(named, c.When...)
			}
			for _, p := range named {
				if !takes(set, p) {
					t.Errorf("%s: what %s implies speaks of %s, which nothing declares", set.Name, option, p)
				}
			}
		})
		for _, m := range set.Moved {
			if m.Text == "" && m.To == nil || m.On == "" {
				t.Errorf("%s: %s went without a word or a date", set.Name, m.From)
			}
		}
	}
}

// takes reports whether a generation of the set declares path, or takes it as a free key, or whether it is not the set's.
func takes(set *optiondb.Set, path optiondb.Path) bool {
	owned := false
	for _, g := range set.Generations {
		owned = owned || g.Owns(path)
		for n := len(path); n > 2; n-- {
			at := g.Surface().At(path[:n])
			if at != nil && (n == len(path) || at.Option != nil && at.Option.Type.Submodule() != nil) {
				return true
			}
		}
	}
	return !owned
}

// BenchmarkShipped is what has to be evaluated before the first finding: the list of sets, and of the surfaces those that
// the configuration needs (bar: 5 ms for a typical configuration; docs say ≤ 20 ms from start to the first completion).
// What ships is kept for the life of a process, so that the benchmark runs the evaluation itself.
func BenchmarkShipped(b *testing.B) {
	for _, c := range []struct {
		name  string
		needs []string
	}{
		{"sets", nil},
		{"nixpkgs PDS", []string{"services.bluesky-pds"}},
		{"documented", []string{"services.microcosm-constellation"}},
		{"tangled knot", []string{"services.tangled.knot"}},
		{"all", []string{"services", "atproto"}},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				n := 0
				for _, set := range optiondb.ReadShipped().Sets {
					for _, g := range set.Generations {
						if slices.ContainsFunc(c.needs, func(p string) bool {
							prefix := optiondb.ParsePath(p)
							return g.Prefixes[0].HasPrefix(prefix) || g.Owns(prefix)
						}) {
							n += len(g.Surface().Options())
						}
					}
				}
				b.ReportMetric(float64(n), "options")
			}
		})
	}
}
