package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
)

func newExamples(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "examples [NAME]",
		Short: "List or print blocks to begin with",
		Long: `Without a name it lists the example blocks: one for each system and each service, and whole deployments. With one it prints
that block, which checks clean as it is, and on stderr the options whose values are yours to replace.`,
		Example: "  atproto-ls examples\n  atproto-ls examples simple-pds",
		Args:    cobra.MaximumNArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) (names []string, _ cobra.ShellCompDirective) {
			for _, e := range optiondb.Examples() {
				names = append(names, cobra.CompletionWithDesc(e.Name, e.Description))
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return listExamples(s.out)
			}
			return printExample(s, args[0])
		},
	}
}

func listExamples(out io.Writer) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, e := range optiondb.Examples() {
		fmt.Fprintf(t, "%s\t%s\n", e.Name, e.Description)
	}
	return t.Flush()
}

// printExample prints a block on stdout, and on stderr what is to be replaced in it.
func printExample(s streams, name string) error {
	var names []string
	for _, e := range optiondb.Examples() {
		if e.Name == name {
			if _, err := io.WriteString(s.out, e.Text); err != nil {
				return err
			}
			for _, p := range e.Placeholders {
				fmt.Fprintf(s.err, "replace the value of %s\n", p)
			}
			return nil
		}
		names = append(names, e.Name)
	}
	return usage("no example is named `%s`%s\nRun `atproto-ls examples` for a list.", name, analysis.DidYouMean(name, names))
}
