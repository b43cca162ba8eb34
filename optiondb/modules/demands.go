package modules

import (
	"slices"
	"strings"

	"atproto-ls/eval"
)

// This file finds what a configuration needs for what it gives to NixOS: nixpkgs' own modules are not at hand, but what
// others define for them is, and most of it is evaluated whenever the machine is built.

// Demands are the options without a value that something evaluates when the machine is built, in the order in which they
// are met: an assertion, a warning, or what is defined for NixOS' own options, which no module at hand declares or one of
// those of which nixos reports that they stand for it. Thrown are the errors that modules throw for the latter, as notices.
// Known only of a [Arguments.Complete] configuration. What is defined in the files in clean is known to lack nothing and to throw
// nothing; those where something does are put into dirty.
func (c *Configuration) Demands(nixos func(Declaration) bool, clean, dirty map[string]bool) (found []*Option, thrown []Notice) {
	d := demander{conf: c, clean: clean, dirty: dirty}
	c.system.session.Packed(func() { thrown = d.all(nixos) }, func(v Value) { d.value(v, 0) })
	return d.found, thrown
}

// all evaluates what is evaluated when the machine is built.
func (d *demander) all(nixos func(Declaration) bool) (thrown []Notice) {
	c := d.conf
	all, _ := c.unmatched()
	switches := &switches{c, all, map[string]bool{}}
	for i, u := range all {
		file, _ := u.def.file.AsString()
		if name := u.path[0]; name == "assertions" || name == "warnings" || d.clean[file] || !switches.built(u.path) {
			continue
		}
		d.thrown, d.noted = nil, false
		if d.definition(u.def); d.noted {
			d.dirty[file] = true
		}
		for _, text := range d.thrown {
			thrown = append(thrown, Notice{Message: text, Reads: c.evaluating(i)})
		}
	}
	c.EachOption(func(o *Option) {
		if slices.ContainsFunc(o.Declarations, nixos) && switches.built(o.Path) {
			d.value(o.Value(), 0)
		}
	})
	for _, name := range []string{"assertions", "warnings"} {
		for _, def := range c.listed(name).certain {
			for _, e := range c.system.session.Force(def.Value).List().Elems() {
				d.value(c.system.session.Force(e).Set().Get("assertion"), 0)
			}
		}
	}
	return thrown
}

// evaluating is what the definition i of what nobody declares evaluates in a configuration of which nothing is evaluated yet.
func (c *Configuration) evaluating(i int) []*Option {
	again := c.again()
	return c.same(c.system.track(func() {
		if all, _ := again.unmatched(); i < len(all) {
			(&demander{conf: again}).definition(all[i].def)
		}
	}))
}

// alwaysBuilt are the names at the top of NixOS' options, and those below `services` without a switch, whose definitions are
// evaluated on every machine.
var alwaysBuilt = []string{"systemd", "users", "networking", "environment", "services.restic", "services.borgbackup", "services.journald"}

// switches tell which services are on.
type switches struct {
	conf *Configuration
	all  []unmatched     // sorted by path
	on   map[string]bool // what was found out
}

// built reports whether what stands at path is evaluated for sure: NixOS looks at it on every machine, or something switches
// the service on.
func (x *switches) built(path []string) bool {
	if slices.Contains(alwaysBuilt, path[0]) {
		return true
	}
	if len(path) < 2 || path[0] != "services" {
		return false
	}
	on, known := x.on[path[1]]
	if !known {
		on = x.isOn(path[1])
		x.on[path[1]] = on
	}
	return on
}

func (x *switches) isOn(service string) bool {
	if enable := x.conf.Option("services", service, "enable"); enable != nil {
		return enable.Value().IsTrue()
	}
	path := []string{"services", service}
	if slices.Contains(alwaysBuilt, pathText(path)) {
		return true
	}
	from, _ := slices.BinarySearchFunc(x.all, path, func(u unmatched, path []string) int { return slices.Compare(u.path, path) })
	for _, u := range x.all[from:] { // definitions of all of it that no option takes
		if !slices.Equal(u.path, path) {
			break
		}
		if x.conf.switchedOn(u.def) {
			return true
		}
	}
	return false
}

// switchedOn reports whether d is known to hold `enable = true`.
func (c *Configuration) switchedOn(d definition) bool {
	if v := c.system.session.Force(d.value); d.wraps == nil && v.IsSet() {
		if enable, known := c.system.session.Force(v.Set().Get("enable")).AsBool(); known {
			return enable && c.system.typeTag(v) == ""
		}
	}
	sources, bad := c.system.pushDown(nil, d, 0)
	if bad.Exists() {
		return false
	}
	for _, s := range sources {
		if !s.set.Has("enable") {
			continue
		}
		x := &discharger{system: c.system}
		ways := x.definition(definition{file: s.file, value: s.set.Get("enable"), wraps: s.wraps})
		if len(ways) == 1 && len(ways[0]) == 1 && c.system.session.Force(ways[0][0].Value).IsTrue() {
			return true
		}
	}
	return false
}

