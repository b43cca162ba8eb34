package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"atproto-ls/analysis/workspace"
	"atproto-ls/optiondb"
)

// known is an option as option sets declare it, the strongest set's first.
type known struct {
	path     optiondb.Path
	declared []declaration
}

// declaration is an option as the last generation of a set that has it declares it.
type declaration struct {
	*optiondb.Option
	from *optiondb.Generation
}

// first is the declaration that tells about the option.
func (k known) first() *optiondb.Option { return k.declared[0].Option }

func (k known) sets() string {
	var names []string
	for _, d := range k.declared {
		names = append(names, d.from.Set.Name)
	}
	return strings.Join(names, ", ")
}

// known are the options of the sources that the flags and the working directory's settings name, and of what ships. What
// could not be read is told on stderr.
func (f *sourceFlags) known(s streams) ([]known, error) {
	collectLate()
	w, err := f.open(".")
	if err != nil {
		return nil, err
	}
	sources, err := w.Sources()
	if err != nil {
		return nil, usage("%v", err)
	}
	for _, source := range sources.List {
		tellProblems(s, source)
	}
	return knownOptions(sources.Library), nil
}

// tellProblems says what of a source could not be read.
func tellProblems(s streams, source *workspace.Source) {
	for _, u := range source.Unread {
		fmt.Fprintf(s.err, "atproto-ls: %s: import `%s` not followed: %s\n", source.From, u.What, u.Why)
	}
	for _, p := range source.Problems {
		fmt.Fprintf(s.err, "atproto-ls: %s: `options.%s` not evaluated: %s\n", source.From, p.Path, p.Why)
	}
}

// knownOptions are the options of all sets of a library by path, internal ones left out, and those that ship of what a
// found set declares.
func knownOptions(l *optiondb.Library) []known {
	byPath := map[string]*known{}
	for _, set := range l.Sets {
		for _, g := range slices.Backward(set.Generations) {
			for _, o := range g.Surface().Options() {
				if !set.Real() && l.Replaced(o.Path) {
					continue
				}
				name := o.Path.String()
				k := byPath[name]
				if k == nil {
					k = &known{path: o.Path}
					byPath[name] = k
				}
				if n := len(k.declared); !o.Internal && (n == 0 || k.declared[n-1].from.Set != set) {
					k.declared = append(k.declared, declaration{o, g})
				}
			}
		}
	}
	var all []known
	for _, name := range slices.Sorted(maps.Keys(byPath)) {
		if k := byPath[name]; len(k.declared) > 0 {
			all = append(all, *k)
		}
	}
	return all
}

// complete completes the names of options.
func (f *sourceFlags) complete() cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) (names []string, _ cobra.ShellCompDirective) {
		all, err := f.known(streams{err: io.Discard})
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		for _, k := range all {
			names = append(names, k.path.String())
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	}
}
