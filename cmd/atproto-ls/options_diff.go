package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"sort"
	"strings"

	"github.com/spf13/cobra"

	"atproto-ls/analysis"
	"atproto-ls/analysis/workspace"
	"atproto-ls/optiondb"
)

func newOptionsDiff(s streams, f *sourceFlags) *cobra.Command {
	format := choice{"text", []string{"text", "json"}}
	cmd := &cobra.Command{
		Use: "diff A B", Short: "Say what changed from one source of options to another", Args: cobra.ExactArgs(2),
		Long: `Compares two sources, each a NixOS module, a folder with one in default.nix, or a file with options as "options export" or
"options snapshot" write it: which options came and went, which were renamed, and whose type or default changed. For people
who upgrade.`,
		Example: "  atproto-ls options diff hosts/pds.nix configuration.nix",
		RunE: func(_ *cobra.Command, args []string) error {
			var surfaces []*optiondb.Surface
			for _, name := range args {
				set, err := readSet(f, name)
				if err != nil {
					return err
				}
				surfaces = append(surfaces, set.Generations[0].Surface())
			}
			changes := compareOptions(surfaces[0], surfaces[1])
			if format.value == "json" {
				_, err := fmt.Fprintf(s.out, "%s\n", encode(changes))
				return err
			}
			return writeChanges(s.out, changes)
		},
	}
	choiceFlag(cmd, &format, "format", "the form of the output")
	return cmd
}

// readSet reads one source: some modules, or a file of options.
func readSet(f *sourceFlags, names ...string) (*optiondb.Set, error) {
	info, err := os.Stat(names[0])
	if err != nil {
		return nil, usage("%v", err)
	}
	w, err := workspace.Open(".", f.options())
	if err != nil {
		return nil, usage("%v", err)
	}
	w.Settings.Options = workspace.OptionSettings{}
	if info.IsDir() || strings.HasSuffix(names[0], ".nix") {
		w.Name(absolutes(names), nil, absoluteName(f.nixpkgsLib), false, false)
	} else {
		w.Name(nil, absolutes(names), "", false, false)
	}
	sources, err := w.Sources()
	if err != nil {
		return nil, usage("%v", err)
	}
	return sources.List[0].Set, nil
}

// optionChange is how one option differs between two sources. What is the same is left out.
type optionChange struct {
	Option string       `json:"option"`
	Kind   string       `json:"kind"` // added, removed, renamed or changed
	To     string       `json:"to,omitempty"`
	Text   string       `json:"text,omitempty"` // what its author says of the removal
	Type   *beforeAfter `json:"type,omitempty"`
	Value  *beforeAfter `json:"default,omitempty"`
	Needed *beforeAfter `json:"required,omitempty"`
}

type beforeAfter struct {
	Before string `json:"before"`
	After  string `json:"after"`
}

// compareOptions are the changes from a to b, sorted by option. An option that is left as an alias of another is renamed.
func compareOptions(a, b *optiondb.Surface) []optionChange {
	changes := []optionChange{}
	before, after := byName(a), byName(b)
	for name, old := range before {
		now := after[name]
		switch {
		case now == nil:
			changes = append(changes, optionChange{Option: name, Kind: "removed"})
		case now.Renamed != nil && old.Renamed == nil:
			changes = append(changes, optionChange{Option: name, Kind: "renamed", To: now.Renamed.String()})
		case now.Removed != "" && old.Removed == "":
			changes = append(changes, optionChange{Option: name, Kind: "removed", Text: now.Removed})
		default:
			c := optionChange{Option: name, Kind: "changed"}
			c.Type = differ(old.Type.String(), now.Type.String())
			if !old.Default.Same(now.Default) {
				c.Value = &beforeAfter{defaultText(old), defaultText(now)}
			}
			c.Needed = differ(fmt.Sprint(old.Required), fmt.Sprint(now.Required))
			if c.Type != nil || c.Value != nil || c.Needed != nil {
				changes = append(changes, c)
			}
		}
	}
	for name, now := range after {
		if before[name] == nil && now.Renamed == nil && now.Removed == "" {
			changes = append(changes, optionChange{Option: name, Kind: "added", Type: &beforeAfter{After: now.Type.String()}})
		}
	}
	sort.SliceStable(changes, func(i, j int) bool { return changes[i].Option < changes[j].Option })
	return changes
}

func byName(s *optiondb.Surface) map[string]*optiondb.Option {
	all := map[string]*optiondb.Option{}
	for _, o := range s.Options() {
		if !o.Internal && !slices.Contains(o.Path, "_module") {
			all[o.Path.String()] = o
		}
	}
	return all
}

func differ(before, after string) *beforeAfter {
	if before == after {
		return nil
	}
	return &beforeAfter{before, after}
}

func defaultText(o *optiondb.Option) string {
	if o.Default == nil {
		return ""
	}
	return o.Default.Source
}

// writeChanges prints a line for each change, and one for each thing that changed in an option.
func writeChanges(out io.Writer, changes []optionChange) error {
	var b strings.Builder
	counts := map[string]int{}
	for _, c := range changes {
		counts[c.Kind]++
		switch c.Kind {
		case "added":
			fmt.Fprintf(&b, "+ %s: %s\n", c.Option, c.Type.After)
		case "removed":
			fmt.Fprintf(&b, "- %s%s\n", c.Option, strings.TrimSuffix(": "+analysis.OneLine(c.Text, textWidth), ": "))
		case "renamed":
			fmt.Fprintf(&b, "> %s is now %s\n", c.Option, c.To)
		default:
			fmt.Fprintf(&b, "~ %s\n", c.Option)
			for _, one := range []struct {
				name string
				*beforeAfter
			}{{"type", c.Type}, {"default", c.Value}, {"required", c.Needed}} {
				if one.beforeAfter != nil {
					fmt.Fprintf(&b, "    %s: %s → %s\n", one.name, shortly(one.Before), shortly(one.After))
				}
			}
		}
	}
	fmt.Fprintf(&b, "%d added, %d removed, %d renamed, %d changed\n", counts["added"], counts["removed"], counts["renamed"], counts["changed"])
	_, err := io.WriteString(out, b.String())
	return err
}

// shortly is a value in one line.
func shortly(text string) string {
	if text == "" {
		return "none"
	}
	return analysis.OneLine(text, textWidth)
}
