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
	is, why := s.KindOf(f)
	kind := map[FileKind]string{
		ModuleFile: "a NixOS module", FlakeFile: "a flake", OtherFile: "no NixOS module: its text alone is checked",
	}[is]
	lines := []string{fmt.Sprintf("%s: %s (%s)", name, kind, why)}
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
		read := c.Closed.String()
		if c.bare {
			read = "every import was read, and modules of which only the options are known may define more"
		}
		lines = append(lines, fmt.Sprintf("configuration %s: %s, %s", c.Entry, Counted(len(c.Files), "file"), read))
	case c.Inside.Exists():
		lines = append(lines, fmt.Sprintf("module inside of %s: judged for what is written in it, not for what is absent", c.Entry))
	default:
		lines = append(lines, "  reached by no configuration: judged for what is written in it, not for what is absent")
	}
	services := s.services(c)
	for _, set := range services {
		lines = append(lines, s.InRoot(fmt.Sprintf("  %s: %s", set.prefix, set)))
	}
	if len(services) == 0 {
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

// service is something that a configuration sets, with who may declare it.
type service struct {
	prefix optiondb.Path
	st     *optiondb.Standing // nil where only modules of the workspace declare it
	own    []string           // the workspace's own modules that declare options of it
	unseen []string           // the same of those that may be imported unseen
	whole  bool               // own ones declare the service itself: they take the place of every set
	gone   bool               // the module that nixpkgs has for it is taken out
}

// services are what a configuration sets of services that somebody is known to declare.
func (s *Snapshot) services(c *Configuration) (all []service) {
	own := c.Own()
	seen := map[string]bool{}
	add := func(prefix optiondb.Path, st *optiondb.Standing) {
		if seen[prefix.String()] || !c.Defines(prefix) {
			return
		}
		seen[prefix.String()] = true
		set := service{prefix: prefix, st: st, own: s.declarers(own, prefix)}
		if len(set.own) == 0 {
			set.unseen = s.declarers(c.around, prefix)
		}
		set.whole = slices.ContainsFunc(own, func(o *optiondb.Surface) bool { return o.Option(prefix.Append("enable")) != nil })
		set.gone = len(set.own)+len(set.unseen) == 0 && c.Redeclared(prefix)
		all = append(all, set)
	}
	for _, st := range c.View.Standings {
		add(st.Prefix, st)
	}
	for _, surface := range own {
		for _, prefix := range optiondb.OwnedPrefixes(surface.Root) {
			if c.View.For(prefix) == nil {
				add(prefix, nil)
			}
		}
	}
	return all
}

// declarers are the files that declare options at prefix or below it, each with how many.
func (s *Snapshot) declarers(surfaces []*optiondb.Surface, prefix optiondb.Path) (files []string) {
	var names []string
	count := map[string]int{}
	for _, surface := range surfaces {
		for _, o := range surface.At(prefix).Options() {
			name := "a module"
			if len(o.Declarations) > 0 && o.Declarations[0].File != "" {
				name = s.Relative(o.Declarations[0].File)
			}
			if count[name]++; count[name] == 1 {
				names = append(names, name)
			}
		}
	}
	for _, name := range names {
		files = append(files, name+" ("+Counted(count[name], "option")+")")
	}
	return files
}

// found reports whether the service is declared by a set that was found, which tells of it in its own words.
func (set service) found() bool {
	return set.st.Certain() && set.st.Surfaces[0].Set != nil && set.st.Surfaces[0].Set.Real()
}

// String says who declares the service, for people.
func (set service) String() string {
	own := strings.Join(set.own, ", ")
	switch {
	case set.gone:
		return "nothing is checked: `disabledModules` takes out the module that nixpkgs has for it"
	case set.whole && !set.found():
		return own
	case own != "" && !set.found():
		return standing(set.st) + ", with options of " + own
	case len(set.unseen) > 0 && !set.found():
		return standing(set.st) + ", or " + strings.Join(set.unseen, ", ") + ", which may be imported where nobody sees it"
	}
	return standing(set.st)
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
	add := func(name string) {
		if strings.Contains(name, "/") {
			name = path.Join(path.Base(path.Dir(name)), path.Base(name))
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, c := range s.ConfigurationsOf(f) {
		for _, set := range s.services(c) {
			if set.whole && !set.found() {
				add("this workspace")
				continue
			}
			for _, surface := range set.st.Surfaces {
				add(strings.TrimPrefix(title(surface), "the "))
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
