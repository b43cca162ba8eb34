package checks_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"atproto-ls/analysis"
	"atproto-ls/analysis/checks"
)

// The registry keeps its promises: codes are unique and in order, names are those of the files, every text is there.
func TestRegistry(t *testing.T) {
	files := map[string]bool{}
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), ".go")
		if text, err := os.ReadFile(e.Name()); ok && !strings.HasSuffix(name, "_test") && err == nil && strings.Contains(string(text), "= &analysis.Check{") {
			files[name] = true // the others hold what several checks share
		}
	}
	code, name := regexp.MustCompile(`^ATP\d{3}$`), regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	last := ""
	for _, c := range checks.All {
		if !code.MatchString(c.Code) || c.Code <= last {
			t.Errorf("%s: codes are ATP and three digits, each once, in order", c.Code)
		}
		last = c.Code
		if !name.MatchString(c.Name) {
			t.Errorf("%s: %q is not kebab-case", c.Code, c.Name)
		}
		stem := strings.ReplaceAll(c.Name, "-", "_")
		if !files[stem] {
			t.Errorf("%s: there is no %s.go", c.Name, stem)
		}
		delete(files, stem)
		if c.Summary == "" || strings.HasSuffix(c.Summary, ".") || strings.Contains(c.Summary, "\n") {
			t.Errorf("%s: the summary is one line without a full stop: %q", c.Name, c.Summary)
		}
		if strings.TrimSpace(c.Doc) == "" || c.Severity == 0 || c.Run == nil {
			t.Errorf("%s: lacks its documentation, severity or Run", c.Name)
		}
		for _, below := range c.Over {
			if !code.MatchString(below) || below == c.Code {
				t.Errorf("%s: Over names %q, which is no code of another check", c.Name, below)
			}
		}
	}
	for stem := range files {
		t.Errorf("%s.go holds no check that All lists", stem)
	}
}

// The examples of the documentation are true: the bad one gives the finding, the good one gives none at all.
func TestExamples(t *testing.T) {
	for _, c := range checks.All {
		t.Run(c.Name, func(t *testing.T) {
			bad := check(t, map[string]string{"configuration.nix": c.Bad}, c.World()).findings
			if count(bad.Diagnostics, c) == 0 {
				t.Errorf("the bad example does not give %s, but %v", c.Code, codes(bad.Diagnostics))
			}
			for _, d := range bad.Diagnostics {
				if d.Code != c.Code && d.Severity >= analysis.Warning {
					t.Errorf("the bad example gives %s too: %s", d.Code, d.Message)
				}
			}
			good := check(t, map[string]string{"configuration.nix": c.Good}, c.World()).findings
			if len(good.Diagnostics) > 0 {
				t.Errorf("the good example gives %v: %s", codes(good.Diagnostics), good.Diagnostics[0].Message)
			}
		})
	}
}

func count(found []analysis.Diagnostic, c *analysis.Check) (n int) {
	for _, d := range found {
		if d.Code == c.Code {
			n++
		}
	}
	return n
}

func codes(found []analysis.Diagnostic) (codes []string) {
	for _, d := range found {
		codes = append(codes, d.Code)
	}
	return codes
}
