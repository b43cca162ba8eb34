package main

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"atproto-ls/analysis/workspace"
	"atproto-ls/optiondb"
)

func newOptionsSnapshot(s streams, f *sourceFlags) *cobra.Command {
	var about optiondb.Snapshot
	cmd := &cobra.Command{
		Use: "snapshot MODULE…", Short: "Print the facts about the options of a module set, to know them without it", Args: cobra.MinimumNArgs(1),
		Long: `Evaluates NixOS modules, or folders with one in default.nix, and prints what is known of their options without their prose:
names, types, defaults, examples, where they are declared. --options-json reads the result, on machines that have not got the
modules.`,
		Example: "  atproto-ls options snapshot --name mine hosts/pds.nix > options.facts",
		RunE: func(_ *cobra.Command, args []string) error {
			set, err := readSet(f, args...)
			if err != nil {
				return err
			}
			switch {
			case about.Root != "":
				about.Root = filepath.ToSlash(absoluteName(about.Root))
			case filepath.Ext(args[0]) == ".nix":
				about.Root = filepath.ToSlash(filepath.Dir(absoluteName(args[0])))
			default:
				about.Root = filepath.ToSlash(absoluteName(args[0]))
			}
			about.Sources = workspace.RepositoriesOf(about.Homepage)
			if about.Name == "" {
				about.Name = filepath.Base(about.Root)
			}
			text, err := optiondb.WriteFacts(set, about)
			if err != nil {
				return err
			}
			_, err = s.out.Write(text)
			return err
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&about.Name, "name", "", "what to call the set (default: the folder's name)")
	flags.StringVar(&about.Title, "title", "", "what to call it in messages (default: its name)")
	flags.StringVar(&about.Root, "root", "", "name the files of declarations below the folder `DIR` (default: the first module's)")
	flags.StringVar(&about.Revision, "revision", "", "the revision that the modules are at")
	flags.StringVar(&about.Homepage, "homepage", "", "the URL of the repository that the modules come from")
	return cmd
}
