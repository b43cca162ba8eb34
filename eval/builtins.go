package eval

// allBuiltins are the builtins that are computed here, by topic.
func allBuiltins() []def {
	var all []def
	for _, topic := range [][]def{
		controlBuiltins(), typeBuiltins(), numberBuiltins(), listBuiltins(), sortBuiltins(), setBuiltins(), groupBuiltins(),
		stringBuiltins(), contextBuiltins(), regexBuiltins(), versionBuiltins(), jsonBuiltins(), xmlBuiltins(),
		hashBuiltins(), fileBuiltins(), pathBuiltins(), storeBuiltins(), flakeBuiltins(),
	} {
		all = append(all, topic...)
	}
	return all
}

// impure are the builtins whose value depends on the machine, and why they are not known.
var impure = map[string]string{
	"currentSystem": "depends on the machine",
	"currentTime":   "depends on the clock",
	"nixVersion":    "depends on the Nix that runs",
	"fetchClosure":  fetchReason, "fetchGit": fetchReason,
	"fetchMercurial": fetchReason, "fetchTarball": fetchReason, "fetchTree": fetchReason, "fetchurl": fetchReason,
	"getFlake": fetchReason, "outputOf": storeReason,
	"storePath": storeReason,
}

const (
	storeReason = "needs the Nix store"
	fetchReason = "is not fetched"
)
