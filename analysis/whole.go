package analysis

import (
	"context"
	"slices"

	"atproto-ls/eval"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// This file is about the configurations of a workspace that were read as wholes.

// wholes are the configurations that are put together in the workspace, each read as a whole.
func (s *Snapshot) wholes() []*Configuration {
	var entries []entry
	for _, d := range s.discoveries() {
		entries = append(entries, d.entries...)
		s.lost = append(s.lost, d.lost...)
	}
	found, lost := make([]*Configuration, len(entries)), make([]*Lost, len(entries))
	Share(context.Background(), len(entries), func(i int) {
		if c := s.earlier[entries[i].name]; c != nil && c.entry != nil {
			found[i] = c
			return
		}
		found[i], lost[i] = s.read(entries[i])
	})
	for _, l := range lost {
		if l != nil {
			s.lost = append(s.lost, *l)
		}
	}
	return slices.DeleteFunc(found, func(c *Configuration) bool { return c == nil })
}

// Lost are the configurations that are put together in the workspace and cannot be followed.
func (s *Snapshot) Lost() []Lost {
	s.Configurations()
	return s.lost
}

// covers reports whether a range in f lies in one of c's modules.
func (c *Configuration) covers(f *File, r Range) bool {
	if c.entry == nil {
		return !c.Inside.Exists()
	}
	return slices.ContainsFunc(c.parts, func(o *eval.Origin) bool {
		at := o.Value()
		return o.Path() == f.Path && at.Exists() && at.Start() <= r.Start && r.End <= at.End()
	})
}

// holdsModule reports whether one of c's modules stands at or below n in f.
func (c *Configuration) holdsModule(f *File, n syntax.Node) bool {
	return slices.ContainsFunc(c.parts, func(o *eval.Origin) bool {
		at := o.Value()
		return o.Path() == f.Path && at.Exists() && n.Start() <= at.Start() && at.End() <= n.End()
	})
}

// Unseen says which flake inputs bring something to c that could not be read, as the end of a message; "" for none.
func (c *Configuration) Unseen() string {
	var names []string
	for _, u := range c.Unread {
		if u.Input && u.From == "" {
			return "; modules of flake inputs could not be read"
		}
		if u.Input && !slices.Contains(names, u.From) {
			names = append(names, u.From)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "; what " + plural(len(names), "the flake input ", "the flake inputs ") + listed(names) + " " + plural(len(names), "brings", "bring") + " could not be read"
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
		return s.world.Pins
	}
	sure := slices.ContainsFunc(s.world.Pins, func(p optiondb.Pin) bool { return p.Name == c.by && isNixpkgs(p.Name, p.Repository) })
	for _, p := range s.world.Pins {
		imported := slices.ContainsFunc(c.Unread, func(u UnreadImport) bool { return u.From == p.Name })
		if isNixpkgs(p.Name, p.Repository) && (!sure || p.Name == c.by) || imported {
			used = append(used, p)
		}
	}
	return used
}
