package optiondb_test

import (
	"testing"

	"atproto-ls/optiondb"
)

// Where no set is in use, nothing is near one.
func TestNearNothing(t *testing.T) {
	path := optiondb.Path{"services", "bluesky-pds"}
	if optiondb.LibraryOf(false).Near(path) {
		t.Errorf("%s is near a set of an empty library", path)
	}
	if !optiondb.Shipped().Near(path) || !optiondb.Shipped().Near(path[:1]) {
		t.Errorf("%s is not near its own set", path)
	}
}
