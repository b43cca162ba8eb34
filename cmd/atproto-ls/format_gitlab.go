package main

import (
	"bufio"
	"fmt"

	"atproto-ls/analysis"
)

// The form of GitLab's code quality reports (https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format).
type (
	gitLabFinding struct {
		Description string         `json:"description"`
		CheckName   string         `json:"check_name"`
		Fingerprint string         `json:"fingerprint"`
		Severity    string         `json:"severity"`
		Location    gitLabLocation `json:"location"`
	}
	gitLabLocation struct {
		Path  string      `json:"path"`
		Lines gitLabLines `json:"lines"`
	}
	gitLabLines struct {
		Begin int `json:"begin"`
		End   int `json:"end"`
	}
)

// writeGitLab writes one array, with a line for each finding.
func writeGitLab(out *bufio.Writer, r *report, _ look) error {
	out.WriteString("[")
	for i, d := range r.withoutEchoes().findings {
		if i > 0 {
			out.WriteByte(',')
		}
		begin, _ := position(r.lines[d.File], d.Start)
		end, _ := position(r.lines[d.File], d.End)
		fmt.Fprintf(out, "\n%s", encode(gitLabFinding{
			Description: d.Code + ": " + d.Message, CheckName: d.Name, Fingerprint: d.Fingerprint,
			Severity: gitLabSeverity[d.Severity], Location: gitLabLocation{r.inRepository(d.File), gitLabLines{begin, end}},
		}))
	}
	_, err := out.WriteString("]\n")
	return err
}

var gitLabSeverity = map[analysis.Severity]string{
	analysis.Error: "critical", analysis.Warning: "major", analysis.Information: "minor", analysis.Hint: "info",
}
