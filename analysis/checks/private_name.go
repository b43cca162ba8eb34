package checks

import (
	"strings"

	"atproto-ls/analysis"
)

// privateEnds are the ends of host names that no public authority certifies.
var privateEnds = []string{".local", ".internal", ".ts.net", ".onion", ".localhost", ".home.arpa", ".lan", ".test"}

// privateName reports whether the virtual host around the option that i is about has a name that needs no public
// certificate, or one that is not known.
func privateName(c *analysis.Configuration, i analysis.Implication) bool {
	for n := len(i.Option) - 1; n > 1; n-- {
		name := i.Option[:n].Append("serverName")
		m := c.Merged(name)
		if m.State == analysis.Unsettled {
			return true
		}
		if text, ok := m.Value.AsString(); ok {
			return isPrivate(text)
		}
	}
	return false
}

func isPrivate(name string) bool {
	if analysis.LocalHost(name) {
		return true
	}
	for _, end := range privateEnds {
		if strings.HasSuffix(strings.ToLower(name), end) {
			return true
		}
	}
	return false
}
