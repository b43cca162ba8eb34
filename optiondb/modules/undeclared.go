package modules

import (
	"slices"
	"sort"
	"strings"

	"atproto-ls/eval"
)

// checkUnmatched is the error of a definition that no option takes, the zero Value when there is none.
func (c *Configuration) checkUnmatched() Value {
	s := c.system.session
	if c.args.Lenient {
		return Value{}
	}
	for _, name := range []string{"check", "freeformType"} {
		v := s.Select(c.config, "_module", name)
		if v.Kind() == eval.ErrorKind {
			return v
		}
		if name == "check" && !v.IsTrue() || name == "freeformType" && v.Kind() != eval.NullKind {
			return Value{}
		}
	}
	found, bad := c.unmatched()
	if bad.Kind() == eval.ErrorKind || len(found) == 0 {
		return bad
	}
	return c.undeclaredError(found[0])
}

// undeclaredError says that u is defined and not declared, and what its writer may have meant.
func (c *Configuration) undeclaredError(u unmatched) Value {
	m := c.system
	path := append(c.args.Prefix[:len(c.args.Prefix):len(c.args.Prefix)], u.path...)
	shown, bad := m.showDefs(eval.MakeList([]Value{set("file", u.def.file, "value", u.def.wrapped())}))
	if bad.Exists() {
		bad = eval.AddContext(bad, "while evaluating a definition from `"+m.text(u.def.file)+"'")
		return eval.AddContext(bad, "while evaluating the error message for definitions for `"+showOption(path)+"', which is an option that does not exist")
	}
	text := "The option `" + showOption(path) + "' does not exist. Definition values:" + shown + c.meant(u.path)
	if !slices.Equal(c.root.order, []string{"_module"}) {
		return eval.MakeThrow(text)
	}
	if len(c.args.Prefix) == 0 {
		return eval.MakeThrow(text + "\n\nIt seems as if you're trying to declare an option by placing it into `config' rather than `options'!\n")
	}
	return eval.MakeThrow(text + "\n\nHowever there are no options defined in `" + showOption(c.args.Prefix) + "'. Are you sure you've\ndeclared your options properly? This can happen if you e.g. declared your options in `types.submodule'\nunder `config' rather than `options'.\n")
}

// meant names up to three options beside path, which is not one, the nearest first.
func (c *Configuration) meant(path []string) string {
	g, name := c.root, path[len(path)-1]
	for _, p := range path[:len(path)-1] {
		child := g.children[p]
		if child == nil || child.group == nil {
			return ""
		}
		g = child.group
	}
	if g.declared.run(g.session()).Exists() {
		return ""
	}
	names := slices.DeleteFunc(slices.Sorted(slices.Values(g.order)), func(n string) bool {
		return g == c.root && n == "_module" || len(g.order) >= 100 && distance(n, name) > 2
	})
	sort.SliceStable(names, func(i, j int) bool { return distance(names[i], name) < distance(names[j], name) })
	shown := make([]string, min(3, len(names)))
	for i := range shown {
		below := append(append(c.args.Prefix[:len(c.args.Prefix):len(c.args.Prefix)], path[:len(path)-1]...), names[i])
		shown[i] = "`" + showOption(below) + "'"
	}
	switch n := len(shown); n {
	case 0:
		return ""
	case 1:
		return "\n\nDid you mean " + shown[0] + "?"
	default:
		return "\n\nDid you mean " + strings.Join(shown[:n-1], ", ") + " or " + shown[n-1] + "?"
	}
}

// maxName is how long a name may be for a suggestion.
const maxName = 256

// distance is how many bytes must be changed, added or removed to make a into b.
func distance(a, b string) int {
	if len(a) > maxName || len(b) > maxName {
		return maxName
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			before, row[j+1] = row[j+1], min(before+cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
