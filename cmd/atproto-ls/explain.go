package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"atproto-ls/analysis"
	"atproto-ls/analysis/checks"
)

func newExplain(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "explain [CODE|NAME]",
		Short: "Print the documentation of a check",
		Long: `Prints what a check finds, why that matters, and an example that is wrong and one that is right. Without an argument it
lists all checks.`,
		Example: "  atproto-ls explain ATP005\n  atproto-ls explain missing-import\n  atproto-ls explain",
		Args:    cobra.MaximumNArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return checkWords(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return listChecks(s.out)
			}
			c := analysis.Find(checks.All, args[0])
			if c == nil {
				return usage("no check is named `%s`%s\nRun `atproto-ls explain` for a list.", args[0], analysis.DidYouMean(args[0], analysis.Words(checks.All)))
			}
			_, err := io.WriteString(s.out, page(c))
			return err
		},
	}
}

// checkWords are the codes and names of all checks for shells to complete, each with what the check finds.
func checkWords() (words []string) {
	for _, c := range checks.All {
		words = append(words, cobra.CompletionWithDesc(c.Code, c.Name+": "+c.Summary), cobra.CompletionWithDesc(c.Name, c.Code+": "+c.Summary))
	}
	return words
}

func listChecks(out io.Writer) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, c := range checks.All {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", c.Code, c.Name, c.Severity, c.Summary)
	}
	return t.Flush()
}

// page is the documentation of a check, with what it says of its bad example.
func page(c *analysis.Check) string {
	const name = "/configuration.nix"
	snapshot := analysis.NewSnapshot("/", []*analysis.File{analysis.NewFile(name, strings.TrimSpace(c.Bad)+"\n")}, bare{})
	snapshot = snapshot.In(c.World())
	findings, err := snapshot.Run(context.Background(), analysis.Rules{Checks: checks.All})
	if err != nil {
		panic(err) // nobody cancels it
	}
	r := newReport()
	r.name = snapshot.Relative
	r.add(snapshot, findings, 1)
	var said strings.Builder
	p := &painter{out: bufio.NewWriter(&said), width: plainWidth}
	for _, d := range r.findings {
		p.finding(r, d)
	}
	p.out.Flush()
	return c.Markdown(said.String())
}

// bare is the disk around an example: nothing else is there.
type bare struct{}

// Look implements [analysis.Disk].
func (bare) Look(string) analysis.Presence { return analysis.Absent }

// Names implements [analysis.Disk].
func (bare) Names(string) []string { return nil }

// Text implements [analysis.Disk].
func (bare) Text(string) (string, bool) { return "", false }
