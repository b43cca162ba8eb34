package eval

import "atproto-ls/syntax"

// Options are the settings of a [Session]. The zero Options evaluate pure text with the default limits.
type Options struct {
	Loader Loader // nil serves no files
	Fuel   int    // steps, see [DefaultFuel], which 0 means

	// Strict refuses files that Nix's parser refuses, with an Error. Otherwise, for texts that are being typed, only
	// the broken expressions are Unknown.
	Strict bool

	// SearchPath is NIX_PATH: what `<name>` finds. A name that nothing here provides is Unknown.
	SearchPath []SearchEntry

	// Home is what `~` stands for in a path, and Getenv what builtins.getEnv answers, where it knows; without them both are
	// Unknown.
	Home   string
	Getenv func(name string) (value string, known bool)

	// Fetch is what is known of what builtins.fetchTarball and the like give for arg, which is forced; the zero Value, and
	// without it everything that is fetched, is Unknown.
	Fetch func(s *Session, arg Value) Value

	// Lib is what replaces the evaluator's own `lib` in [Session.Lib], nil for the own one.
	Lib func(*Session) Value

	// Trace is called for each builtins.trace and warn with the text that Nix would print; nil drops them.
	Trace func(text string)

	// AbortOnWarn makes builtins.warn an error, as Nix's abort-on-warn does.
	AbortOnWarn bool
}

// SearchEntry is one entry of the search path: `<Prefix/…>` is below Path; an empty Prefix serves all names.
type SearchEntry struct{ Prefix, Path string }

// Session is one evaluation: its limits, its imported files, its hooks. One goroutine at a time may use it, and the Lazy
// values that it makes belong to it. Evaluating the same text in a new Session gives the same result.
type Session struct {
	options Options
	loader  Loader

	fuel, depth, calls int
	bytes              int
	speculation        int
	cut                bool    // something was not evaluated to its end: see Unknown.passing
	positions          bool    // builtins.unsafeGetAttrPos told where something stands
	args               []Value // arguments of the builtins that run, see callBuiltin

	globals   *globals
	files     map[*syntax.File]*unit
	imports   map[string]Value
	patterns  map[string]*pattern
	written   map[string]string // the texts that builtins.toFile wrote, by path
	archives  map[string]string // hashes of what was copied to the store, by path
	drvHashes map[string]string // hashModulo of the derivations, by path
	lib       Value
	formats   Value            // pkgs.formats
	packages  map[string]Value // see [Session.ProvidePackage]
	packing   bool             // see [Session.Packed]
	packed    []Value          // the same
	modules   map[string]Value // see SetModuleSystem
}

// New starts a session.
func New(o Options) *Session {
	s := &Session{options: o, loader: o.Loader}
	s.Refuel()
	if s.loader == nil {
		s.loader = NoFiles{}
	}
	s.globals = globalsOf(o.SearchPath)
	s.files = map[*syntax.File]*unit{}
	s.imports = map[string]Value{}
	s.written = map[string]string{}
	s.archives, s.drvHashes = map[string]string{}, map[string]string{}
	s.patterns = map[string]*pattern{}
	return s
}

// Fuel is how many steps are left.
func (s *Session) Fuel() int { return s.fuel }

// Limit runs f with at most fuel steps of those that are left, so that one part of a configuration that runs away
// costs only itself: what it did not finish is Unknown.
func (s *Session) Limit(fuel int, f func() Value) Value {
	saved := s.fuel
	given := min(fuel, saved)
	s.fuel = given
	v := f()
	s.fuel = saved - (given - max(s.fuel, 0))
	return v
}

// Refuel gives s the steps and bytes of a new Session: what follows is another evaluation, over the same files.
func (s *Session) Refuel() {
	s.fuel, s.bytes = s.options.Fuel, 0
	if s.fuel == 0 {
		s.fuel = DefaultFuel
	}
}

// exhausted is the Unknown of the limit that was reached.
func (s *Session) exhausted() Value {
	reason := "step limit"
	switch {
	case s.depth >= MaxDepth:
		reason = "depth limit"
	case s.bytes > MaxBytes:
		reason = "size limit"
	}
	return s.passing(reason)
}

// passing is Unknown only on the way that led here: another may find a value.
func (s *Session) passing(reason string) Value {
	s.cut = true
	return Value{ref: &Unknown{Reason: reason, passing: true}}
}

// spend takes n steps; false when there are not so many.
func (s *Session) spend(n int) bool {
	s.fuel -= n
	return s.fuel > 0
}

// grow accounts for n bytes of text or lists; false, and no more steps, beyond [MaxBytes].
func (s *Session) grow(n int) bool {
	s.bytes += n
	if s.bytes > MaxBytes {
		s.fuel = 0
		return false
	}
	return true
}
