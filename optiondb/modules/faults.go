package modules

import (
	"slices"
	"strings"

	"atproto-ls/eval"
)

// Fault is an option that has no value because of its definitions, or definitions of an option that is not declared.
type Fault struct {
	Path        []string     // the option's
	Definitions []Definition // those to blame
	Error       *eval.Error
	Kind        FaultKind
	Refused     []eval.Value // in the values of Definitions, which are all that count, what the type does not take; nil for another fault
}

// FaultKind says what is wrong with an option.
type FaultKind uint8

// The kinds of fault.
const (
	Wrong       FaultKind = iota // a definition is wrong by itself, or the error is of another kind
	Undeclared                   // nothing declares the option
	Missing                      // nothing defines it, in a submodule that is defined
	ReadOnly                     // it is set although it is read-only
	Conflicting                  // its definitions, each right, do not go together
)

// Text is the option's path with dots between.
func (f Fault) Text() string { return pathText(f.Path) }

// Faults are the options that are defined and whose value is an error, and what is defined and not declared, in the order
// of their paths; those in submodules stand for the option that holds them. What is not known is no fault, and neither is
// an option outside of submodules that nobody defines: it may never be read. In a lenient configuration only what stands in
// groups with an `enable` counts as undeclared, and below names that NixOS does not have, and what does in submodules: who
// declares such a group declares all of it.
func (c *Configuration) Faults() []Fault { return c.faults(nil, 0) }

func (c *Configuration) faults(found []Fault, depth int) []Fault {
	if bad := c.collected.run(c.system.session); bad.Exists() {
		if e := bad.Error(); e != nil {
			found = append(found, Fault{Path: c.args.Prefix, Error: e})
		}
		return found
	}
	var all []unmatched
	if c.checks() {
		all, _ = c.unmatched()
	}
	if c.args.Lenient {
		var counted []unmatched
		for _, u := range all {
			if c.root.declaresAround(u.path) || c.root.isAlone(u.path) {
				counted = append(counted, u)
			}
		}
		all = counted
	}
	if e := c.checkUnmatched().Error(); e != nil || c.args.Lenient {
		if len(all) == 0 && e != nil {
			return append(found, Fault{Path: c.args.Prefix, Error: e})
		}
		for _, u := range all {
			d := Definition{File: c.system.text(u.def.file), Origin: u.def.origin, Value: u.def.value, Priority: PriorityNormal, Order: OrderNormal}
			path := append(c.args.Prefix[:len(c.args.Prefix):len(c.args.Prefix)], u.path...)
			found = append(found, Fault{Path: path, Definitions: []Definition{d}, Error: c.undeclaredError(u).Error(), Kind: Undeclared})
		}
	}
	c.EachOption(func(o *Option) { found = append(found, o.faults(depth)...) })
	return found
}

// checks reports whether definitions of what is not declared are refused: nothing switches that off, or takes them.
func (c *Configuration) checks() bool {
	value := func(name string) Value {
		if o := c.Option("_module", name); o != nil {
			return o.Value()
		}
		return Value{}
	}
	on, known := value("check").AsBool()
	return (on || !known) && !value("freeformType").IsSet()
}

// isAlone reports whether path lies in a group at the top that NixOS does not have: who declares it declares all of it.
func (g *group) isAlone(path []string) bool {
	child := g.children[path[0]]
	return len(path) > 1 && child != nil && child.group != nil && OutsideNixOS(path[0])
}

// declaresAround reports whether a group below the top level that path leads through has an option `enable`.
func (g *group) declaresAround(path []string) bool {
	for i, name := range path[:len(path)-1] {
		child := g.children[name]
		if child == nil || child.group == nil {
			return false
		}
		g = child.group
		if enable := g.children["enable"]; i > 0 && enable != nil && enable.group == nil {
			return true
		}
	}
	return false
}

// optionFuel bounds the evaluation of one option with all that is in it: a value may hold itself.
const optionFuel = 400_000

