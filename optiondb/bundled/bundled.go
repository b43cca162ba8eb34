// Package bundled holds the option sets that ship with the program, as the Nix files that they are written as. README.md
// describes them; package optiondb reads them.
package bundled

import "embed"

// Files are the sets' files, paths below this folder.
//
//go:embed documented nixpkgs tangled extersia examples lib nixos elsewhere.nix nur.json.gz
var Files embed.FS

// NixOS are the modules that stand for a small part of NixOS itself: for what it refuses of what services define for it.
var NixOS = []string{"nixos/nginx.nix", "nixos/postgresql.nix"}

// Sets are the names of the sets, each a folder with a `set.nix`. The order is the one in which completion and hover
// show what several of them declare.
var Sets = []string{"nixpkgs", "documented", "tangled", "extersia"}

// Facts are the files with facts about sets whose modules do not ship, in the order in which they come after those: compressed, for
// they are half as long as all else together. Without the `.gz` they lie beside, for who compares.
var Facts = []string{"nur.json.gz"}
