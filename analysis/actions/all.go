package actions

import "atproto-ls/analysis"

// All are the actions at off of f.
func All(s *analysis.Snapshot, f *analysis.File, off int) []Action {
	return append(Required(s, f, off), Examples(s, f, off)...)
}
