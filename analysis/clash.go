package analysis

import (
	"slices"
	"strings"

	"atproto-ls/optiondb"
)

// Clash is an option to which definitions of one priority give values that do not merge.
type Clash struct {
	Path        optiondb.Path
	Definitions []*optiondb.Definition // two or more, in the order of their modules
}

// Clashes are the options of sets in force that cannot have a value: nothing stronger decides between their definitions.
// What the modules at hand declare is not looked at; the module system says that of them ([Evaluated]).
func (c *Configuration) Clashes() (all []Clash) {
	for _, st := range c.View.Standings {
		if st.Certain() && !c.Redeclared(st.Prefix) {
			clashesIn(c.index.Node(st.Prefix), c, st, &all)
		}
	}
	return all
}

// clashesIn collects those at the node x and below it. What is at one path inside of elements is of several elements.
func clashesIn(x *optiondb.Index, c *Configuration, st *optiondb.Standing, all *[]Clash) {
	if x == nil || len(x.Path) > 0 && (x.Name() == optiondb.AnyElement || x.Name() == optiondb.AnyName) {
		return
	}
	if strongest := rivals(x.At); len(strongest) > 1 && !c.Holed(x.Path) && st.Clash(x.Path, valuesOf(strongest)) {
		*all = append(*all, Clash{x.Path, strongest})
	}
	below := slices.SortedStableFunc(slices.Values(x.Below), func(a, b *optiondb.Index) int { return strings.Compare(a.Name(), b.Name()) })
	for _, b := range below {
		clashesIn(b, c, st, all)
	}
}

// rivals are the definitions of the strongest priority, none where it is not known which they are, or what one is.
func rivals(definitions []*optiondb.Definition) (strongest []*optiondb.Definition) {
	for _, d := range definitions {
		switch {
		case d.When == optiondb.Never:
		case d.Priority == optiondb.UnknownPriority || !d.Value.Known():
			return nil
		case len(strongest) == 0 || d.Priority < strongest[0].Priority:
			strongest = []*optiondb.Definition{d}
		case d.Priority == strongest[0].Priority:
			strongest = append(strongest, d)
		}
	}
	for _, d := range strongest {
		if d.When != optiondb.Certain {
			return nil
		}
	}
	return strongest
}

func valuesOf(definitions []*optiondb.Definition) []optiondb.Value {
	values := make([]optiondb.Value, len(definitions))
	for i, d := range definitions {
		values[i] = d.Value
	}
	return values
}
