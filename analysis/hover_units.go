package analysis

import (
	"slices"
	"strings"

	"atproto-ls/eval"
	"atproto-ls/optiondb"
)

// This file tells what a service brings of which only the modules are at hand: what they say of units.

// fromModules is what the modules say that declare the service at prefix: those of a found set, or of the workspace.
func (w *hovering) fromModules(c *Configuration, prefix optiondb.Path, surface *optiondb.Surface) (clause optiondb.Clause) {
	if surface.Set != nil {
		for _, b := range surface.Set.Brought() {
			if slices.ContainsFunc(b.By, func(by optiondb.Path) bool { return by.HasPrefix(prefix) || prefix.HasPrefix(by) }) {
				noteUnit(&clause, b.Path, b.Value)
			}
		}
		return clause
	}
	var files []string
	for _, at := range w.declared(prefix.Append("enable")) {
		files = append(files, at.File)
	}
	var visit func(d *optiondb.Definition)
	visit = func(d *optiondb.Definition) {
		if slices.Contains(files, d.File()) && d.When != optiondb.Never && (!d.Value.IsSet() || len(d.Children) == 0) {
			v := d.Value
			if v.IsList() { // its elements may be Lazy, those below are not
				var elements []optiondb.Value
				for _, e := range d.Children {
					elements = append(elements, e.Value)
				}
				v = eval.MakeList(elements)
			}
			noteUnit(&clause, d.Path, v)
			return
		}
		for _, child := range d.Children {
			visit(child)
		}
	}
	for _, d := range c.At(systemdServices) {
		visit(d)
	}
	return clause
}

var systemdServices = optiondb.ParsePath("systemd.services")

// noteUnit notes a definition of `systemd.services.NAME.…` in a clause.
func noteUnit(clause *optiondb.Clause, path optiondb.Path, v optiondb.Value) {
	if len(path) < 4 || !path.HasPrefix(systemdServices) || path[2] == optiondb.AnyName || path[2] == optiondb.AnyElement {
		return
	}
	name := path[2] + ".service"
	i := slices.IndexFunc(clause.Units, func(u optiondb.Unit) bool { return u.Name == name })
	if i < 0 {
		clause.Units, i = append(clause.Units, optiondb.Unit{Name: name}), len(clause.Units)
	}
	unit := &clause.Units[i]
	switch path[3] {
	case "after":
		unit.After = union(unit.After, texts(v))
	case "wants":
		unit.Wants = union(unit.Wants, texts(v))
	case "requires", "bindsTo":
		unit.Requires = union(unit.Requires, texts(v))
	case "serviceConfig":
		if len(path) == 5 && i == 0 {
			noteServiceConfig(clause, path[4], v)
		}
	}
}

// noteServiceConfig notes a setting of the service's first unit.
func noteServiceConfig(clause *optiondb.Clause, name string, v optiondb.Value) {
	text := plainValue(v)
	switch {
	case text == "":
	case name == "User":
		clause.User.Value = v
	case name == "Group":
		clause.Group.Value = v
	case name == "StateDirectory" && !strings.HasPrefix(text, "/"):
		clause.DataDir.Value = eval.String("/var/lib/" + text)
	case hardens(name):
		clause.Hardening = append(clause.Hardening, optiondb.Setting{Name: name, Value: text})
	}
}

// hardens reports whether a setting of a unit takes rights away.
func hardens(name string) bool {
	for _, start := range []string{"Protect", "Private", "Restrict", "NoNewPrivileges", "Lock", "MemoryDeny", "SystemCall", "CapabilityBounding"} {
		if strings.HasPrefix(name, start) {
			return true
		}
	}
	return false
}

// texts are the strings of a list, or the one that v is.
func texts(v optiondb.Value) (all []string) {
	if text, ok := v.AsString(); ok {
		return []string{text}
	}
	for _, e := range v.List().Elems() {
		if text, ok := e.AsString(); ok {
			all = append(all, text)
		}
	}
	return all
}
