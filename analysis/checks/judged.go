package checks

import (
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
)

// judged calls visit for every verdict of some kind about a definition that stands in the pass's file: one that holds under
// every option set that may be in force in a configuration.
func judged(p *analysis.Pass, kind optiondb.VerdictKind, visit func(*analysis.Configuration, optiondb.Verdict)) {
	for _, c := range p.Configurations() {
		for _, v := range c.Verdicts() {
			if v.Kind == kind && v.At.File() == p.File.Path {
				visit(c, v)
			}
		}
	}
}

// entries names the configurations that a file is part of.
func entries(p *analysis.Pass) (all []string) {
	for _, c := range p.Snapshot.ConfigurationsOf(p.File) {
		all = append(all, entry(c)...)
	}
	return all
}

// didYouMean is the end of a message that names what was most likely meant, "" when nothing is near.
func didYouMean(near []string) string {
	if len(near) == 0 {
		return ""
	}
	return "; did you mean `" + strings.Join(near, "` or `") + "`?"
}

// renames are the fixes that write each of names in place of what stands at r; none for a name that is computed, of others as well
// maybe.
func renames(p *analysis.Pass, at analysis.Range, names []string) (fixes []analysis.Fix) {
	if at.File == p.File.Path {
		if text := p.File.Tree.Source()[at.Start:at.End]; strings.Contains(text, "${") && !strings.HasPrefix(text, `${"`) {
			return nil
		}
	}
	for i, name := range names {
		fixes = append(fixes, analysis.Fix{
			Title: "rename to `" + name + "`", Preferred: i == 0 && len(names) == 1, Safe: len(names) == 1,
			Edits: []analysis.Edit{{Range: at, NewText: optiondb.ParsePath(name).String()}},
		})
	}
	return fixes
}

// slipKind says how near a written name is to a declared one.
type slipKind uint8

const (
	farther slipKind = iota // not near at all, or the same
	byEdit                  // one character
	byCase                  // several, of which only the case differs
)

// slip compares a written name with a declared one. Names of fewer than four bytes are too near to too much.
func slip(name, declared string) slipKind {
	switch {
	case name == declared || len(name) < 4 || len(declared) < 4:
		return farther
	case max(len(name)-len(declared), len(declared)-len(name)) < 2 && analysis.Distance(name, declared) == 1:
		return byEdit
	case strings.EqualFold(name, declared):
		return byCase
	}
	return farther
}
