package eval

// The limits of an evaluation. They are counts, never times, so that a result does not depend on how fast the machine is.
const (
	// DefaultFuel is how many steps a [Session] may take when its [Options] do not say: one for each thunk forced,
	// each function called, each element a builtin handles; below 1,024 levels of depth two, below 2,048 three, and so
	// on, for Go's garbage collector scans a deep stack again and again. About five seconds.
	DefaultFuel = 50_000_000

	// MaxCallDepth is how deep function calls nest before Nix itself gives up (its max-call-depth); an [Error].
	MaxCallDepth = 10_000

	// MaxDepth is how deep forcing, calling and comparing may nest in all; beyond it is Unknown. Go's stack of at
	// most 1 GiB holds it with room to spare: FuzzEval and TestDeep go there.
	MaxDepth = 60_000

	// MaxBytes is how many bytes of texts, lists and sets one Session may build in all; beyond it is Unknown.
	MaxBytes = 1 << 29

	// MaxAlternatives is how many values a Choice may have before it is Unknown.
	MaxAlternatives = 8

	// MaxSpeculation is how deep branches of which it is not known whether Nix would take them may nest; beyond it
	// is Unknown.
	MaxSpeculation = 4

	// SpeculationFuel is how many steps such a branch may take; beyond it is Unknown.
	SpeculationFuel = 1_000_000

	// MaxTrace is how many enclosing expressions an [Error] remembers.
	MaxTrace = 16
)
