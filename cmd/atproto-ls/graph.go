package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"atproto-ls/analysis"
	"atproto-ls/analysis/workspace"
)

func newGraph(s streams) *cobra.Command {
	format := choice{"mermaid", []string{"mermaid", "dot", "json"}}
	f := &sourceFlags{}
	cmd := &cobra.Command{
		Use:   "graph [ENTRY]",
		Short: "Draw a deployment",
		Long: `Draws what a configuration brings to a machine: its services with their ports, the systems that they need, those that
nothing brings, and the names under which they are reached. ENTRY is a file or folder, default ".", or an attribute in a
file as ` + "`doctor`" + ` lists them (flake.nix#nixosConfigurations.host); a folder may have several configurations, which are
drawn one after the other. GitHub and GitLab show Mermaid in Markdown; Graphviz draws dot. What is not known is not drawn.`,
		Example: "  atproto-ls graph configuration.nix\n  atproto-ls graph --format dot > deployment.dot",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			collectLate()
			target, attribute, _ := strings.Cut(append(args, ".")[0], "#")
			if target == "" {
				target = "."
			}
			w, err := f.open(target)
			if err != nil {
				return err
			}
			return graph(cmd.Context(), s, w, target, attribute, format.value)
		},
	}
	f.add(cmd.Flags())
	choiceFlag(cmd, &format, "format", "draw in this language")
	return cmd
}

// graph draws the configurations of target, or the one that attribute names in it.
func graph(ctx context.Context, s streams, w *workspace.Workspace, target, attribute, format string) error {
	loaded := w.Load(ctx, workspace.Request{Paths: []string{w.Root, target}})
	for _, p := range loaded.Problems {
		if p.Path == target {
			return usage("%s: %v", shown(p.Path), plain(p.Err))
		}
	}
	abs, err := workspace.Absolute(target)
	if err != nil {
		return usage("%v", err)
	}
	all := deployed(loaded.Snapshot, abs)
	if attribute != "" {
		name := strings.TrimPrefix(loaded.Snapshot.Relative(abs), loaded.Snapshot.Root()) + "#" + attribute
		if all = loaded.Snapshot.Called(name); len(all) == 0 {
			return usage("%s", noSuch(loaded.Snapshot, name))
		}
	}
	drawings := []*analysis.Deployment{}
	for _, c := range all {
		drawings = append(drawings, c.Deployment())
	}
	if len(drawings) == 0 {
		fmt.Fprintf(s.err, "atproto-ls: no configuration is known here; `atproto-ls doctor` says why\n")
	}
	switch format {
	case "json":
		_, err = fmt.Fprintf(s.out, "%s\n", encode(drawingsToJSON(loaded.Snapshot, drawings)))
		return err
	case "dot":
		_, err = io.WriteString(s.out, dot(drawings))
		return err
	}
	_, err = io.WriteString(s.out, mermaid(drawings))
	return err
}

// noSuch says why no configuration is called name.
func noSuch(s *analysis.Snapshot, name string) string {
	for _, l := range s.Lost() {
		if l.IsCalled(name) {
			return "`" + l.Entry + "` cannot be followed, because " + s.InRoot(l.Why)
		}
	}
	var names []string
	for _, c := range s.Configurations() {
		if c.Whole {
			names = append(names, c.Entry)
		}
	}
	return "no configuration is called `" + name + "`" + analysis.DidYouMean(name, names)
}

// deployed are the configurations that the file at path belongs to, or those of the whole workspace.
func deployed(s *analysis.Snapshot, path string) []*analysis.Configuration {
	if f := s.File(path); f != nil {
		return s.ConfigurationsOf(f)
	}
	var whole []*analysis.Configuration
	for _, c := range s.Configurations() {
		if c.Whole {
			whole = append(whole, c)
		}
	}
	return whole
}

// label is what stands in a part's box, line by line.
func label(p analysis.Part) []string {
	name := p.Name
	if p.Kind == analysis.SystemPart {
		system, elsewhere, remote := strings.Cut(p.Name, " ")
		name = analysis.SystemName(system)
		if remote {
			name += " " + elsewhere
		}
	}
	lines := append([]string{name}, p.Ports...)
	switch {
	case p.Missing:
		lines = append(lines, "missing")
	case p.Unsure:
		lines = append(lines, "not in sight")
	}
	return lines
}

// numbered gives each part a short name that every language takes.
func numbered(d *analysis.Deployment, prefix string) map[string]string {
	names := map[string]string{}
	for i, p := range d.Parts {
		names[p.ID] = fmt.Sprintf("%s%d", prefix, i)
	}
	return names
}

