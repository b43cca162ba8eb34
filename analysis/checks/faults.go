package checks

import (
	"iter"
	"slices"
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
	"atproto-ls/optiondb/modules"
	"atproto-ls/syntax"
)

// faults are the options of the pass's configurations that are wrong in one way, each with a definition to blame that
// stands in the pass's file.
func faults(p *analysis.Pass, kind modules.FaultKind) iter.Seq2[fault, analysis.Made] {
	return func(yield func(fault, analysis.Made) bool) {
		for _, c := range p.Snapshot.ConfigurationsOf(p.File) {
			if (kind == modules.Conflicting || kind == modules.Wrong) && c.Closed == analysis.Open {
				continue // what was not read may decide which value wins
			}
			said := map[rival]bool{}
			for _, f := range p.Snapshot.Evaluated(c).Faults {
				if f.Kind != kind {
					continue
				}
				option := f.Option
				if f.Refused != nil {
					option = f.Refused.Path
				}
				for _, m := range f.Made {
					at := rival{m.Place(), option.String()}
					if at.at.File != p.File.Path || said[at] {
						continue
					}
					if said[at] = true; !yield(fault{f, c}, m) {
						return
					}
				}
			}
		}
	}
}

// fault is a fault of a configuration.
type fault struct {
	analysis.Fault
	of *analysis.Configuration
}

// named is an option as documentation names it: elements of lists, which the module system counts, are `*`.
func named(option optiondb.Path) optiondb.Path {
	plain := slices.Clone(option)
	for i, name := range plain {
		if strings.HasPrefix(name, "[definition ") {
			plain[i] = optiondb.AnyElement
		}
	}
	return plain
}

// others are the definitions of a fault besides one, where they stand in the workspace.
func others(p *analysis.Pass, f fault, but analysis.Made) (all []analysis.Related) {
	for _, m := range f.Made {
		if at := m.Place(); at != but.Place() && p.Snapshot.File(at.File) != nil {
			all = append(all, analysis.Related{Range: at, Message: "set here, too"})
		}
	}
	return all
}

// inScope reports whether the function of the module around an offset names an argument.
func inScope(f *analysis.File, off int, name string) bool {
	for n := f.Tree.NodeAt(off); n.Exists(); n = n.Parent() {
		for formal := range syntax.AsLambda(n).Formals().All() {
			if formal.Name().Text() == name {
				return true
			}
		}
	}
	return false
}
