package analysis

import "atproto-ls/optiondb"

// knows reports whether something is declared or defined at path, for the configurations of f.
func (s *Snapshot) knows(f *File, world string, path optiondb.Path) bool {
	k := s.knownTo(f, f.Tree.Expr())
	return len(k.at(path)) > 0 || world == "" && k.configuration != nil && k.configuration.Defines(path)
}