// faults are those of the option's definitions.
func (o *Option) faults(depth int) (found []Fault) {
	defs, bad := o.Definitions()
	if !bad.Exists() && o.onlyDefault(defs) && (depth == 0 || len(defs) > 0) {
		return nil
	}
	var all []*eval.Error
	if !bad.Exists() {
		bad = o.system.session.Limit(optionFuel, func() eval.Value {
			all = o.system.session.Errors(o.Value(), maxErrors)
			return o.system.session.Deep(o.Value())
		})
	}
	e := bad.Error()
	if e == nil && len(all) == 0 || o.lent(e) {
		return nil
	}
	if depth < maxNesting {
		for _, inner := range o.Inner() {
			found = inner.faults(found, depth+1)
		}
	}
	found = o.refused(found, all, e != nil)
	if len(found) == 0 && e != nil {
		kind, culprits := o.culprits(defs)
		found = append(found, Fault{Path: o.Path, Definitions: culprits, Error: e, Kind: kind})
	}
	return found
}

// maxErrors is how many errors of one option are told.
const maxErrors = 1000

// refused appends the faults that errors in the option's value say of parts of it, but for those that are found in submodules. Where
// something comes first that is not known, and all of it is not certain therefore, a plain value that its type does not take is wrong
// all the same.
func (o *Option) refused(found []Fault, all []*eval.Error, certain bool) []Fault {
	told := map[string]bool{}
	for _, f := range found {
		told[f.Error.Message] = true
	}
	final, _ := o.Final()
	for _, e := range all {
		r := o.system.refused[e.Message]
		within := len(r.loc) >= len(o.Path) && slices.Equal(r.loc[:len(o.Path)], o.Path) // and not of what a value evaluates for itself
		sure := certain || r.kind == Wrong && !slices.ContainsFunc(r.values, isNoScalar)
		if len(r.values) > 0 && len(final) > 0 && !told[e.Message] && within && sure {
			told[e.Message] = true
			found = append(found, Fault{Path: o.Path, Definitions: slices.Clone(final), Error: e, Kind: r.kind, Refused: r.values})
		}
	}
	return found
}

func isNoScalar(v Value) bool {
	return v.Kind() == eval.PathKind || v.Kind() > eval.StringKind
}

// lent reports whether e is an error of another option that this one's `apply` reads, as that of an alias does: it is told there.
func (o *Option) lent(e *eval.Error) bool {
	if e == nil {
		return false
	}
	others := strings.HasPrefix(e.Message, "The option `") || strings.HasPrefix(e.Message, "A definition for option `")
	if !others || !o.value().Set().Has("apply") || strings.Contains(e.Message, "option `"+showOption(o.Path)+"'") {
		return false
	}
	s := o.system.session
	return s.Limit(optionFuel, func() eval.Value { return s.Deep(o.merging.merged) }).Error() == nil
}

// culprits are the definitions that are to blame for the option's error: those that are wrong by themselves, else those
// that do not go together, else all but the default.
func (o *Option) culprits(defs []Definition) (FaultKind, []Definition) {
	final, _ := o.Final()
	wrong := slices.DeleteFunc(slices.Clone(final), func(d Definition) bool { return o.Wrong(d) == nil })
	switch {
	case o.value().Error() != nil:
		return Wrong, nil // how it is declared is
	case len(defs) == 0:
		return Missing, nil
	case len(wrong) > 0:
		return Wrong, wrong
	case len(final) > 1:
		return Conflicting, slices.Clone(final)
	case len(final) == 1:
		return Wrong, slices.Clone(final)
	}
	written := slices.DeleteFunc(slices.Clone(defs), func(d Definition) bool { return d.Priority == PriorityDefault })
	if o.ReadOnly() && len(defs) > 1 {
		if foreign := slices.DeleteFunc(slices.Clone(written), o.declaredBeside); len(foreign) > 0 {
			written = foreign
		}
		return ReadOnly, written
	}
	return Wrong, written
}

// declaredBeside reports whether the file that holds d declares the option, too.
func (o *Option) declaredBeside(d Definition) bool {
	return slices.ContainsFunc(o.Declarations, func(by Declaration) bool { return by.File == d.File })
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

// On reports whether the groups that path lies in are known to be on: the `enable`s beside it and around it are true, where
// there are any.
func (c *Configuration) On(path []string) bool {
	for n := range path {
		enable := append(path[:n:n], "enable")
		if o := c.Find(enable); o != nil && slices.Equal(o.Path, enable) && !o.Value().IsTrue() {
			return false
		}
	}
	return true
}
