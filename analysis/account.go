package analysis

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"atproto-ls/optiondb"
)

// Account tells of a file why something is shown in it, or nothing is: what it is taken for, what it belongs to, which option
// sets may be in force for what is set there, and what was not read. It is lines for people; name is what the file is called.
func (s *Snapshot) Account(f *File, name string) []string {
	facts := s.Facts(f)
	kind := map[FileKind]string{
		ModuleFile: "a NixOS module", FlakeFile: "a flake", OtherFile: "no NixOS module: its text alone is checked",
	}[facts.Kind]
	lines := []string{fmt.Sprintf("%s: %s (%s)", name, kind, facts.Why)}
	for _, c := range s.ConfigurationsOf(f) {
		lines = append(lines, s.AccountOf(c)...)
	}
	if n := len(f.Suppressions()); n > 0 {
		lines = append(lines, "  "+Counted(n, "suppression")+" in it")
	}
	return lines
}

// AccountOf is what [Snapshot.Account] tells of one configuration.
func (s *Snapshot) AccountOf(c *Configuration) (lines []string) {
	switch {
	case c.Whole:
		lines = append(lines, fmt.Sprintf("configuration %s: %s, %s", c.Entry, Counted(len(c.Files), "file"), c.Closed))
	case c.Inside.Exists():
		lines = append(lines, fmt.Sprintf("module inside of %s: judged for what is written in it, not for what is absent", c.Entry))
	default:
		lines = append(lines, "  reached by no configuration: judged for what is written in it, not for what is absent")
	}
	before := len(lines)
	for _, st := range c.View.Standings {
		if c.Defines(st.Prefix) {
			lines = append(lines, s.InRoot(fmt.Sprintf("  %s: %s", st.Prefix, standing(st))))
		}
	}
	if len(lines) == before {
		lines = append(lines, "  it sets nothing of a service that is known")
	}
	for _, u := range c.Unread {
		if line := fmt.Sprintf("  not read: %s, because %s", shortened(u.What), s.InRoot(u.Why)); !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return lines
}

// InRoot is a text with the paths in it told from the workspace's root.
func (s *Snapshot) InRoot(text string) string {
	return strings.ReplaceAll(text, strings.TrimSuffix(s.Root(), "/")+"/", "")
}

func standing(st *optiondb.Standing) string {
	if !st.Certain() {
		return "nothing is checked: " + st.Why
	}
	var names []string
	for _, s := range st.Surfaces {
		name := title(s)
		if s.Generation != nil {
			name += s.Generation.Dates()
		}
		names = append(names, name+" ("+Counted(len(s.At(st.Prefix).Options()), "option")+")")
	}
	return strings.Join(names, ", or ")
}

// SetsInForce names the option sets that may be in force for what the configurations of f set, each once, in few words: one that
// is a folder or a file by the end of its path.
func (s *Snapshot) SetsInForce(f *File) (names []string) {
	for _, c := range s.ConfigurationsOf(f) {
		for _, st := range c.View.Standings {
			if !c.Defines(st.Prefix) {
				continue
			}
			for _, surface := range st.Surfaces {
				name := strings.TrimPrefix(title(surface), "the ")
				if strings.Contains(name, "/") {
					name = path.Join(path.Base(path.Dir(name)), path.Base(name))
				}
				if !slices.Contains(names, name) {
					names = append(names, name)
				}
			}
		}
	}
	return names
}

// Counted is "1 file", "2 files"; "information" has no plural.
func Counted(n int, noun string) string {
	if n == 1 || noun == Information.String() {
		return fmt.Sprintf("%d %s", n, noun)
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
