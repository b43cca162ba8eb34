package analysis

import (
	"context"
	"path"
	"slices"
	"strings"

	"atproto-ls/eval"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// This file is about the configurations of a workspace that were read as wholes.

// wholes are the configurations that are put together in the workspace, or those of them that the settings name, each read as
// a whole.
func (s *Snapshot) wholes(around []*optiondb.Surface) []*Configuration {
	var entries []entry
	for _, d := range s.discoveries() {
		entries = append(entries, d.entries...)
		s.lost = append(s.lost, d.lost...)
	}
	if len(s.world.Entries) > 0 {
		entries, s.lost = s.chosen(entries)
	}
	return s.readAll(entries, around)
}

// readAll reads the configurations that begin at entries. Of those that cannot be read it notes why.
func (s *Snapshot) readAll(entries []entry, around []*optiondb.Surface) []*Configuration {
	found, lost := make([]*Configuration, len(entries)), make([]*Lost, len(entries))
	Share(context.Background(), len(entries), func(i int) {
		if c := s.earlier[entries[i].name]; c != nil && c.entry != nil && (c.closed() || slices.Equal(c.around, around)) {
			found[i] = c
			return
		}
		found[i], lost[i] = s.read(entries[i], around)
	})
	for _, l := range lost {
		if l != nil {
			s.lost = append(s.lost, *l)
		}
	}
	return slices.DeleteFunc(found, func(c *Configuration) bool { return c == nil })
}

// chosen are those of entries that the settings name: `flake.nix#nixosConfigurations.host`, `.#host`, or without the file.
// What they name that is neither one of these nor a file is lost.
func (s *Snapshot) chosen(entries []entry) (chosen []entry, lost []Lost) {
	for _, named := range s.world.Entries {
		name := s.Relative(named)
		found := false
		for _, e := range entries {
			if isCalled(e.name, name) {
				chosen, found = append(chosen, e), true
			}
		}
		if !found && s.module(named) == nil {
			lost = append(lost, Lost{name, "the settings name it, and there is none"})
		}
	}
	return chosen, lost
}

// Called are the whole configurations that people mean by name: `flake.nix#nixosConfigurations.host`, `.#host`.
func (s *Snapshot) Called(name string) (all []*Configuration) {
	for _, c := range s.Configurations() {
		if c.Whole && isCalled(c.Entry, name) {
			all = append(all, c)
		}
	}
	return all
}

// IsCalled reports whether people mean what cannot be followed, or something in it, by name.
func (l Lost) IsCalled(name string) bool {
	return isCalled(l.Entry, name) || strings.HasPrefix(name, l.Entry+".")
}

// isCalled reports whether people mean the entry by name.
func isCalled(entry, name string) bool {
	file, attribute, hasFile := strings.Cut(name, "#")
	own, ownAttribute, _ := strings.Cut(entry, "#")
	if !hasFile {
		file, attribute = own, name
	} else if path.Base(file) != path.Base(own) {
		file = path.Join(file, "flake.nix")
	}
	return file == own && (attribute == ownAttribute || "nixosConfigurations."+attribute == ownAttribute)
}

// Lost are the configurations that are put together in the workspace and cannot be followed.
func (s *Snapshot) Lost() []Lost {
	s.Configurations()
	return s.lost
}

// wholesAround are the whole configurations that the innermost module around a range in f belongs to.
func (s *Snapshot) wholesAround(f *File, r Range) (all []*Configuration) {
	size := 0
	for _, c := range s.ConfigurationsOf(f) {
		at := s.moduleAround(c, f, r)
		switch {
		case at == 0 || size > 0 && at > size:
		case at == size:
			all = append(all, c)
		default:
			all, size = []*Configuration{c}, at
		}
	}
	return slices.DeleteFunc(all, func(c *Configuration) bool { return !c.Whole })
}

// partsAround are the modules of c, which was evaluated as a whole, that a range in f lies in.
func (c *Configuration) partsAround(f *File, r Range) (all []syntax.Node) {
	for _, o := range c.parts {
		if o.Path() != f.Path {
			continue
		}
		at := moduleText(o)
		if at == f.Tree.Expr() {
			at = f.Tree.Root()
		}
		if at.Exists() && at.Start() <= r.Start && r.End <= at.End() {
			all = append(all, at)
		}
	}
	return all
}

// moduleText is the expression that gives the set of a module, which is at o: with the function and the `let`s around. For a
// set that only an attribute path implies it is the binding.
func moduleText(o *eval.Origin) syntax.Node {
	set := o.Value()
	if !set.Exists() {
		return o.Name().Enclosing(syntax.BindingNode)
	}
	for {
		switch parent := set.Parent(); parent.Kind() {
		case syntax.LambdaNode, syntax.LetNode, syntax.WithNode, syntax.ParenNode, syntax.AssertNode:
			set = parent
		default:
			return set
		}
	}
}

// holdsModule reports whether one of c's modules stands at or below n in f.
func (c *Configuration) holdsModule(f *File, n syntax.Node) bool {
	return slices.ContainsFunc(c.parts, func(o *eval.Origin) bool {
		at := partNode(o)
		return o.Path() == f.Path && at.Exists() && n.Start() <= at.Start() && at.End() <= n.End()
	})
}

// Unseen says which flake inputs bring something to c that could not be read, as the end of a message; "" for none.
func (c *Configuration) Unseen() string {
	var names []string
	what := "the flake input"
	for _, u := range c.Unread {
		if u.Input && u.From == "" {
			if strings.HasPrefix(u.Why, "builtins.fetch") || ofSources(u.Why) {
				return "; modules that are fetched could not be read"
			}
			return "; modules of flake inputs could not be read"
		}
		if u.Input && !strings.Contains(u.Why, what) {
			what = "the source"
		}
		if u.Input && !slices.Contains(names, u.From) {
			names = append(names, u.From)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "; what " + what + plural(len(names), " ", "s ") + listed(names) + " " + plural(len(names), "brings", "bring") + " could not be read"
}

func plural(n int, one, several string) string {
	if n == 1 {
		return one
	}
	return several
}

// pins are the sources that may be in use in c: where all of it was read but what flake inputs bring, those inputs, and its
// nixpkgs.
func (s *Snapshot) pins(c *Configuration) (used []optiondb.Pin) {
	if c.entry == nil || c.Closed == Open {
		return append(slices.Clip(s.world.Pins), c.pins...)
	}
	sure := slices.ContainsFunc(s.world.Pins, func(p optiondb.Pin) bool { return p.Name == c.by && isNixpkgs(p.Name, p.Repository) })
	for _, p := range s.world.Pins {
		imported := slices.ContainsFunc(c.Unread, func(u UnreadImport) bool { return u.From == p.Name })
		if isNixpkgs(p.Name, p.Repository) && (!sure || p.Name == c.by) || imported {
			used = append(used, p)
		}
	}
	return append(used, c.pins...)
}
