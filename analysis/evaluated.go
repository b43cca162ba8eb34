package analysis

import (
	"cmp"
	"context"
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
	Faults   []Fault         // options that have no value because of how they are defined, by path
	Twice    []Declared      // options that several modules declare
	NoOption []NoOption      // what modules declare in the place of an option
	Lacking  []optiondb.Path // options without a value that something evaluates when the machine is built
	Failed   []Notice        // assertions that are known to be false
	Warnings []Notice        // warnings that are known to be raised

	Renamed []Read    // options that one of c's own modules has renamed, and that are set
	Free    []FreeKey // what is set in options of c's own modules that take any key, and that these do not declare

	readers map[string][]Made // by the option that lacks a value: definitions that read it
	around  map[string]Around // by the same: what it lies in
	files   []string          // of its modules
	whole   bool              // every module was read
}

// Readers are definitions whose value is that of an option without one.
func (e *Evaluated) Readers(option optiondb.Path) []Made { return e.readers[option.String()] }

// Around is what an option without a value lies in: the nearest group around it whose `enable` is set, else the submodule.
func (e *Evaluated) Around(option optiondb.Path) Around { return e.around[option.String()] }

// Around is a group of options that is on, or a submodule that is defined.
type Around struct {
	Group optiondb.Path
	Made  []Made // where it is switched on, or defined
}

// Fault is an option whose definitions are an error.
type Fault struct {
	Option  optiondb.Path
	Kind    modules.FaultKind
	Message string   // Nix's own
	Made    []Made   // the definitions to blame
	On      bool     // the services and groups around the option are known to be on
	Refused *Refused // what its type does not take; nil for what is wrong in another way
}

// Declared is an option that modules declare.
type Declared struct {
	Option optiondb.Path
	At     []Range // the names in their declarations; zero where a function made it
}

// NoOption is what a module declares in the place of an option and that is none.
type NoOption struct {
	Option optiondb.Path
	Made   Made
	Bare   bool // it is the attributes of an option, to which nothing applied `mkOption`
	Type   bool // it is a type
	Set    bool // something defines it
}

// Made is where a definition stands.
type Made struct {
	Name, Value Range      // zero where it is not written
	Part        Range      // what in the value is wrong, wherever it was written; zero where that is not known
	Given       eval.Value // what stands there, a list or a set without what is in it; the zero Value where it is not known
	Priority    int64
}

// Place is where what is wrong stands, or the whole value.
func (m Made) Place() Range { return cmp.Or(m.Part, m.Value) }

// Notice is an assertion or a warning of a module.
type Notice struct {
	Message string // "" when it is not known
	At      Range  // where it is written; zero where that is not known
	Reads   []Read // the options that its condition read
	Around  []Read // the options that decide whether it is asked for at all
}

// Read is an option that a condition read, and where its value was set; nowhere for a default.
type Read struct {
	Option optiondb.Path
	Made   []Made
}

// FreeKey is a key that nothing declares, in an option that takes any.
type FreeKey struct {
	Option optiondb.Path
	At     Range    // its name
	Beside []string // the keys that are declared and that nothing sets
}

// evaluationFuel bounds the evaluation of one configuration.
const evaluationFuel = 20_000_000

// Evaluated evaluates c, at the first call. It is empty where no module at hand declares an option or makes an assertion,
// where the configuration does not begin with a module, and for a part of one.
func (s *Snapshot) Evaluated(c *Configuration) *Evaluated {
	if s.checksAll.Load() {
		s.evaluatedOnce.Do(func() { // one after the other, every goroutine would wait for the configuration that the first has begun
			all := s.Configurations()
			Share(context.Background(), len(all), func(i int) { s.evaluated(all[i]) })
		})
	}
	return s.evaluated(c)
}

func (s *Snapshot) evaluated(c *Configuration) *Evaluated {
	c.evaluatedOnce.Do(func() { c.evaluated = s.evaluate(c) })
	return c.evaluated
}

