package main

import (
	"os"
	"path/filepath"
	"strings"
)

// keepVariable is the variable of the environment that says where what takes long to read is kept.
const keepVariable = "ATPROTO_LS_CACHE"

// keepFolder is where what takes long to work out of option sources is kept: in the user's cache folder, or where keepVariable
// says. It is "" where nothing is to be kept: there is no such folder, or the variable says "off".
func keepFolder() string {
	switch named := os.Getenv(keepVariable); {
	case strings.EqualFold(named, "off"):
		return ""
	case filepath.IsAbs(named):
		return named
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(cache, "atproto-ls", "options")
}
