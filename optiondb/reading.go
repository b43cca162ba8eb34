package optiondb

import (
	"sync"

	"atproto-ls/eval"
	"atproto-ls/optiondb/modules"
	"atproto-ls/syntax"
)

// Source is what a set was made from, and what became of it.
type Source struct {
	Set      *Set
	From     string // a path, for people
	Options  int
	Modules  int       // how many modules were read; 0 for what is no module
	Unread   []Unread  // imports that could not be followed
	Problems []Problem // declarations that could not be evaluated
	Kept     bool      // it was not evaluated but taken from what was kept
}

// ReadModules evaluates the modules at paths, with all that they import, into a set. What cannot be evaluated costs only
// itself and is told in the Source. begin starts an evaluation; want says which definitions outside the set's own prefixes
// are of interest.
func ReadModules(name string, kind Kind, want func(Path) bool, begin func() *eval.Session, paths ...string) *Source {
	return Reading{Name: name, Kind: kind, Want: want, Begin: begin, Roots: Paths(paths)}.Read()
}

// Paths are modules by their paths, as a Reading has them.
func Paths(paths []string) func(*eval.Session) []Value {
	return func(*eval.Session) (roots []Value) {
		for _, p := range paths {
			roots = append(roots, eval.Path(p))
		}
		return roots
	}
}

// Reading says how the modules of a source are read.
type Reading struct {
	Name  string
	Kind  Kind
	Want  func(Path) bool                // which definitions outside the set's own prefixes are of interest
	Begin func() *eval.Session           // starts an evaluation
	Roots func(*eval.Session) []Value    // the modules, in that evaluation
	Keep  Keeper                         // nil keeps nothing
	Parse func(file string) *syntax.File // the tree of a file that declares options, nil where there is none; for what was kept
}

// The names that the parts of a source are kept under.
const (
	keptOptions     = "options"
	keptDefinitions = "definitions"
)

// Read evaluates the modules, or takes what was kept of them.
func (r Reading) Read() *Source {
	source := r.kept()
	if source == nil {
		source = r.evaluated()
		source.keep(r.Keep)
	}
	set := source.Set
	defined := sync.OnceValue(func() *definitions { return r.definitions(set.Generations[0]) })
	set.Generations[0].Surface().own = func() map[string]bool { return defined().own }
	set.brought = func() []Brought { return defined().brought }
	return source
}

// keep keeps the options of the source.
func (s *Source) keep(k Keeper) {
	if k == nil {
		return
	}
	if data, ok := s.pack(); ok {
		k.Keep(keptOptions, data)
	}
}

// kept is the source as it was kept, nil where it was not.
func (r Reading) kept() *Source {
	if r.Keep == nil {
		return nil
	}
	data, ok := r.Keep.Kept(keptOptions)
	if !ok {
		return nil
	}
	source, ok := unpackSource(r.Name, r.Kind, data, r.Parse)
	if !ok {
		return nil
	}
	source.Kept = true
	return source
}

func (r Reading) evaluated() *Source {
	go eval.Prepare() // nobody waits for it but who needs what it makes
	s := r.Begin()
	defer s.Close()
	system := modules.Install(s).Documenting()
	found := Collect(s, ModuleArgs(s), r.Roots(s)...)
	surface, problems := Declared(s, r.Name, found.All)
	set := FoundSet(r.Name, r.Kind, surface)
	set.Partial = len(found.Unread) > 0
	s.Refuel()
	complete(surface, s, system, r.Roots)
	return &Source{Set: set, From: r.Name, Options: len(surface.Options()), Modules: len(found.All), Unread: found.Unread, Problems: open(surface, problems)}
}

// definitions are the paths that modules define: own by themselves, brought outside of what they declare.
type definitions struct {
	own     map[string]bool
	brought []Brought
}

// definitions are those of the modules that declare g. Who asks only for options never needs them: they are worked out in an
// evaluation of their own.
func (r Reading) definitions(g *Generation) *definitions {
	if r.Keep != nil {
		if data, ok := r.Keep.Kept(keptDefinitions); ok {
			if d, ok := unpackDefinitions(data); ok {
				return d
			}
		}
	}
	s := r.Begin()
	defer s.Close()
	d := &definitions{own: map[string]bool{}}
	for _, m := range Collect(s, ModuleArgs(s), r.Roots(s)...).All {
		for _, one := range m.Definitions(s, g.near) {
			noteOwn(d.own, one)
		}
		d.brought = append(d.brought, g.broughtBy(s, m, func(p Path) bool { return r.Want(p) && !g.Owns(p) })...)
	}
	if r.Keep != nil {
		if data, ok := d.pack(); ok {
			r.Keep.Keep(keptDefinitions, data)
		}
	}
	return d
}

// broughtBy finds what a module may define outside of what its set owns. want asks for a path.
func (g *Generation) broughtBy(s *eval.Session, m *Module, want func(Path) bool) (all []Brought) {
	var by []Path
	for _, prefix := range g.Prefixes {
		if m.declares(s, prefix) {
			by = append(by, prefix)
		}
	}
	seen := map[string]bool{}
	var walk func(d *Definition)
	walk = func(d *Definition) {
		leaf := len(d.Children) == 0 && (d.Open || len(d.Path) > 0) || !d.Value.IsSet() // a module that only imports defines nothing
		if key := d.Path.String(); (leaf || d.Open) && d.When != Never && !seen[key] && want(d.Path) {
			seen[key] = true
			all = append(all, Brought{d.Path, by, freeze(s, d.Value)})
		}
		if d.Value.IsSet() {
			for _, c := range d.Children {
				walk(c)
			}
		}
	}
	for _, d := range m.Definitions(s, want) {
		walk(d)
	}
	return all
}

// declares reports whether the module's `options` has something at prefix.
func (m *Module) declares(s *eval.Session, prefix Path) bool {
	if !m.Options.Exists() {
		return false
	}
	v := m.Options
	for _, name := range prefix {
		set := firstSet(s.Force(v))
		if !set.Has(name) {
			return false
		}
		v = set.Get(name)
	}
	return true
}