func (s *Snapshot) evaluate(c *Configuration) *Evaluated {
	e := &Evaluated{readers: map[string][]Made{}, around: map[string]Around{}}
	speaks := len(c.options) > 0 || s.world.Modules != nil || len(s.world.Inputs) > 0 || c.Defines(optiondb.Path{"assertions"}) || c.Defines(optiondb.Path{"warnings"}) ||
		slices.ContainsFunc(c.Files, func(f *File) bool { return f.Mentions("options.") })
	if c.begin == nil || !c.Whole || !speaks {
		return e
	}
	run := s.compose(evaluationFuel)
	run.loader.again = len(c.Files) > 1
	defer run.session.Close()
	whole := run.whole(c)
	if whole == nil {
		return e
	}
	var more []eval.Value
	if m := s.world.Modules; m != nil {
		for _, p := range m.Paths {
			more = append(more, eval.Path(p))
		}
	}
	partial := func(surface *optiondb.Surface) bool { return surface.Set.Partial } // it may define anything
	if e.whole = c.Closed != Open && !slices.ContainsFunc(c.Found(), partial); e.whole {
		for _, p := range optiondb.NixOS(c.declarer()) {
			more = append(more, eval.Path(p))
		}
	}
	whole = whole.With(e.whole, more...)
	thrown := e.lacking(run, c, whole)
	for _, o := range whole.Twice() {
		d := Declared{Option: optiondb.Path(o.Path)}
		for _, by := range o.Declarations {
			at := Range{}
			if n := by.Node(); n.Exists() {
				at = Range{by.Origin.Path(), n.Start(), n.End()}
			}
			d.At = append(d.At, at)
		}
		e.Twice = append(e.Twice, d)
	}
	for _, m := range whole.Misdeclared() {
		e.NoOption = append(e.NoOption, NoOption{m.Path, Made{Name: nameRange(m.At), Value: originRange(m.At), Given: hollow(m.Value)}, m.Bare, m.Type, m.Set})
	}
	e.renamed(whole, c)
	e.free(run, whole, c)
	for _, f := range whole.Faults() {
		if o := whole.Lacks(f.Error); o != nil && f.Kind != modules.Missing {
			e.readers[optiondb.Path(o.Path).String()] = made(f.Definitions)
			continue // what it lacks is to blame
		}
		if typedElsewhere(c, f) || ofDefault(whole, f) {
			continue
		}
		refused, blamed := run.refused(f)
		if f.Kind == modules.Missing {
			e.around[optiondb.Path(f.Path).String()] = run.around(whole, f.Path)
		}
		option := optiondb.Path(f.Path)
		if f.Kind == modules.Conflicting && refused != nil {
			option = refused.Path
		}
		e.Faults = append(e.Faults, Fault{option, f.Kind, f.Error.Plain(), blamed, whole.On(f.Path), refused})
	}
	e.Failed, e.Warnings = notices(whole.Failed()), notices(whole.Warnings())
	for _, n := range thrown {
		if !slices.ContainsFunc(e.Failed, func(f Notice) bool { return f.Message == n.Message }) {
			e.Failed = append(e.Failed, n)
		}
	}
	e.Failed = slices.DeleteFunc(e.Failed, func(n Notice) bool { // a condition that could not be had for a fault
		return modules.OfOption(n.Message) || slices.ContainsFunc(e.Faults, func(f Fault) bool { return f.Message == n.Message })
	})
	return e
}

// whole is c, in an evaluation of its own: nil where it does not begin with a module.
func (run *composing) whole(c *Configuration) *modules.Configuration {
	begin := c.begin
	if begin == nil && len(c.modules) > 0 {
		begin = func(run *composing) eval.Value { return run.configured(eval.Path(c.modules[0].Path)) }
	}
	if begin == nil {
		return nil
	}
	return run.system.ConfigurationOf(begin(run))
}

// lacking notes which options have no value; thrown are the errors of modules that were met meanwhile.
func (e *Evaluated) lacking(run *composing, c *Configuration, whole *modules.Configuration) (thrown []Notice) {
	e.files = whole.Files()
	lacking, errors := run.snapshot.demands(c, whole, e.whole)
	for _, o := range lacking {
		path := optiondb.Path(o.Path)
		e.Lacking = append(e.Lacking, path)
		e.around[path.String()] = run.around(whole, path)
	}
	if !e.whole {
		return nil
	}
	for _, n := range errors {
		slices.Reverse(n.Reads) // what was evaluated last was to blame
	}
	return notices(errors)
}

// around is what the option at path, which has no value, lies in.
func (run *composing) around(whole *modules.Configuration, path optiondb.Path) Around {
	for n := len(path) - 1; n > 0; n-- {
		if enable := whole.Option(path[:n].Append("enable")...); enable != nil && len(set(enable).Made) > 0 {
			return Around{path[:n], set(enable).Made}
		}
	}
	for n := len(path) - 1; n > 0; n-- {
		o := whole.Option(path[:n]...)
		if o == nil {
			continue
		}
		defs, _ := o.Definitions()
		for _, d := range defs {
			at, _ := run.partAt(d, path[n:len(path)-1])
			if m := (Made{Name: nameRange(at), Value: originRange(at)}); m.Name.File != "" && d.Priority != modules.PriorityDefault {
				return Around{path[:len(path)-1], []Made{m}}
			}
		}
	}
	return Around{}
}

// renamed notes what is set under a name that modules of c warn of, or others of which the view decides nothing. An alias that is
// shown is a name like any other.
func (e *Evaluated) renamed(whole *modules.Configuration, c *Configuration) {
	note := func(o *optiondb.Option) {
		if option := whole.Option(o.Path...); option != nil {
			e.Renamed = append(e.Renamed, set(option))
		}
	}
	for _, surface := range c.Own() {
		for _, o := range surface.Renamings() {
			note(o)
		}
	}
	for _, set := range c.View.Sets() {
		for _, o := range set.Renamings() {
			if !c.View.For(o.Path).Certain() {
				note(o)
			}
		}
	}
}

