//go:build oracle

package workspace

import (
	"bytes"
	"compress/gzip"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"atproto-ls/optiondb"
)

var updateFacts = flag.Bool("update", false, "write optiondb/bundled/nur.json anew")

// The facts that ship about the ATProto NUR are those of its modules at the revision that they name: those that it exports,
// and the ones in files beside them.
func TestFactsAreCurrent(t *testing.T) {
	nur := os.Getenv("ATPROTO_NUR")
	if nur == "" {
		t.Fatal("ATPROTO_NUR names no checkout")
	}
	var modules []string
	for _, name := range []string{
		"", "hyperlink-academy", "workerd", "plcbundle", "microcosm/allegedly.nix", "microcosm/quasar.nix", "blacksky/community.nix",
		"blacksky/rsky/pdsadmin.nix", "slices-network/slices.nix",
	} {
		modules = append(modules, filepath.Join(nur, "modules", name))
	}
	w, err := Open(nur, Options{})
	if err != nil {
		t.Fatal(err)
	}
	w.Name(modules, nil, "", false, false)
	sources, err := w.Sources()
	if err != nil {
		t.Fatal(err)
	}
	const homepage = "https://github.com/atproto-nix/nur"
	text, err := optiondb.WriteFacts(sources.List[0].Set, optiondb.Snapshot{
		Name: "nur", Title: "the ATProto NUR", Homepage: homepage, Revision: "525b964e019b3d551a4186316d982d020c67b25f",
		Sources: RepositoriesOf(homepage), Root: filepath.ToSlash(nur),
	})
	if err != nil {
		t.Fatal(err)
	}
	const file = "../../optiondb/bundled/nur.json"
	if *updateFacts {
		var packed bytes.Buffer
		w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.Write(text)
		if err := errors.Join(err, w.Close(), os.WriteFile(file, text, 0o644), os.WriteFile(file+".gz", packed.Bytes(), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	if shipped, err := os.ReadFile(file); err != nil || !bytes.Equal(shipped, text) {
		t.Errorf("%s is not what the modules declare (%v): -update writes it anew", file, err)
	}
}
