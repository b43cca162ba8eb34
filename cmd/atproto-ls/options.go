package main

import (
	"bufio"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
)

func newOptions(s streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "options",
		Short: "Look into the option database",
		Long: `The options that are known here: those of the sets that ship with the program, and of the sources that the flags, or the
settings of the workspace of the working directory, name. A service that a named source declares is taken from there alone.`,
		Example: "  atproto-ls options show services.bluesky-pds.settings.PDS_PORT",
	}
	f := &sourceFlags{}
	f.add(cmd.PersistentFlags())
	list := &cobra.Command{
		Use: "list [PREFIX]", Short: "List the options, all or those below a prefix", Args: cobra.MaximumNArgs(1), ValidArgsFunction: f.complete(),
		Example: "  atproto-ls options list services.bluesky-pds",
		RunE: func(_ *cobra.Command, args []string) error {
			all, err := f.known(s)
			if err != nil {
				return err
			}
			return listBelow(s, all, strings.Join(args, ""))
		},
	}
	show := &cobra.Command{
		Use: "show NAME", Short: "Print what is known of an option, or list a group", Args: cobra.ExactArgs(1), ValidArgsFunction: f.complete(),
		Example: "  atproto-ls options show services.tangled.knot.server.owner",
		RunE: func(_ *cobra.Command, args []string) error {
			all, err := f.known(s)
			if err != nil {
				return err
			}
			return showOption(s, all, args[0])
		},
	}
	search := &cobra.Command{
		Use: "search WORD…", Short: "Find options by words in their names and descriptions", Args: cobra.MinimumNArgs(1),
		Example: "  atproto-ls options search upload limit",
		RunE: func(_ *cobra.Command, args []string) error {
			all, err := f.known(s)
			if err != nil {
				return err
			}
			return searchOptions(s, all, args)
		},
	}
	format := choice{"json", []string{"json"}}
	export := &cobra.Command{
		Use: "export", Short: "Print the options as nixpkgs' options.json has them", Args: cobra.NoArgs,
		Long:    `Prints the options that are known here, for other tools. What cannot be evaluated is left out and told on stderr.`,
		Example: "  atproto-ls options export --format json",
		RunE: func(*cobra.Command, []string) error {
			all, err := f.known(s)
			if err != nil {
				return err
			}
			return exportOptions(s.out, all)
		},
	}
	choiceFlag(export, &format, "format", "the form of the output")
	return group(cmd, list, show, search, export, newOptionsSnapshot(s, f), newOptionsDiff(s, f))
}

// listBelow lists the options at and below a prefix; naming a prefix that nothing declares is a mistake.
func listBelow(s streams, all []known, name string) error {
	prefix := optiondb.ParsePath(name)
	var below []known
	for _, k := range all {
		if k.path.HasPrefix(prefix) {
			below = append(below, k)
		}
	}
	if len(below) == 0 {
		return unknownOption(all, name)
	}
	return listOptions(s.out, below)
}

// searchOptions lists the options of which every word stands in the name or the description.
func searchOptions(s streams, all []known, words []string) error {
	var found []known
	for _, k := range all {
		if slices.ContainsFunc(k.declared, func(d declaration) bool { return mentions(d.Option, words) }) {
			found = append(found, k)
		}
	}
	if len(found) == 0 {
		fmt.Fprintf(s.err, "atproto-ls: no option mentions %s\n", analysis.Quoted(words))
	}
	return listOptions(s.out, found)
}

// typeWidth is how many characters of a type a list shows.
const typeWidth = 40

func listOptions(out io.Writer, options []known) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, k := range options {
		o := k.first()
		what := o.Type.String()
		switch {
		case o.Renamed != nil:
			what = "renamed to " + o.Renamed.String()
		case o.Removed != "":
			what = "removed"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\n", k.path, analysis.OneLine(what, typeWidth), k.sets())
	}
	return t.Flush()
}

// mentions reports whether every word stands in the option's name or description.
func mentions(o *optiondb.Option, words []string) bool {
	text := strings.ToLower(o.Path.String() + " " + o.Description)
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, strings.ToLower(w)) })
}

// showOption prints an option; of a group, the options in it.
func showOption(s streams, all []known, name string) error {
	for _, k := range all {
		if k.path.String() == name {
			return printOption(s.out, k)
		}
	}
	return listBelow(s, all, name)
}

// unknownOption names the options and groups that may have been meant: those that begin so, else those that are a slip away.
func unknownOption(all []known, name string) error {
	var names, begun []string
	seen, depth := map[string]bool{}, len(optiondb.ParsePath(name))
	for _, k := range all {
		for n := 1; n <= len(k.path); n++ {
			group := k.path[:n].String()
			if seen[group] {
				continue
			}
			seen[group], names = true, append(names, group)
			if n == depth && strings.HasPrefix(group, name) {
				begun = append(begun, group)
			}
		}
	}
	if len(begun) == 0 {
		begun = analysis.Near(name, names, 3)
	}
	near := ""
	if len(begun) > 0 {
		near = "; did you mean " + analysis.Quoted(begun[:min(len(begun), 3)]) + "?"
	}
	return usage("no option is named `%s`%s", name, near)
}

// textWidth is how wide prose is printed.
const textWidth = 100

// printOption prints what each set says of an option.
func printOption(out io.Writer, k known) error {
	bright := paint(lookOf(out, "auto").colour)
	b := bufio.NewWriter(out)
	fmt.Fprintf(b, "%s\n", bright.with(bold, k.path.String()))
	for _, d := range k.declared {
		b.WriteString("\n")
		if text := wrapped(d.Description, textWidth); text != "" && d.Renamed == nil {
			fmt.Fprintf(b, "%s\n\n", text)
		}
		for _, r := range d.rows() {
			fmt.Fprintf(b, "%s %s\n", bright.with(blue, fmt.Sprintf("%-9s", r[0]+":")), strings.ReplaceAll(r[1], "\n", "\n          "))
		}
	}
	return b.Flush()
}

// rows are what there is to say of a declaration, each with its name.
func (d declaration) rows() (rows [][2]string) {
	row := func(name, value string) {
		if value != "" {
			rows = append(rows, [2]string{name, value})
		}
	}
	if d.Renamed != nil {
		row("renamed", "to "+d.Renamed.String())
	} else {
		row("type", wrapped(d.Type.String(), textWidth-10))
	}
	switch {
	case d.Default != nil:
		row("default", d.Default.Source)
	case d.Required && d.Type.MustBeDefined():
		row("default", "none: it must be set")
	}
	if d.Example != nil {
		row("example", d.Example.Source)
	}
	if d.ReadOnly {
		row("value", "read-only")
	}
	row("removed", d.Removed)
	for _, c := range d.from.Set.Implied(d.Path) {
		row("note", wrapped(c.Text, textWidth-10))
	}
	row("set", d.from.Set.Title+d.from.Dates())
	for _, at := range d.Declarations {
		row("declared", declaredIn(at))
	}
	return rows
}

// declaredIn is the file of a declaration, with its line where that is known.
func declaredIn(at optiondb.Position) string {
	file := path.Clean(strings.TrimPrefix(at.File, "/shipped/"))
	line, _ := at.Place()
	if line == 0 {
		return file
	}
	return fmt.Sprintf("%s:%d", file, line)
}
