package analysis

import (
	"slices"
	"strings"

	"atproto-ls/eval"
	"atproto-ls/optiondb"
	"atproto-ls/optiondb/modules"
	"atproto-ls/syntax"
)

// This file evaluates a configuration as NixOS does: its modules together, with the module system. Other questions about a
// configuration are answered from what single files say; this one is for what modules themselves compute.

// Evaluated is what the modules of a configuration, and those that every configuration imports, come to together, as far as
// they are at hand. It is immutable and holds nothing unevaluated.
type Evaluated struct {
	Faults   []Fault  // options that have no value because of how they are defined, by path
	Failed   []Notice // assertions that are known to be false
	Warnings []Notice // warnings that are known to be raised
}

// Fault is an option whose definitions are an error.
type Fault struct {
	Option  optiondb.Path
	Kind    modules.FaultKind
	Message string // Nix's own
	Made    []Made // the definitions to blame
	On      bool   // the services and groups around the option are known to be on
}

// Made is where a definition stands.
type Made struct {
	Name, Value Range // zero where it is not written
	Priority    int64
}

// Notice is an assertion or a warning of a module.
type Notice struct {
	Message string // "" when it is not known
	Reads   []Read // the options that its condition read
}

// Read is an option that a condition read, and where its value was set; nowhere for a default.
type Read struct {
	Option optiondb.Path
	Made   []Made
}

// evaluationFuel bounds the evaluation of one configuration.
const evaluationFuel = 20_000_000

// Evaluated evaluates c, at the first call. It is empty where no module at hand declares an option or makes an assertion,
// where the configuration does not begin with a module, and for a part of one.
func (s *Snapshot) Evaluated(c *Configuration) *Evaluated {
	c.evaluatedOnce.Do(func() { c.evaluated = s.evaluate(c) })
	return c.evaluated
}

func (s *Snapshot) evaluate(c *Configuration) *Evaluated {
	e := &Evaluated{}
	speaks := len(c.options) > 0 || s.world.Modules != nil || c.Defines(optiondb.Path{"assertions"}) || c.Defines(optiondb.Path{"warnings"})
	if c.begin == nil || !c.Whole || !speaks {
		return e
	}
	run := s.compose(evaluationFuel)
	defer run.session.Close()
	whole := run.system.ConfigurationOf(c.begin(run))
	if whole == nil {
		return e
	}
	if m := s.world.Modules; m != nil {
		var more []eval.Value
		for _, p := range m.Paths {
			more = append(more, eval.Path(p))
		}
		whole = whole.With(more...)
	}
	for _, f := range whole.Faults() {
		e.Faults = append(e.Faults, Fault{optiondb.Path(f.Path), f.Kind, f.Error.Plain(), made(f.Definitions), whole.On(f.Path)})
	}
	e.Failed, e.Warnings = notices(whole.Failed()), notices(whole.Warnings())
	e.Failed = slices.DeleteFunc(e.Failed, func(n Notice) bool { // a condition that could not be had for a fault
		return strings.HasPrefix(n.Message, "The option `") || slices.ContainsFunc(e.Faults, func(f Fault) bool { return f.Message == n.Message })
	})
	return e
}

func notices(found []modules.Notice) (all []Notice) {
	for _, n := range found {
		notice := Notice{Message: strings.TrimSpace(n.Message)}
		for _, o := range n.Reads {
			defs, _ := o.Definitions()
			defs = slices.DeleteFunc(slices.Clone(defs), func(d modules.Definition) bool { return d.Priority == modules.PriorityDefault })
			notice.Reads = append(notice.Reads, Read{optiondb.Path(o.Path), made(defs)})
		}
		all = append(all, notice)
	}
	return all
}

func made(defs []modules.Definition) (all []Made) {
	for _, d := range defs {
		m := Made{Value: originRange(d.Origin), Priority: d.Priority}
		if n := d.Origin.Name(); n.Exists() {
			m.Name = Range{d.Origin.Path(), n.Start(), n.End()}
		}
		all = append(all, m)
	}
	return all
}

// worldLoader serves the files of the workspace, and those of the modules that every configuration imports.
type worldLoader struct{ snapshotLoader }

func (l *worldLoader) modules() eval.Loader {
	if m := l.snapshot.world.Modules; m != nil && m.Loader != nil {
		return m.Loader
	}
	return eval.NoFiles{}
}

// ReadFile implements [eval.Loader].
func (l *worldLoader) ReadFile(p string) (string, error) {
	if text, err := l.snapshotLoader.ReadFile(p); err == nil {
		return text, nil
	}
	return l.modules().ReadFile(p)
}

// ReadDir implements [eval.Loader].
func (l *worldLoader) ReadDir(p string) ([]eval.Entry, error) { return l.modules().ReadDir(p) }

// FileType implements [eval.Loader].
func (l *worldLoader) FileType(p string) (eval.FileType, error) {
	if t, err := l.snapshotLoader.FileType(p); err == nil {
		return t, nil
	}
	return l.modules().FileType(p)
}

// Parse implements [eval.Loader].
func (l *worldLoader) Parse(p string) (*syntax.File, error) {
	if f, err := l.snapshotLoader.Parse(p); err == nil {
		return f, nil
	}
	return l.modules().Parse(p)
}
