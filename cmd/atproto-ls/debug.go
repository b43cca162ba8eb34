package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"slices"
	"sort"

	"github.com/spf13/cobra"

	"atproto-ls/analysis"
	"atproto-ls/analysis/workspace"
	"atproto-ls/syntax"
)

// newDebug is the workbench of people who work on the parser and the evaluator.
func newDebug(s streams) *cobra.Command {
	return group(&cobra.Command{
		Use:     "debug",
		Short:   "For work on atproto-ls itself: hold its parser and evaluator against Nix's",
		Example: "  atproto-ls debug parse configuration.nix",
		Hidden:  true,
	}, newDebugParse(s), newDebugTree(s), newDebugEval(s), newDebugModule(s))
}

func newDebugParse(s streams) *cobra.Command {
	var print bool
	cmd := &cobra.Command{
		Use:   "parse FILE…",
		Short: "Say of each file whether Nix would parse it, as a line of JSON",
		Long: `Prints one line of JSON for each file: {"file", "ok", "errors": [{"code", "range", "message"}]}. "ok" is what
"nix-instantiate --parse" would say, so duplicate attributes and undefined variables are errors too. Exits 1 when a file
is not ok, 2 when one cannot be read.`,
		Example: "  atproto-ls debug parse configuration.nix\n  atproto-ls debug parse --print configuration.nix",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			out := bufio.NewWriter(s.out)
			show := parseVerdict
			if print {
				show = printTree
			}
			return eachFile(s, args, out, show)
		},
	}
	cmd.Flags().BoolVar(&print, "print", false, "print the file from its tree instead")
	return cmd
}

func newDebugTree(s streams) *cobra.Command {
	return &cobra.Command{
		Use:     "tree FILE…",
		Short:   "Print the tree of a file as text",
		Example: "  atproto-ls debug tree configuration.nix",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			show := func(out io.Writer, f *analysis.File) (bool, error) {
				_, err := io.WriteString(out, syntax.Dump(f.Tree))
				return true, err
			}
			return eachFile(s, args, bufio.NewWriter(s.out), show)
		},
	}
}

// eachFile shows file after file; those that cannot be read are named on stderr, and the others still shown.
func eachFile(s streams, names []string, out *bufio.Writer, show func(io.Writer, *analysis.File) (bool, error)) error {
	code := exitOK
	for _, name := range names {
		text, err := readArgument(name, s.in)
		if err != nil {
			fmt.Fprintf(s.err, "atproto-ls: %v\n", err)
			code = max(code, exitUsage)
			continue
		}
		ok, err := show(out, analysis.NewFile(name, text))
		if err != nil {
			return err
		}
		if !ok {
			code = max(code, exitFindings)
		}
	}
	if err := out.Flush(); err != nil || code == exitOK {
		return err
	}
	return exit{code: code}
}

// readArgument reads the file called name, stdin for "-".
func readArgument(name string, stdin *os.File) (string, error) {
	f := stdin
	if name != "-" {
		opened, err := os.Open(name)
		if err != nil {
			return "", err
		}
		defer opened.Close()
		f = opened
	}
	return workspace.ReadLimited(f)
}

// verdict is a line of `debug parse`.
type verdict struct {
	File   string         `json:"file"`
	OK     bool           `json:"ok"`
	Errors []verdictError `json:"errors"`
}

type verdictError struct {
	Code    string    `json:"code"`
	Range   jsonRange `json:"range"`
	Message string    `json:"message"`
}

// errorCodes are the codes of the checks that report the kinds of error.
var errorCodes = map[syntax.ErrorKind]string{
	syntax.SyntaxError: "ATP001", syntax.DuplicateAttribute: "ATP002", syntax.UndefinedVariable: "ATP003",
}

func parseVerdict(out io.Writer, f *analysis.File) (bool, error) {
	v := verdict{File: f.Path, Errors: []verdictError{}}
	all := slices.Concat(f.Tree.Errors, f.Invalid())
	sort.SliceStable(all, func(i, j int) bool { return all[i].Start < all[j].Start })
	for _, e := range all {
		v.Errors = append(v.Errors, verdictError{errorCodes[e.Kind], rangeToJSON(f.Tree.Lines(), e.Start, e.End), e.Message})
	}
	v.OK = len(v.Errors) == 0
	_, err := fmt.Fprintf(out, "%s\n", encode(v))
	return v.OK, err
}

// printTree writes the tokens, which together are the file.
func printTree(out io.Writer, f *analysis.File) (bool, error) {
	for t := range f.Tree.Tokens() {
		if _, err := io.WriteString(out, f.Tree.Source()[t.Start:t.End]); err != nil {
			return false, err
		}
	}
	return true, nil
}
