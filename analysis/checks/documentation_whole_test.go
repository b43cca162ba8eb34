//go:build oracle

package checks_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	bulletLine  = regexp.MustCompile(`^(?:[-*]|\d+\.) +(.+)`)
	commandLine = regexp.MustCompile(`^(systemctl|sudo|redis-cli|nginx|curl|journalctl)\b`)
)

// The list has every bullet, numbered point and command of the documentation, which INTEGRATION_DOC
// names.
func TestDocumentationListIsWhole(t *testing.T) {
	name := os.Getenv("INTEGRATION_DOC")
	if name == "" {
		name = "../../../shared/seed/nixos-ecosystem-integration.md"
	}
	listed := points(t)
	used := make([]bool, len(listed))
	heading, seen := "", 0
	for line := range strings.Lines(read(t, name)) {
		line = strings.TrimRight(line, "\n")
		if title, ok := strings.CutPrefix(line, "##"); ok {
			heading = strings.TrimSpace(strings.TrimLeft(title, "#"))
			continue
		}
		text := ""
		if m := bulletLine.FindStringSubmatch(line); m != nil {
			text = strings.ReplaceAll(m[1], "*", "")
		} else if commandLine.MatchString(line) {
			text = line
		}
		if text == "" {
			continue
		}
		seen++
		i := slices.IndexFunc(listed, func(p point) bool {
			return strings.HasPrefix(heading, p.heading) && strings.HasPrefix(strings.ReplaceAll(text, "`", ""), strings.ReplaceAll(p.words, "`", ""))
		})
		if i < 0 {
			t.Errorf("the list lacks, below %q: %s", heading, text)
			continue
		}
		used[i] = true
	}
	for i, p := range listed {
		if !used[i] {
			t.Errorf("the documentation has no %q below %q", p.words, p.heading)
		}
	}
	t.Logf("%d points", seen)
}
