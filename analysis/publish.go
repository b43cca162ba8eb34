package analysis

import (
	"path"
	"slices"
	"strings"

	"atproto-ls/optiondb"
)

// Publishes reports whether the workspace is one of modules for others: a flake in it gives modules away, and nothing in
// it is a machine. What is told to authors of such modules is nobody's business on one's own machines.
func (s *Snapshot) Publishes() bool {
	return !s.HasMachines() && slices.ContainsFunc(s.order, func(f *File) bool {
		return path.Base(f.Path) == "flake.nix" && f.Mentions("nixosModules")
	})
}

// HasMachines reports whether the workspace has configurations of machines, beside those that only try or show modules.
func (s *Snapshot) HasMachines() bool {
	s.machinesOnce.Do(func() {
		s.machines = slices.ContainsFunc(s.order, func(f *File) bool {
			return !isTrial(s.Relative(f.Path)) && s.isMachine(f)
		})
	})
	return s.machines
}

// isMachine reports whether a file is, or puts together, the configuration of a machine: each has a state version.
func (s *Snapshot) isMachine(f *File) bool {
	if f.MentionsAny("system.stateVersion", "nixosConfigurations", "colmena") {
		return true
	}
	return f.MentionsAny("stateVersion", "system") && len(s.Facts(f).asImported().Index.Definitions(optiondb.Path{"system", "stateVersion"})) > 0
}

// trials are the folders of machines that only try or show modules.
var trials = []string{"tests", "test", "examples", "example", "templates", "docs", "checks"}

func isTrial(relative string) bool {
	return slices.ContainsFunc(strings.Split(relative, "/"), func(folder string) bool { return slices.Contains(trials, folder) })
}
