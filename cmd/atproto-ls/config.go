package main

import (
	"fmt"

	"github.com/pelletier/go-toml/v2"
	"github.com/spf13/cobra"

	"atproto-ls/analysis/checks"
	"atproto-ls/analysis/workspace"
)

func newConfig(s streams) *cobra.Command {
	var config string
	verify := &cobra.Command{
		Use:   "verify [PATH]",
		Short: "Say whether the settings can be understood",
		Long: `Reads the settings of the workspace that PATH (the working directory) is in, and says what cannot be understood in
them: unknown keys with the nearest known one, wrong values, names of checks and option sets that do not exist. Exits 2 then.`,
		Example: "  atproto-ls config verify",
		RunE: func(_ *cobra.Command, args []string) error {
			w, err := openConfigured(args, config)
			if err != nil {
				return err
			}
			from := w.SettingsFrom
			if from == "" {
				_, err = fmt.Fprintf(s.out, "no %s in %s: the defaults are in force\n", workspace.SettingsFile, shown(w.Root))
				return err
			}
			_, err = fmt.Fprintf(s.out, "%s: ok\n", shown(from))
			return err
		},
	}
	show := &cobra.Command{
		Use:     "show [PATH]",
		Short:   "Print the settings in force, and where they come from",
		Example: "  atproto-ls config show",
		RunE: func(_ *cobra.Command, args []string) error {
			w, err := openConfigured(args, config)
			if err != nil {
				return err
			}
			from := "the defaults"
			if w.SettingsFrom != "" {
				from = shown(w.SettingsFrom)
			}
			text, err := toml.Marshal(w.Settings)
			if err != nil {
				return fmt.Errorf("writing the settings: %w", err)
			}
			_, err = fmt.Fprintf(s.out, "# workspace: %s\n# settings: %s\n\n%s", shown(w.Root), from, text)
			return err
		},
	}
	for _, c := range []*cobra.Command{verify, show} {
		c.Args = cobra.MaximumNArgs(1)
		c.Flags().StringVar(&config, "config", "", "read this settings `FILE` instead of the workspace's")
	}
	return group(&cobra.Command{
		Use:     "config",
		Short:   "Look at the settings in force",
		Example: "  atproto-ls config verify\n  atproto-ls config show",
	}, verify, show)
}

// openConfigured opens the workspace of the argument, and tries its settings.
func openConfigured(args []string, config string) (*workspace.Workspace, error) {
	path := "."
	if len(args) > 0 {
		path = args[0]
	}
	w, err := workspace.Open(path, workspace.Options{Config: config, Keep: keepFolder()})
	if err != nil {
		return nil, exit{exitUsage, err.Error()}
	}
	if _, err := w.Rules(checks.All); err != nil {
		return nil, usage("%s: %v", shown(w.SettingsFrom), err)
	}
	if _, err := w.Sources(); err != nil {
		return nil, usage("%s: %v", shown(w.SettingsFrom), err)
	}
	return w, nil
}
