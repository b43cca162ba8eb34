package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"atproto-ls/eval"
	"atproto-ls/optiondb/modules"
	"atproto-ls/syntax"
)

func newDebugModule(s streams) *cobra.Command {
	var b workbench
	var check bool
	cmd := &cobra.Command{
		Use:   "module MODULE…",
		Short: "Evaluate NixOS modules with our own module system",
		Long: `Evaluates modules, which are files or "(expression)"s, as nixpkgs' lib.evalModules does, and prints what -A selects
of "config" and "options" as "nix-instantiate --eval" would. An error that Nix would give goes to stderr, with exit code 1;
what is not known likewise, as "unknown: REASON", with exit code 4. "modulesPath" is the working directory. Reads only files
below the working directory, the folders of the named files and of --nixpkgs-lib, and what --allow adds.

With --check, prints every definition that is in error as a line of JSON: {"path", "file", "error"}.`,
		Example: "  atproto-ls debug module -A config.services.pds.port ./pds.nix '({ services.pds.port = 3000; })'",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			c, session, err := b.configuration(s, args)
			switch {
			case err != nil:
				return err
			case check:
				return printFaults(s, c)
			}
			all := eval.MakeSet([]eval.Attr{{Name: "config", Value: c.Config()}, {Name: "options", Value: c.Options()}})
			return b.show(session, all).print(s)
		},
	}
	b.flags(cmd)
	cmd.Flags().BoolVar(&check, "check", false, "print every definition that is in error")
	return cmd
}

// configuration is what the modules on the command line make together.
func (b *workbench) configuration(s streams, args []string) (*modules.Configuration, *eval.Session, error) {
	var files []string
	for _, a := range args {
		if !isExpression(a) {
			files = append(files, a)
		}
	}
	d, err := b.loader(files)
	if err != nil {
		return nil, nil, err
	}
	session := b.session(s, d)
	system := modules.Install(session)
	list := make([]eval.Value, len(args))
	for i, a := range args {
		if isExpression(a) {
			list[i] = session.Lazy(syntax.Parse(a), "", absolutePath("."))
		} else {
			list[i] = eval.Path(absolutePath(a))
		}
	}
	return system.Evaluate(modules.Arguments{
		Modules:     list,
		SpecialArgs: eval.MakeSet([]eval.Attr{{Name: "modulesPath", Value: eval.Path(absolutePath("."))}}),
	}), session, nil
}

// isExpression reports whether a module on the command line is an expression, and no file.
func isExpression(arg string) bool { return strings.HasPrefix(arg, "(") || strings.HasPrefix(arg, "{") }

// fault is a line of `debug module --check`.
type fault struct {
	Path  string `json:"path"`
	File  string `json:"file"`
	Error string `json:"error"`
}

// printFaults prints what is wrong with the definitions of c.
func printFaults(s streams, c *modules.Configuration) error {
	found := c.Faults()
	for _, f := range found {
		line := fault{Path: f.Text(), Error: f.Error.Plain()}
		if len(f.Definitions) > 0 {
			line.File = f.Definitions[0].File
		}
		if _, err := fmt.Fprintf(s.out, "%s\n", encode(line)); err != nil {
			return err
		}
	}
	if len(found) > 0 {
		return exit{code: exitFindings}
	}
	return nil
}
