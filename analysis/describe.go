package analysis

import (
	"fmt"
	"strings"

	"atproto-ls/optiondb"
)

// Describe is what documentation says of the option at path, seen from f, as Markdown: of each set that declares it its type,
// default, example and description. Empty for what no set declares.
func (s *Snapshot) Describe(f *File, path optiondb.Path) string {
	var out []string
	said := map[string]bool{}
	for _, found := range s.knownTo(f, f.Tree.Expr()).at(path) {
		o := found.group.Option
		if o == nil {
			continue
		}
		text := describe(o)
		if !said[text] { // two generations of one set say the same
			said[text] = true
			out = append(out, text+"\n\n*"+title(found.surface)+declaredIn(o)+"*")
		}
	}
	if len(out) == 0 {
		return ""
	}
	return "`" + path.String() + "`\n\n" + strings.Join(out, "\n\n---\n\n")
}

func describe(o *optiondb.Option) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Type: %s", o.Type)
	if o.Required && o.Type.MustBeDefined() {
		b.WriteString(" (required)")
	}
	shown(&b, "Default", o.Default)
	shown(&b, "Example", o.Example)
	if o.Description != "" {
		b.WriteString("\n\n" + o.Description)
	}
	return b.String()
}

// shown writes a default or an example: in a line where it fits one, else as a block of Nix.
func shown(b *strings.Builder, title string, text *optiondb.Text) {
	switch {
	case text == nil || text.Source == "":
	case text.Prose:
		fmt.Fprintf(b, "  \n%s: %s", title, text.Source)
	case strings.ContainsAny(text.Source, "\n`"):
		fmt.Fprintf(b, "\n\n%s:\n\n```nix\n%s\n```", title, text.Source)
	default:
		fmt.Fprintf(b, "  \n%s: `%s`", title, text.Source)
	}
}

// declaredIn says in which file an option is declared, where that is known.
func declaredIn(o *optiondb.Option) string {
	if len(o.Declarations) == 0 || o.Declarations[0].File == "" {
		return ""
	}
	return ", declared in " + strings.TrimPrefix(o.Declarations[0].File, "/shipped/")
}
