package optiondb_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"testing"

	"atproto-ls/optiondb"
)

// The facts that ship are in the form that is written now: what is read of them is written again as it stands there. A test
// with the tag oracle says whether they are still true.
func TestFactsAsWritten(t *testing.T) {
	text, err := os.ReadFile("bundled/nur.json")
	if err != nil {
		t.Fatal(err)
	}
	set, err := optiondb.ReadFacts(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	again, err := optiondb.WriteFacts(set, optiondb.Snapshot{
		Name: set.Name, Title: set.Title, Homepage: set.Homepage, Revision: set.Revision, Sources: set.Sources,
	})
	if err != nil || !bytes.Equal(again, text) {
		t.Errorf("bundled/nur.json is read as something else, or not current: bundled/README.md says how it is made (%v)", err)
	}
	packed, err := os.Open("bundled/nur.json.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	unpacked, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	if ships, err := io.ReadAll(unpacked); err != nil || !bytes.Equal(ships, text) {
		t.Errorf("bundled/nur.json.gz is not bundled/nur.json (%v): gzip -9nk makes it", err)
	}
}

// What is known of a service of the NUR without its modules.
func TestFactsThatShip(t *testing.T) {
	v := optiondb.Shipped().View(optiondb.Evidence{Defined: []optiondb.Path{optiondb.ParsePath("services.microcosm-spacedust.enable")}})
	st := v.For(optiondb.ParsePath("services.microcosm-spacedust"))
	if len(st.Surfaces) != 1 || st.Surfaces[0].Set.Kind != optiondb.FromFacts || !v.Bare(func(optiondb.Path) bool { return false }) {
		t.Fatalf("in force are %v", st.Surfaces)
	}
	o := st.Surfaces[0].Option(optiondb.ParsePath("services.microcosm-spacedust.jetstream"))
	if o == nil || o.Type.String() != "string" || !o.Required || o.Description != "" || len(o.Declarations) != 1 {
		t.Errorf("got %+v", o)
	}
}
