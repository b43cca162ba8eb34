package modules

import "atproto-ls/eval"

// Fault is an option that has no value because of its definitions, or definitions of an option that is not declared.
type Fault struct {
	Path        string // the option's
	Definitions []Definition
	Error       *eval.Error
}

// Faults are the options that are defined and whose value is an error, and what is defined and not declared, in the order
// of their paths. What is not known is no fault, and neither is an option that nobody defines.
func (c *Configuration) Faults() (found []Fault) {
	if bad := c.collected.run(c.system.session); bad.Exists() {
		if e := bad.Error(); e != nil {
			found = append(found, Fault{Error: e})
		}
		return found
	}
	if e := c.checkUnmatched().Error(); e != nil {
		all, _ := c.root.unmatched()
		if len(all) == 0 {
			return append(found, Fault{Error: e})
		}
		for _, u := range all {
			d := Definition{File: c.system.text(u.def.file), Origin: u.def.origin, Value: u.def.value}
			found = append(found, Fault{pathText(u.path), []Definition{d}, c.undeclaredError(u).Error()})
		}
	}
	c.EachOption(func(o *Option) {
		defs, bad := o.Definitions()
		if !bad.Exists() && o.onlyDefault(defs) {
			return
		}
		if !bad.Exists() {
			bad = c.system.session.Deep(o.Value())
		}
		if e := bad.Error(); e != nil {
			found = append(found, Fault{o.Text(), defs, e})
		}
	})
	return found
}

// onlyDefault reports whether nobody but the option's own declaration defines it.
func (o *Option) onlyDefault(defs []Definition) bool {
	for _, d := range defs {
		if d.Priority != PriorityDefault {
			return false
		}
	}
	return true
}

// maxGroups is how deep groups of options may nest.
const maxGroups = 128

// EachOption calls f for every declared option but those of `_module`, in the order of their paths. Options inside of
// submodules are not among them, nor are those whose declaration is in error.
func (c *Configuration) EachOption(f func(*Option)) { c.root.eachOption(f, 0) }

func (g *group) eachOption(f func(*Option), depth int) {
	if g.declared.run(g.session()).Exists() || depth > maxGroups {
		return
	}
	for _, name := range sortedNames(g.order) {
		c := g.children[name]
		if depth == 0 && name == "_module" || c.resolved.run(g.session()).Exists() {
			continue
		}
		if c.option != nil {
			f(c.option)
			continue
		}
		c.group.eachOption(f, depth+1)
	}
}
