package analysis

import (
	"fmt"
	"strings"

	"atproto-ls/optiondb"
)

// A Check finds one kind of mistake. It is a constant value: it holds no state, and its Run may be called by several
// goroutines at once. Everything that people read about it, `explain`, the documentation, the rules of SARIF, comes
// from here.
type Check struct {
	Code     string   // "ATP005"; stable for ever once released
	Name     string   // kebab-case, what people write in settings and suppressions; the file's name has the same stem
	Severity Severity // what a finding has unless its [Diagnostic] or the settings say otherwise
	Summary  string   // one line, no full stop: what it finds
	Doc      string   // Markdown: why it matters, what is accepted, what it stays silent on
	Bad      string   // a file that gives at least one finding of this check
	Good     string   // the same file mended: no finding of any check

	// Pins are what a lock file beside the two examples names, for a check that depends on it; nil for none.
	Pins []optiondb.Pin

	// Modules is a module that the settings name beside the two examples, for a check that depends on one; empty for none.
	Modules string

	// Over names the checks, by code, that say less where this one speaks: of two findings about one place or one
	// option, only the one of the check that is over the other is kept.
	Over []string

	// Everywhere is for checks of which a finding counts only if it holds in every configuration that the module around it
	// belongs to: what is idle on one host may be there for another.
	Everywhere bool

	// Deployed is for checks of what matters only on a machine that others reach or rely on: not on one of a test.
	Deployed bool

	// Last is for checks of the other checks' outcome: they run when all others have, and see it in [Pass.Unused].
	Last bool

	// Run looks at [Pass.File] and reports. It returns early, and silently, at whatever cannot be known.
	Run func(*Pass)
}

// DocsURL is where the page of the check with a code is, the code standing for `%s`.
const DocsURL = "https://github.com/atproto-nix/atproto-ls/blob/main/docs/checks/%s.md"

// URL is the address of the documentation of the check with the code.
func URL(code string) string { return fmt.Sprintf(DocsURL, code) }

// Is reports whether word, as a setting or a flag writes it, means the check: its name, its code, or a prefix of its
// code ("ATP2"). Codes are compared without regard to case.
func (c *Check) Is(word string) bool {
	return word == c.Name || word != "" && strings.HasPrefix(c.Code, strings.ToUpper(word))
}

// Find is the check that word names exactly, by code or by name; nil when none of checks has it.
func Find(checks []*Check, word string) *Check {
	for _, c := range checks {
		if c.Name == word || c.Code == strings.ToUpper(word) {
			return c
		}
	}
	return nil
}

// Words are the codes and names of checks, what a near miss is looked for in.
func Words(checks []*Check) []string {
	words := make([]string, 0, 2*len(checks))
	for _, c := range checks {
		words = append(words, c.Code, c.Name)
	}
	return words
}

// Pick checks that each of words means at least one of checks, and gives those that one of words means.
// A word that means none is an error that names the nearest one that does.
func Pick(checks []*Check, words []string) ([]*Check, error) {
	var picked []*Check
	meant := map[string]bool{}
	for _, c := range checks {
		pick := false
		for _, w := range words {
			if c.Is(w) {
				pick, meant[w] = true, true
			}
		}
		if pick {
			picked = append(picked, c)
		}
	}
	for _, w := range words {
		if !meant[w] {
			return nil, fmt.Errorf("no check is named `%s`%s", w, DidYouMean(w, Words(checks)))
		}
	}
	return picked, nil
}

// Markdown is the check's documentation, as `explain` prints it and docs/checks holds it; said is what `check` prints
// over the bad example.
func (c *Check) Markdown(said string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s: %s\n\n%s. Severity: %s.\n\n%s\n", c.Code, c.Name, c.Summary, c.Severity, strings.TrimSpace(c.Doc))
	block := func(title, language, text string) {
		fmt.Fprintf(&b, "\n%s\n\n```%s\n%s\n```\n", title, language, strings.TrimSpace(text))
	}
	if c.Modules != "" {
		block("## The module", "nix", c.Modules)
	}
	block("## Wrong", "nix", c.Bad)
	block("This is said:", "text", said)
	block("## Right", "nix", c.Good)
	return b.String()
}