// demander collects the options that values lack.
type demander struct {
	conf   *Configuration
	found  []*Option
	thrown []string // what modules say as they refuse to go on
	noted  bool     // something was met that is lacking or thrown
	seen   int      // values that were looked at

	clean, dirty map[string]bool
}

// maxDemanding is how many values are looked at.
const maxDemanding = 200_000

// Lacks is the option for whose want of a value e is an error, nil for any other error.
func (c *Configuration) Lacks(e *eval.Error) *Option { return c.system.unset[e.Message] }

// demandFuel is how many steps one definition may take.
const demandFuel = 2_000_000

// definition looks for what d lacks, where it is known to take part.
func (x *demander) definition(d definition) {
	for w := d.wraps; w != nil; w = w.outer {
		if w.name != "condition" || !x.holds(w.value) {
			return
		}
	}
	x.conf.system.session.Limit(demandFuel, func() Value {
		x.value(d.value, 0)
		return eval.Null
	})
}

// OfOption reports whether an error is one of an option's definitions, which its faults tell.
func OfOption(message string) bool {
	return strings.HasPrefix(message, "The option `") || strings.HasPrefix(message, "A definition for option `")
}

// holds reports whether a condition is known to be met, and notes what it lacks.
func (x *demander) holds(condition Value) bool {
	v := x.conf.system.session.Force(condition)
	x.note(v)
	return v.IsTrue()
}

func (x *demander) note(v Value) {
	e := v.Error()
	if e == nil {
		return
	}
	o := x.conf.Lacks(e)
	thrown := o == nil && e.Class == eval.ThrowError && !OfOption(e.Message)
	x.noted = x.noted || o != nil || thrown
	switch {
	case o != nil && !slices.Contains(x.found, o):
		x.found = append(x.found, o)
	case thrown && !slices.Contains(x.thrown, e.Plain()):
		x.thrown = append(x.thrown, e.Plain())
	}
}

// value looks through a value and the properties in it. What is a default is left out: another definition may replace it.
func (x *demander) value(v Value, depth int) {
	if x.seen++; !v.Exists() || depth > maxGroups || x.seen > maxDemanding {
		return
	}
	v = x.conf.system.session.Force(v)
	switch v.Kind() {
	case eval.ErrorKind:
		x.note(v)
	case eval.ListKind:
		for _, e := range v.List().Elems() {
			x.value(e, depth+1)
		}
	case eval.SetKind:
		switch x.conf.system.typeTag(v) {
		case "if":
			if x.holds(v.Set().Get("condition")) {
				x.value(v.Set().Get("content"), depth+1)
			}
		case "override":
			if p, ok := x.conf.system.session.Force(v.Set().Get("priority")).AsInt(); ok && p <= PriorityNormal {
				x.value(v.Set().Get("content"), depth+1)
			}
		case "order":
			x.value(v.Set().Get("content"), depth+1)
		case "merge":
			x.value(v.Set().Get("contents"), depth+1)
		case "":
			for _, a := range v.Set().Attrs() {
				x.value(a.Value, depth+1)
			}
		}
	}
}

// EachGiven calls f for each option that a module declares, and each path that it defines: that of an option, or the shortest that none
// lies below, with the module's file; open where it is that of a group in which the module may define anything.
func (c *Configuration) EachGiven(f func(file string, path []string, open bool)) {
	c.root.eachGiven(func(file string, path []string, open bool) {
		if !ofSystem(file) {
			f(file, path[len(c.root.loc):], open)
		}
	}, 0)
}

func (g *group) eachGiven(f func(file string, path []string, open bool), depth int) {
	if g.declared.run(g.session()).Exists() || g.defined.run(g.session()).Exists() || depth > maxGroups {
		return
	}
	for name, c := range g.children {
		if c.resolved.run(g.session()); c.group != nil {
			c.group.eachGiven(f, depth+1)
			continue
		}
		for _, d := range c.declarations {
			f(d.file, g.at(name), false)
		}
	}
	for name, all := range g.byName {
		if c := g.children[name]; c == nil || c.group == nil {
			at := g.at(name)
			for _, d := range all {
				file, _ := d.file.AsString()
				f(file, at, false)
			}
		}
	}
	for _, s := range g.sources {
		if s.set == nil || s.set.Open() != nil {
			file, _ := s.file.AsString()
			f(file, g.loc, true)
		}
	}
}
