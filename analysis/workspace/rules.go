package workspace

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"atproto-ls/analysis"
)

// Rules are the settings as rules for a run, all being every check there is. A name in the settings that is no check
// is an error.
func (w *Workspace) Rules(all []*analysis.Check) (analysis.Rules, error) {
	c := w.Settings.Check
	rules := analysis.Rules{Checks: all, Known: all, Severity: map[string]analysis.Severity{}}
	if len(c.Select) > 0 {
		picked, err := analysis.Pick(all, c.Select)
		if err != nil {
			return rules, fmt.Errorf("select: %w", err)
		}
		rules.Checks = picked
	}
	ignored, err := analysis.Pick(all, c.Ignore)
	if err != nil {
		return rules, fmt.Errorf("ignore: %w", err)
	}
	rules.Checks = slices.DeleteFunc(slices.Clone(rules.Checks), func(c *analysis.Check) bool { return slices.Contains(ignored, c) })
	for word, name := range c.Severity {
		picked, err := analysis.Pick(all, []string{word})
		if err != nil {
			return rules, fmt.Errorf("severity: %w", err)
		}
		severity, err := analysis.ParseSeverity(name)
		if err != nil {
			return rules, fmt.Errorf("severity of %s: %w", word, err)
		}
		for _, c := range picked {
			rules.Severity[c.Code] = severity
		}
	}
	rules.Ignored, err = w.ignoredByPath(all)
	return rules, err
}

// ignoredByPath answers from `check.per-path`; nil when there is nothing to ask.
func (w *Workspace) ignoredByPath(all []*analysis.Check) (func(string, *analysis.Check) bool, error) {
	perPath := w.Settings.Check.PerPath
	ignored := make([][]*analysis.Check, len(perPath))
	for i, p := range perPath {
		picked, err := analysis.Pick(all, p.Ignore)
		if err != nil {
			return nil, fmt.Errorf("per-path `%s`: %w", p.Path, err)
		}
		ignored[i] = picked
	}
	if len(perPath) == 0 {
		return nil, nil
	}
	return func(file string, c *analysis.Check) bool {
		for i, p := range perPath {
			if slices.Contains(ignored[i], c) && matches(p.Path, w.relative(file)) {
				return true
			}
		}
		return false
	}, nil
}

// excluded reports whether the settings leave out the absolute path, or a folder that it is in.
func (w *Workspace) excluded(file string) bool {
	return slices.ContainsFunc(w.Settings.Check.Exclude, func(glob string) bool { return matches(glob, w.relative(file)) })
}

// relative is an absolute path as seen from the root, where the globs of the settings begin.
func (w *Workspace) relative(file string) string {
	return strings.TrimPrefix(strings.TrimPrefix(file, strings.TrimSuffix(w.Root, "/")), "/")
}

// matches reports whether glob matches rel or one of the folders above it.
func matches(glob, rel string) bool {
	glob = strings.TrimSuffix(strings.TrimPrefix(glob, "./"), "/")
	for ; rel != "." && rel != "/"; rel = path.Dir(rel) {
		if ok, _ := doublestar.Match(glob, rel); ok {
			return true
		}
	}
	return false
}
