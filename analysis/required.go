package analysis

import (
	"slices"
	"strconv"

	"atproto-ls/eval"
	"atproto-ls/optiondb"
)

// Required is an option that must be set, with a value to begin with.
type Required struct {
	Path  optiondb.Path
	Value string // Nix text
}

// RequiredBelow are the options that must be set in the group or element at path, seen from f, and that the configuration
// does not set: those that every set in force wants. What is below a part that is not on, or inside of elements, is not
// among them.
func (s *Snapshot) RequiredBelow(f *File, path optiondb.Path) (all []Required) {
	k := s.knownTo(f, f.Tree.Expr())
	at := k.at(path)
	if st := k.view.For(path); st != nil && !st.Certain() {
		return nil
	}
	for i, found := range at {
		var here []Required
		k.required(found.group, path, true, &here)
		if i == 0 {
			all = here
			continue
		}
		all = slices.DeleteFunc(all, func(r Required) bool {
			return !slices.ContainsFunc(here, func(o Required) bool { return slices.Equal(o.Path, r.Path) })
		})
	}
	return all
}

// required appends what is required in g, which is at path; the top is what the user asked about, on or not.
func (k known) required(g *optiondb.Group, path optiondb.Path, top bool, all *[]Required) {
	if enable := g.Children["enable"]; !top && enable != nil && enable.Option != nil && !k.isOn(path.Append("enable")) {
		return
	}
	for _, name := range g.Order {
		child, below := g.Children[name], path.Append(name)
		if name == optiondb.AnyName || name == optiondb.AnyElement {
			continue
		}
		o := child.Option
		if o != nil && o.Required && o.Type.MustBeDefined() && len(child.Order) == 0 && !k.sets(below) && !hidden(child) {
			if text, ok := Placeholder(o); ok {
				*all = append(*all, Required{below, text})
			}
		}
		if o == nil || o.Type.Submodule() != nil {
			k.required(child, below, false, all)
		}
	}
}

func (k known) isOn(enable optiondb.Path) bool {
	return k.configuration != nil && k.configuration.Merged(enable).IsTrue()
}

func (k known) sets(path optiondb.Path) bool {
	return k.configuration != nil && (len(k.configuration.At(path)) > 0 || k.configuration.HoledBelow(path))
}

// Placeholder is Nix text of a value to begin with for an option: its example, else the simplest value of its type; ok is false
// where neither is known to be right.
func Placeholder(o *optiondb.Option) (text string, ok bool) {
	if writable(o.Example) && optiondb.Accepts(o.Type, o.Example.Value) {
		return o.Example.Source, true
	}
	name := o.Path[len(o.Path)-1]
	switch text, _ = stub(name, o); {
	case text == `"/"`:
		return `"/run/secrets/` + name + `"`, true
	case text != `""` || optiondb.Accepts(o.Type, eval.String("")):
		return text, true
	}
	return strconv.Quote(name), optiondb.Accepts(o.Type, eval.String(name))
}
