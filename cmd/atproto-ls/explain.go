package main

import (
	"fmt"
	"io"
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
			return analysis.Words(checks.All), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return listChecks(s.out)
			}
			c := analysis.Find(checks.All, args[0])
			if c == nil {
				return usage("no check is named `%s`%s\nRun `atproto-ls explain` for a list.", args[0], analysis.DidYouMean(args[0], analysis.Words(checks.All)))
			}
			_, err := io.WriteString(s.out, c.Markdown())
			return err
		},
	}
}

func listChecks(out io.Writer) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, c := range checks.All {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", c.Code, c.Name, c.Severity, c.Summary)
	}
	return t.Flush()
}