// free notes the free keys in what c's own modules declare, where all of that is in sight.
func (e *Evaluated) free(run *composing, whole *modules.Configuration, c *Configuration) {
	for _, surface := range c.Own() {
		for _, o := range surface.Options() {
			option := whole.Option(o.Path...)
			if sub := o.Type.Sub; e.whole && option != nil && sub != nil && sub.Free != nil && len(sub.Order) > 0 {
				e.Free = append(e.Free, run.freeKeys(option, sub, c.declarer())...)
			}
		}
	}
}

// freeKeys are the keys that definitions of an option set and that neither its type declares nor another module.
func (run *composing) freeKeys(option *modules.Option, declared *optiondb.Group, declares func(optiondb.Path) bool) (all []FreeKey) {
	beside := slices.Clone(declared.Names())
	defs, _ := option.Definitions()
	for _, d := range defs {
		for _, a := range run.plain(d.Value).Set().Attrs() {
			if key := optiondb.Path(option.Path).Append(a.Name); !declares(key) {
				all = append(all, FreeKey{key, nameRange(a.Where()), nil})
			} else if i := slices.Index(beside, a.Name); i >= 0 {
				beside = slices.Delete(beside, i, i+1)
			}
		}
	}
	for i := range all {
		all[i].Beside = beside
	}
	return all
}

// declarer tells of an option whether a module of c, or one that every configuration imports, declares it or something in
// it.
func (c *Configuration) declarer() func(optiondb.Path) bool {
	surfaces := c.Surfaces()
	return func(path optiondb.Path) bool {
		return slices.ContainsFunc(surfaces, func(surface *optiondb.Surface) bool { return surface.At(path) != nil })
	}
}

// ofNixOS reports whether a file is one of the modules that stand for NixOS.
func ofNixOS(file string) bool { return strings.HasPrefix(file, optiondb.ShippedRoot+"/") }

func notices(found []modules.Notice) (all []Notice) {
	for _, n := range found {
		notice := Notice{Message: strings.TrimSpace(n.Message), At: originRange(n.At)}
		around := slices.DeleteFunc(slices.Clone(n.Around), func(o *modules.Option) bool { // what stands for NixOS has assertions, too
			return !slices.ContainsFunc(o.Declarations, func(d modules.Declaration) bool { return !ofNixOS(d.File) })
		})
		notice.Reads, notice.Around = reads(n.Reads), reads(around)
		all = append(all, notice)
	}
	return all
}

func reads(options []*modules.Option) (all []Read) {
	for _, o := range options {
		all = append(all, set(o))
	}
	return all
}

// set is an option with its definitions but for its default.
func set(o *modules.Option) Read {
	defs, _ := o.Definitions()
	defs = slices.DeleteFunc(slices.Clone(defs), func(d modules.Definition) bool { return d.Priority == modules.PriorityDefault })
	return Read{optiondb.Path(o.Path), made(defs)}
}

func made(defs []modules.Definition) (all []Made) {
	for _, d := range defs {
		all = append(all, Made{Name: nameRange(d.Origin), Value: originRange(d.Origin), Priority: d.Priority})
	}
	return all
}

// worldLoader serves the files of the workspace, those of the modules that every configuration imports, and those of the flake's
// inputs.
type worldLoader struct{ snapshotLoader }

// inputOf is the name of the flake's input whose source holds the file at p.
func (s *Snapshot) inputOf(p string) (name string, found bool) {
	for name, in := range s.world.Inputs {
		if strings.HasPrefix(p+"/", in.Source+"/") {
			return name, true
		}
	}
	return "", false
}

func (l *worldLoader) modules(p string) eval.Loader {
	if ofNixOS(p) {
		return optiondb.Loader
	}
	if name, found := l.snapshot.inputOf(p); found {
		return l.snapshot.world.Inputs[name].Loader
	}
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
	return l.modules(p).ReadFile(p)
}

// ReadDir implements [eval.Loader].
func (l *worldLoader) ReadDir(p string) ([]eval.Entry, error) { return l.modules(p).ReadDir(p) }

// FileType implements [eval.Loader].
func (l *worldLoader) FileType(p string) (eval.FileType, error) {
	if t, err := l.snapshotLoader.FileType(p); err == nil {
		return t, nil
	}
	return l.modules(p).FileType(p)
}

// Readlink implements [eval.Linker].
func (l *worldLoader) Readlink(p string) (string, error) {
	if real := l.snapshot.Real(p); real != p {
		return real, nil
	}
	if links, ok := l.modules(p).(eval.Linker); ok {
		return links.Readlink(p)
	}
	return "", eval.ErrOutside
}

// Code implements [eval.Coder].
func (l *worldLoader) Code(p string) *eval.Code {
	if l.snapshot.File(p) != nil {
		return l.snapshotLoader.Code(p)
	}
	if c, ok := l.modules(p).(eval.Coder); ok {
		return c.Code(p)
	}
	return nil
}

// Parse implements [eval.Loader].
func (l *worldLoader) Parse(p string) (*syntax.File, error) {
	if f, err := l.snapshotLoader.Parse(p); err == nil {
		return f, nil
	}
	return l.modules(p).Parse(p)
}
