package main

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"sort"
	"strings"

	"atproto-ls/analysis"
)

// writeGitHub writes the workflow commands that a GitHub runner turns into annotations
// (https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands). The worst findings come first:
// GitHub shows only some of a step's annotations.
func writeGitHub(out *bufio.Writer, r *report, _ look) error {
	for _, d := range worstFirst(r.withoutEchoes().findings) {
		line, column := position(r.lines[d.File], d.Start)
		endLine, endColumn := position(r.lines[d.File], d.End)
		columns := ""
		if line == endLine { // the runner refuses columns of a range over several lines
			columns = fmt.Sprintf(",col=%d,endColumn=%d", column, endColumn)
		}
		fmt.Fprintf(out, "::%s file=%s,line=%d%s,endLine=%d,title=%s::%s\n", gitHubLevel(d.Severity),
			gitHubProperty.Replace(r.inRepository(d.File)), line, columns, endLine,
			gitHubProperty.Replace(d.Code+" "+d.Name), gitHubData.Replace(gitHubMessage(d)))
	}
	return nil
}

// What the runner reads back: `%`, CR and LF in the message, and in a property also what ends one
// (actions/runner, src/Runner.Common/ActionCommand.cs).
var (
	gitHubData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	gitHubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// gitHubMessage is the message and, in lines of their own, what mends it.
func gitHubMessage(d analysis.Diagnostic) string {
	text := d.Message
	for _, f := range d.Fixes {
		text += "\nhelp: " + f.Title
	}
	return text
}

func gitHubLevel(s analysis.Severity) string {
	switch s {
	case analysis.Error:
		return "error"
	case analysis.Warning:
		return "warning"
	}
	return "notice"
}

func worstFirst(found []analysis.Diagnostic) []analysis.Diagnostic {
	found = slices.Clone(found)
	sort.SliceStable(found, func(i, j int) bool { return found[i].Severity > found[j].Severity })
	return found
}

// What the summary of a step lists: with 1 MiB GitHub refuses the whole of it, and other commands of the step may write to it.
const (
	maxSummaryRows  = 200
	maxSummaryBytes = 512 << 10
	maxSummaryText  = 1000 // characters of one message: a name in it may be as long as a file
)

// summarize appends the findings to the summary of the step that runs, where a GitHub runner asks for one.
func summarize(r *report) error {
	name := os.Getenv("GITHUB_STEP_SUMMARY")
	if name == "" {
		return nil
	}
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("writing the step's summary: %w", err)
	}
	_, err = f.WriteString(r.markdown())
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return fmt.Errorf("writing the step's summary: %w", err)
	}
	return nil
}

// markdown is the report as a table.
func (r *report) markdown() string {
	r = r.withoutEchoes()
	var b strings.Builder
	b.WriteString("### atproto-ls\n\n")
	var line strings.Builder
	p := &painter{out: bufio.NewWriter(&line)}
	p.summary(r)
	p.out.Flush()
	b.WriteString(inMarkdown(line.String()))
	for i, d := range worstFirst(r.findings) {
		if i == 0 {
			b.WriteString("\n| | where | what |\n|---|---|---|\n")
		}
		if i == maxSummaryRows || b.Len() > maxSummaryBytes {
			fmt.Fprintf(&b, "\nand %d more\n", len(r.findings)-i)
			break
		}
		line, _ := position(r.lines[d.File], d.Start)
		fmt.Fprintf(&b, "| %s [%s](%s) | %s:%d | %s |\n", d.Severity, d.Code, analysis.URL(d.Code),
			inMarkdown(printable(r.inRepository(d.File))), line, inMarkdown(printable(analysis.OneLine(d.Message, maxSummaryText))))
	}
	b.WriteString("\n")
	return b.String()
}

// inMarkdown is text in a table of GitHub's Markdown. What stands between back quotes stays code, where nothing but the
// end of a cell has to be escaped.
func inMarkdown(text string) string {
	parts := strings.Split(text, "`")
	if len(parts)%2 == 0 { // a back quote without its other half
		return markdownText.Replace(text)
	}
	for i, p := range parts {
		if i%2 == 0 {
			parts[i] = markdownText.Replace(p)
		} else {
			parts[i] = strings.ReplaceAll(p, "|", `\|`)
		}
	}
	return strings.Join(parts, "`")
}

// markdownText escapes what would be more than text.
var markdownText = strings.NewReplacer("|", `\|`, "<", "&lt;", ">", "&gt;", "&", "&amp;", "[", `\[`, "]", `\]`, "*", `\*`, "_", `\_`,
	"@", "&#64;", "`", "\\`", `\`, `\\`)
