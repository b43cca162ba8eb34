package analysis

import (
	"fmt"
	"slices"
	"strings"
)

// first tells about the file itself, at its first token: why something is shown here, or nothing is.
func (w *hovering) first(off int) (Hover, bool) {
	root := w.file.Tree.Expr()
	token := root.FirstToken()
	if !root.Exists() || off < token.Start || off > token.End {
		return Hover{}, false
	}
	is, why := w.snapshot.KindOf(w.file)
	var b strings.Builder
	kind := map[FileKind]string{OtherFile: "no NixOS module", ModuleFile: "a NixOS module", FlakeFile: "a flake"}[is]
	fmt.Fprintf(&b, "**%s** is %s: %s.", w.snapshot.Relative(w.file.Path), kind, why)
	for _, c := range w.snapshot.ConfigurationsOf(w.file) {
		b.WriteString("\n\n" + w.about(c))
	}
	return Hover{Range: Range{w.file.Path, token.Start, token.End}, Text: b.String()}, true
}

// about tells of a configuration what it is made of, which option sets may be in force, and what was not read.
func (w *hovering) about(c *Configuration) string {
	var b strings.Builder
	if c.Whole {
		fmt.Fprintf(&b, "It belongs to the configuration `%s`, of which %s.", c.Entry, c.Closed)
	} else {
		b.WriteString("No configuration that is known reaches it, so that nothing is said of what is absent.")
	}
	for _, st := range c.View.Standings {
		if !st.Certain() {
			fmt.Fprintf(&b, "\n- `%s`: %s", st.Prefix, st.Why)
			continue
		}
		var names []string
		for _, s := range st.Surfaces {
			if name := strings.Trim(w.origin(s), "*"); !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		fmt.Fprintf(&b, "\n- `%s`: %s", st.Prefix, strings.Join(names, "; or "))
	}
	for _, u := range c.Unread {
		fmt.Fprintf(&b, "\n- not read: `%s`, %s", shortened(u.What), u.Why)
	}
	return b.String()
}
