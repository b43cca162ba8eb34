package optiondb

import (
	"bytes"
	"testing"
)

// everything are the options of all sets that ship, as sources of their own.
func everything() (all []*Source) {
	for _, set := range Shipped().Sets {
		for _, g := range set.Generations {
			surface := &Surface{Name: set.Name, Root: g.Surface().Root}
			all = append(all, &Source{
				Set: FoundSet(set.Name, FromModules, surface), Options: len(surface.Options()), Modules: 3,
				Unread:   []Unread{{What: "./x.nix", Why: "it is not there"}},
				Problems: []Problem{{Path: Path{"services", "x"}, Why: "it recurses"}},
			})
		}
	}
	return all
}

func TestPackedSourcesComeBack(t *testing.T) {
	for _, source := range everything() {
		data, ok := source.pack()
		if !ok {
			t.Fatalf("%s cannot be packed", source.Set.Name)
		}
		back, ok := unpackSource(source.Set.Name, FromModules, string(data), ShippedFile)
		if !ok {
			t.Fatalf("%s cannot be unpacked", source.Set.Name)
		}
		if again, _ := back.pack(); !bytes.Equal(again, data) {
			t.Errorf("%s is another when it comes back", source.Set.Name)
		}
		then := back.Set.Generations[0].Surface().Options()
		for i, o := range source.Set.Generations[0].Surface().Options() {
			got := then[i]
			if got.Path.String() != o.Path.String() || got.Type.String() != o.Type.String() || (got.Type == Anything) != (o.Type == Anything) {
				t.Fatalf("got %s of type %s, want %s of type %s", got.Path, got.Type, o.Path, o.Type)
			}
			for j, at := range o.Declarations {
				if n := got.Declarations[j].Node(); n.Text() != at.Node().Text() || n.Start() != at.Node().Start() {
					t.Errorf("%s: declared as %q, want %q", o.Path, n.Text(), at.Node().Text())
				}
			}
			if o.Default != nil && o.Default.Value.Known() && !Equal(o.Default.Value, got.Default.Value) {
				t.Errorf("%s: another default", o.Path)
			}
		}
	}
}

// TestPackedTextIsNotBelieved cuts what was packed, and changes a bit of it, at many places.
func TestPackedTextIsNotBelieved(t *testing.T) {
	source := everything()[0]
	data, _ := source.pack()
	step := 1 + len(data)/500
	for i := 0; i < len(data); i += step {
		if _, ok := unpackSource("x", FromModules, string(data[:i]), ShippedFile); ok {
			t.Errorf("the first %d of %d bytes are taken for a whole", i, len(data))
		}
		changed := bytes.Clone(data)
		changed[i] ^= 1 << (i % 8)
		if back, ok := unpackSource("x", FromModules, string(changed), ShippedFile); ok {
			for _, o := range back.Set.Generations[0].Surface().Options() {
				_ = o.Type.String()
			}
		}
		_, _ = unpackDefinitions(string(changed))
	}
}
