package optiondb_test

import (
	"testing"

	"atproto-ls/eval"
	"atproto-ls/optiondb"
)

// A type that is read from its description refuses nothing that the type itself takes, as far as the options that ship show,
// and most descriptions are understood.
func TestDescriptions(t *testing.T) {
	values := []optiondb.Value{
		eval.Bool(true), eval.Null, eval.Int(0), eval.Int(-1), eval.Int(3000), eval.Int(70_000), eval.String(""), eval.String("a"),
		eval.String("two\nlines"), eval.Float(0.5), eval.MakeList(nil), eval.MakeSet(nil), eval.Path("/a"),
	}
	understood, all, laxer := 0, 0, 0
	for _, set := range optiondb.Shipped().Sets {
		for _, g := range set.Generations {
			for _, o := range g.Surface().Options() {
				read := optiondb.ParseDescription(o.Type.String())
				all++
				if !read.Opaque || o.Type.Opaque {
					understood++
				}
				if read.String() != o.Type.String() {
					t.Errorf("%s: the type %s is read as %s", o.Path, o.Type, read)
				}
				s := eval.New(eval.Options{})
				for _, v := range values {
					own, other := refuses(o.Type, v), refuses(read, v)
					if other && !own {
						t.Errorf("%s of type %s: read from its words it refuses %s", o.Path, o.Type, s.Print(v))
					}
					if own && !other {
						laxer++
					}
				}
			}
		}
	}
	if understood*10 < all*8 {
		t.Errorf("of %d descriptions %d are understood", all, understood)
	}
	t.Logf("of %d descriptions %d are understood; of their values %d are refused by the type alone", all, understood, laxer)
}

// refuses reports whether a definition of v is an error for an option of the type.
func refuses(t *optiondb.Type, v optiondb.Value) bool {
	g := &optiondb.Group{Option: &optiondb.Option{Type: t, Visible: true}}
	return len(optiondb.Judge(g, &optiondb.Definition{Module: &optiondb.Module{}, Value: v, Priority: optiondb.PriorityNormal})) > 0
}
