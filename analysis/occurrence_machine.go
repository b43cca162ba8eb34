package analysis

import (
	"slices"
	"strings"

	"atproto-ls/eval"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// This file follows reads of other machines' configurations: `nodes.db.config.services.postgresql` in a hive or a test,
// `self.nixosConfigurations.db.config` anywhere.

// hostsAttribute is the flake output that holds machines.
const hostsAttribute = "nixosConfigurations"

// stage is how far a read has got on the way to the configuration of a machine.
type stage uint8

const (
	arrived    stage = iota
	atMachines       // the set of all of them; the read's world is what comes before their names
	atMachine        // one of them; the read's world is its
)

// onward is r, which has not arrived, after a selection of name; ok is false where that leads nowhere.
func (r read) onward(name string) (next read, left []string, ok bool) {
	switch {
	case r.stage == atMachines:
		r.world, r.stage = r.world+name, atMachine
		return r, nil, true
	case name == "config" || name == "options":
		r.stage, r.options = arrived, name == "options"
		return r, nil, true
	}
	r.stage = arrived
	return r, []string{name}, strings.HasPrefix(r.world, nodePrefix) // of which a machine is its configuration, too
}

// nodePrefix is what the worlds of the machines of tests begin with.
const nodePrefix = "nodes."

// readNodes is what an argument `nodes` of a module or of a test's script stands for.
func (t *tracer) readNodes(l syntax.Lambda) []read {
	for _, p := range called(t.places(l.Node), l) {
		if p.Kind != ModulePlace || len(p.pending) > 0 {
			continue
		}
		switch world, _, _ := strings.Cut(p.World, ".containers."); {
		case p.test:
			return []read{{stage: atMachines, world: nodePrefix}}
		case world != "":
			return []read{{stage: atMachines}}
		}
		return t.readSiblings()
	}
	b := syntax.AsBinding(l.Parent())
	if b.Path().Text() == "testScript" && slices.ContainsFunc(t.places(b.Parent()), func(p Place) bool { return p.Kind == testPlace }) {
		return []read{{stage: atMachines, world: nodePrefix}}
	}
	return nil
}

// readSiblings are the machines beside those that the file is a module of.
func (t *tracer) readSiblings() []read {
	if !t.asks {
		return nil
	}
	for _, c := range t.snapshot.ConfigurationsOf(t.file) {
		set, _, ok := c.machine()
		if !ok {
			continue
		}
		switch {
		case strings.HasSuffix(set, "."+strings.TrimSuffix(nodePrefix, ".")) && c.Test:
			return []read{{stage: atMachines, world: nodePrefix}}
		case strings.HasSuffix(set, "#"+hostsAttribute):
			return []read{{stage: atMachines, world: hostsAttribute + "."}}
		}
		return []read{{stage: atMachines}}
	}
	return nil
}

// machine takes the name of c's entry apart: the set of machines, and the name in it; ok is false for what is in none.
func (c *Configuration) machine() (set, name string, ok bool) {
	if c.entry == nil || strings.Contains(c.Entry, ".config.") {
		return "", "", false
	}
	i := strings.LastIndexAny(c.Entry, ".#")
	if q := strings.IndexByte(c.Entry, '"'); q > 0 {
		i = q - 1
	}
	if i < 0 {
		return "", "", false
	}
	return c.Entry[:i], c.Entry[i+1:], true
}

// readHosts is what a selection of a flake's machines stands for, up to a segment of its path.
func (t *tracer) readHosts(path syntax.AttrPath, to syntax.Node) (all []read) {
	if !strings.Contains(path.Text(), hostsAttribute) {
		return nil
	}
	for s := range path.Segments() {
		if name, _ := syntax.AttrName(s); len(all) == 0 && name == hostsAttribute {
			all = []read{{stage: atMachines, world: hostsAttribute + "."}}
		} else {
			all = extendEach(all, t.names(s))
		}
		if s == to {
			break
		}
	}
	return all
}

// machinesOf are the configurations of the machine that a world is, as one at from names it: that of the same set first.
func (s *Snapshot) machinesOf(from *File, world string) (all []*Configuration) {
	name := strings.TrimPrefix(strings.TrimPrefix(world, nodePrefix), hostsAttribute+".")
	if name == "" || name == optiondb.AnyName {
		return nil
	}
	name = eval.QuoteName(name)
	var sets []string
	for _, c := range s.ConfigurationsOf(from) {
		if set, _, ok := c.machine(); ok {
			sets = append(sets, set)
		}
	}
	for _, c := range s.Configurations() {
		set, called, ok := c.machine()
		if !ok || called != name || strings.HasPrefix(world, nodePrefix) && !c.Test {
			continue
		}
		if slices.Contains(sets, set) {
			return []*Configuration{c}
		}
		all = append(all, c)
	}
	return all
}

// ofMachine are the configurations of the machine that o is read from or defined in; nil where its world is none, as far as that is known.
func (s *Snapshot) ofMachine(o Occurrence) []*Configuration {
	if o.World == "" || strings.Contains(o.World, ".") && !strings.HasPrefix(o.World, nodePrefix) && !strings.HasPrefix(o.World, hostsAttribute+".") {
		return nil
	}
	return s.machinesOf(s.File(o.File), o.World)
}

// sameWorld reports whether two occurrences are of one configuration, as far as their worlds tell: a module that is a file of its own does
// not know which machine it is of.
func (s *Snapshot) sameWorld(a, b Occurrence) bool {
	if a.World == b.World {
		return true
	}
	if a.World == "" {
		a, b = b, a
	}
	f := s.File(b.File)
	return b.World == "" && slices.ContainsFunc(s.ofMachine(a), func(c *Configuration) bool { return s.moduleAround(c, f, b.Range) > 0 })
}
