// Package bundled holds the option sets that ship with the program, as the Nix files that they are written as. README.md
// describes them; package optiondb reads them.
package bundled

import "embed"

// Files are the sets' files, paths below this folder.
//
//go:embed documented nixpkgs tangled extersia examples lib elsewhere.nix
var Files embed.FS

// Sets are the names of the sets, each a folder with a `set.nix`. The order is the one in which completion and hover
// show what several of them declare.
var Sets = []string{"nixpkgs", "documented", "tangled", "extersia"}
