package main

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"atproto-ls/optiondb"
)

func newOptionsSnapshot(s streams, f *sourceFlags) *cobra.Command {
	var about optiondb.Snapshot
	cmd := &cobra.Command{
		Use: "snapshot MODULES", Short: "Print the facts about the options of a module set, to know them without it", Args: cobra.ExactArgs(1),
		Long: `Evaluates a NixOS module, or a folder with one in default.nix, and prints what is known of its options without their prose:
names, types, defaults, examples, where they are declared. --options-json reads the result, on machines that have not got the
modules.`,
		Example: "  atproto-ls options snapshot --name mine hosts/pds.nix > options.facts",
		RunE: func(_ *cobra.Command, args []string) error {
			set, err := readSet(args[0], f)
			if err != nil {
				return err
			}
			about.Root = filepath.ToSlash(absoluteName(args[0]))
			if filepath.Ext(args[0]) == ".nix" {
				about.Root = filepath.ToSlash(filepath.Dir(absoluteName(args[0])))
			}
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
	flags.StringVar(&about.Revision, "revision", "", "the revision that the modules are at")
	flags.StringVar(&about.Homepage, "homepage", "", "where the modules come from")
	return cmd
}