func mermaid(all []*analysis.Deployment) string {
	var b strings.Builder
	b.WriteString("flowchart LR\n")
	escape := strings.NewReplacer(`"`, "#quot;", "<", "#lt;", ">", "#gt;")
	for n, d := range all {
		names := numbered(d, fmt.Sprintf("d%dn", n))
		fmt.Fprintf(&b, "  subgraph d%d[\"%s\"]\n", n, escape.Replace(d.Entry))
		for _, p := range d.Parts {
			var lines []string
			for _, line := range label(p) {
				lines = append(lines, escape.Replace(line))
			}
			open, shut := "[", "]"
			switch p.Kind {
			case analysis.HostPart:
				open, shut = "([", "])"
			case analysis.SystemPart:
				open, shut = "[(", ")]"
			}
			fmt.Fprintf(&b, "    %s%s\"%s\"%s\n", names[p.ID], open, strings.Join(lines, "<br/>"), shut)
			if p.Missing {
				fmt.Fprintf(&b, "    style %s stroke:#c00,stroke-dasharray:4\n", names[p.ID])
			}
		}
		for _, l := range d.Links {
			fmt.Fprintf(&b, "    %s --> %s\n", names[l.From], names[l.To])
		}
		b.WriteString("  end\n")
	}
	return b.String()
}

func dot(all []*analysis.Deployment) string {
	var b strings.Builder
	b.WriteString("digraph deployment {\n  rankdir=LR;\n  node [shape=box];\n")
	escape := strings.NewReplacer(`\`, `\\`, `"`, `\"`)
	for n, d := range all {
		names := numbered(d, fmt.Sprintf("d%dn", n))
		fmt.Fprintf(&b, "  subgraph cluster_%d {\n    label=\"%s\";\n", n, escape.Replace(d.Entry))
		for _, p := range d.Parts {
			look := map[analysis.PartKind]string{analysis.HostPart: ", shape=oval", analysis.SystemPart: ", shape=cylinder"}[p.Kind]
			if p.Missing {
				look += ", color=red, style=dashed"
			}
			fmt.Fprintf(&b, "    %s [label=\"%s\"%s];\n", names[p.ID], strings.ReplaceAll(escape.Replace(strings.Join(label(p), "\n")), "\n", `\n`), look)
		}
		for _, l := range d.Links {
			fmt.Fprintf(&b, "    %s -> %s;\n", names[l.From], names[l.To])
		}
		b.WriteString("  }\n")
	}
	b.WriteString("}\n")
	return b.String()
}

// drawing is a deployment as JSON.
type drawing struct {
	Entry string        `json:"entry"`
	Seen  string        `json:"seen"`
	Parts []drawingPart `json:"parts"`
	Links []drawingLink `json:"links"`
}

type drawingPart struct {
	ID    string     `json:"id"`
	Kind  string     `json:"kind"`
	Name  string     `json:"name"`
	State string     `json:"state"`
	Units []string   `json:"units"`
	Ports []string   `json:"ports"`
	File  *string    `json:"file"`
	Range *jsonRange `json:"range"`
}

type drawingLink struct {
	From   string `json:"from"`
	To     string `json:"to"`
	Option string `json:"option"`
}

func drawingsToJSON(s *analysis.Snapshot, all []*analysis.Deployment) []drawing {
	out := []drawing{}
	for _, d := range all {
		one := drawing{Entry: d.Entry, Seen: d.Seen.String(), Parts: []drawingPart{}, Links: []drawingLink{}}
		for _, p := range d.Parts {
			part := drawingPart{ID: p.ID, Kind: string(p.Kind), Name: p.Name, State: state(p), Units: orEmpty(p.Units), Ports: orEmpty(p.Ports)}
			if f := s.File(p.At.File); f != nil {
				name, r := shown(p.At.File), rangeToJSON(f.Tree.Lines(), p.At.Start, p.At.End)
				part.File, part.Range = &name, &r
			}
			one.Parts = append(one.Parts, part)
		}
		for _, l := range d.Links {
			one.Links = append(one.Links, drawingLink{l.From, l.To, l.Label})
		}
		out = append(out, one)
	}
	return out
}

// state is "present", or what is special about a part.
func state(p analysis.Part) string {
	switch {
	case p.Missing:
		return "missing"
	case p.Unsure:
		return "unknown"
	case p.Remote:
		return "remote"
	}
	return "present"
}

func orEmpty(list []string) []string { return append([]string{}, list...) }
