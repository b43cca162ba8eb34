package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"

	"atproto-ls/analysis"
)

// run is the program: args without its name. It gives the exit code.
func run(ctx context.Context, args []string, s streams) int {
	root := newRoot(s)
	root.SetArgs(args)
	code, message := exitCode(root.ExecuteContext(ctx))
	if message != "" {
		fmt.Fprintf(s.err, "%s: %s\n", root.Name(), message)
	}
	return code
}

// newRoot is the command line: each command in a file of its own.
func newRoot(s streams) *cobra.Command {
	root := &cobra.Command{
		Use:   "atproto-ls",
		Short: "Check NixOS configurations that deploy AT Protocol services",
		Long: `atproto-ls reads NixOS configurations that deploy AT Protocol services and says what is wrong with them, where, and how
to mend it. It needs no Nix, no network and no set-up.

For work on atproto-ls itself there is "atproto-ls debug --help".`,
		Example:       "  atproto-ls check\n  atproto-ls explain ATP001",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          knownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !term.IsTerminal(int(s.in.Fd())) {
				return newServeFlags().run(cmd.Context(), s) // an editor started it
			}
			return cmd.Help()
		},
	}
	root.SetOut(s.out)
	root.SetErr(s.err)
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(newServe(s), newCheck(s), newOptions(s), newExamples(s), newExplain(s), newGraph(s), newDoctor(s), newConfig(s), newVersion(s), newDebug(s))
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		if c.Name() == "completion" {
			c.Example = "  atproto-ls completion bash > atproto-ls.bash"
		}
	}
	sayArguments(root)
	return root
}

// sayArguments has cmd and the commands below it say how they are called to who gives them the wrong number of arguments.
func sayArguments(cmd *cobra.Command) {
	if check := cmd.Args; check != nil {
		cmd.Args = func(cmd *cobra.Command, args []string) error {
			err := check(cmd, args)
			if _, said := err.(exit); err == nil || said {
				return err
			}
			return usage("got %s, want `%s`%s", analysis.Counted(len(args), "argument"), cmd.UseLine(), seeHelp(cmd))
		}
	}
	for _, c := range cmd.Commands() {
		sayArguments(c)
	}
}

// group makes cmd a command that only holds others: without one of them it prints its help.
func group(cmd *cobra.Command, commands ...*cobra.Command) *cobra.Command {
	cmd.Args = knownCommand
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	cmd.AddCommand(commands...)
	return cmd
}

// knownCommand refuses an argument where a command is wanted, and names the nearest one.
func knownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, c := range cmd.Commands() {
		names = append(names, c.Name())
	}
	if _, err := os.Stat(args[0]); err == nil && !cmd.HasParent() {
		return usage("unknown command `%s`; did you mean `%s check %s`?", args[0], cmd.Name(), args[0])
	}
	return usage("unknown command `%s`%s%s", args[0], analysis.DidYouMean(args[0], names), seeHelp(cmd))
}

// flagError says what is wrong with a flag, and for an unknown one which is the nearest.
func flagError(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) {
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
		flag := "--" + unknown.GetSpecifiedName()
		if len(unknown.GetSpecifiedName()) == 1 {
			flag = flag[1:]
		}
		return usage("unknown flag `%s`%s%s", flag, analysis.DidYouMean(flag, names), seeHelp(cmd))
	}
	var value *pflag.InvalidValueError
	if errors.As(err, &value) {
		return usage("--%s: %v", value.GetFlag().Name, errors.Unwrap(value))
	}
	return usage("%v%s", err, seeHelp(cmd))
}

func seeHelp(cmd *cobra.Command) string {
	return fmt.Sprintf("\nRun `%s --help` for what there is.", cmd.CommandPath())
}

// choice is a flag whose value is one of a few words.
type choice struct {
	value string
	of    []string
}

var _ pflag.Value = (*choice)(nil)

// String is the chosen word.
func (c *choice) String() string { return c.value }

// Type is what --help shows for the value.
func (c *choice) Type() string { return "word" }

// Set chooses value.
func (c *choice) Set(value string) error {
	for _, w := range c.of {
		if w == value {
			c.value = value
			return nil
		}
	}
	return fmt.Errorf("got `%s`, want one of %s", value, analysis.Quoted(c.of))
}

// choiceFlag adds a flag whose value is one of words; shells complete them.
func choiceFlag(cmd *cobra.Command, c *choice, name, help string) {
	last := len(c.of) - 1
	words := c.of[last]
	if last > 0 {
		words = strings.Join(c.of[:last], ", ") + " or " + words
	}
	cmd.Flags().Var(c, name, help+": "+words)
	completeFlag(cmd, name, c.of, cobra.ShellCompDirectiveNoFileComp)
}

// completeFlag has shells complete a flag's value with words, each part of one with commas.
func completeFlag(cmd *cobra.Command, name string, words []string, then cobra.ShellCompDirective) {
	complete := func(_ *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
		before := begun[:strings.LastIndexByte(begun, ',')+1]
		offered := make([]string, len(words))
		for i, w := range words {
			offered[i] = before + w
		}
		return offered, then
	}
	if err := cmd.RegisterFlagCompletionFunc(name, complete); err != nil {
		panic(err) // the flag was added above
	}
}
