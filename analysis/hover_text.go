package analysis

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"atproto-ls/eval"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// commands are what the documentation's section on trouble says to look at, with the names and ports of this configuration.
func (b bringing) commands(c *Configuration) (lines []string) {
	if len(b.units) == 0 {
		return nil
	}
	add := func(format string, args ...any) {
		if line := fmt.Sprintf(format, args...); !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	unit := b.units[0].Name
	add("systemctl status %s", unit)
	add("systemctl list-dependencies %s", unit)
	add("journalctl -u %s -f", unit)
	systems := map[string]bool{}
	for _, i := range b.clauses {
		for _, n := range i.Clause.Needs {
			systems[n.System] = systems[n.System] || b.provision(c, i.Option, n) != ", which is on another machine"
		}
	}
	if systems["postgresql"] {
		add("sudo -u postgres psql -c '\\l'")
	}
	if systems["mysql"] {
		add("sudo mysql -e 'SHOW DATABASES'")
	}
	if systems["redis"] {
		add("redis-cli ping")
	}
	if systems["nginx"] || c.Provided("nginx") == Yes {
		add("nginx -t")
		add("curl -I http://localhost/")
	}
	for _, i := range b.clauses {
		for _, l := range i.Clause.Listens {
			port := portText(c, l)
			switch {
			case port == "" || l.Protocol == "udp":
			case l.For == "metrics":
				add("curl http://localhost:%s/metrics", port)
			case strings.HasPrefix(l.For, "`") && slices.ContainsFunc(otherProtocols, func(p string) bool { return strings.Contains(strings.ToLower(l.For), p) }):
				add("ss -tlnp 'sport = :%s'", port)
			case l.For != "":
				add("curl -I http://localhost:%s/", port)
			}
		}
	}
	return lines
}

// otherProtocols are words in the names of options whose ports speak no HTTP.
var otherProtocols = []string{"ssh", "grpc", "smtp", "udp", "quic", "p2p", "tls"}

// implied is what an option asks of the machine or gives to it, by the clauses of its set: where its value is known, what
// that value does, else what each does.
func (w *hovering) implied(s *optiondb.Surface, option optiondb.Path) string {
	if s.Set == nil {
		return ""
	}
	var out []string
	hosts := w.hosts()
	for _, clause := range s.Set.Implied(option) {
		intro, in := "It implies:", hosts
		if clause.Value.Exists() {
			in = slices.DeleteFunc(slices.Clone(hosts), func(c *Configuration) bool {
				m := c.Merged(option)
				return m.State == Settled && !optiondb.Equal(clause.Value, m.Value)
			})
			if len(in) == 0 {
				continue
			}
			intro = "With `" + plainValue(clause.Value) + "`:"
		}
		var b bringing
		b.add(Implication{Option: option, Clause: clause})
		if lines := inEach(in, " (in %s)", b.lines); len(lines) > 0 {
			out = append(out, intro+"\n\n"+strings.Join(lines, "\n"))
		}
		if clause.Text != "" {
			out = append(out, cleaned(clause.Text))
		}
	}
	return strings.Join(out, "\n\n")
}

// written is a definition's value as it can be shown: short, and never a secret.
func (w *hovering) written(d *optiondb.Definition) string {
	if SecretName(d.Path[len(d.Path)-1]) {
		return "a secret"
	}
	if text := w.text(d, ""); text != "" {
		return "`" + shortened(text) + "`"
	}
	return "a value that is computed"
}

// text is a definition's value as Nix has it, or as it is written; computed stands for one that neither tells.
func (w *hovering) text(d *optiondb.Definition, computed string) string {
	if text := plainValue(d.Value); text != "" || d.Value.Kind() == eval.StringKind {
		if d.Value.Kind() == eval.StringKind {
			text = `"` + withoutPassword(text) + `"`
		}
		return text
	}
	if n := WrittenValue(d.ValueNode()); n.Exists() && !holdsSet(n) {
		return withoutPassword(n.Text())
	}
	return computed
}

// holdsSet reports whether an expression writes a set out, in which anything may stand.
func holdsSet(n syntax.Node) bool {
	for d := range n.Descendants() {
		if d.Is(syntax.AttrSetNode) {
			return true
		}
	}
	return n.Is(syntax.AttrSetNode)
}

// plainValue is a scalar as text, a string without quotes; "" for anything else.
func plainValue(v optiondb.Value) string {
	switch v.Kind() {
	case eval.StringKind:
		text, _ := v.AsString()
		return text
	case eval.IntKind:
		i, _ := v.AsInt()
		return fmt.Sprint(i)
	case eval.BoolKind:
		return fmt.Sprint(v.IsTrue())
	case eval.FloatKind:
		x, _ := v.AsFloat()
		return fmt.Sprint(x)
	case eval.NullKind:
		return "null"
	case eval.PathKind:
		p, _ := v.AsPath()
		return p
	}
	return ""
}

// shortened is [OneLine] without what would end a code span.
func shortened(text string) string { return strings.ReplaceAll(OneLine(text, 80), "`", "'") }

// OneLine is text on one line, cut where it is longer than width characters.
func OneLine(text string, width int) string {
	runes := []rune(strings.Join(strings.Fields(text), " "))
	if len(runes) > width {
		return string(runes[:width-1]) + "…"
	}
	return string(runes)
}

var passwordInURL = regexp.MustCompile(`(://[^/@\s:]*):[^/@\s]+@`)

func withoutPassword(text string) string { return passwordInURL.ReplaceAllString(text, "$1:…@") }

// SecretName reports whether the name of an option or a variable says that it holds a secret itself.
func SecretName(name string) bool {
	lower := strings.ToLower(name)
	has := func(word string) bool { return strings.Contains(lower, word) }
	ends := func(end string) bool { return strings.HasSuffix(lower, end) }
	return slices.ContainsFunc(secretWords, has) && !slices.ContainsFunc(openEnds, ends)
}

var (
	secretWords = []string{"password", "passwd", "secret", "token", "apikey", "api_key", "private_key", "privatekey"}
	openEnds    = []string{"file", "files", "path", "dir", "id", "public", "publickey", "count", "length", "endpoint", "url", "uri", "enable"}
)

var (
	roles    = regexp.MustCompile("\\{(?:option|command|file|var|env|manpage|option-ref)\\}(`)")
	anchors  = regexp.MustCompile(`\[\]\(#([^)]*)\)`)
	fences   = regexp.MustCompile(`(?m)^:{3,}\s*(?:\{[^}]*\})?\s*$\n?`)
	markdown = strings.NewReplacer("**", "", "```nix\n", "", "```sh\n", "", "```\n", "", "```", "", "`", "")
	links    = regexp.MustCompile(`\[([^\]]*)\]\(([^)]*)\)`)
	emphasis = regexp.MustCompile(`(?m)^\*([^*]+)\*$`)
)

// cleaned is a description of nixpkgs' documentation as plain Markdown: without the roles and admonitions that only its own
// renderer knows.
func cleaned(text string) string {
	text = roles.ReplaceAllString(text, "$1")
	text = anchors.ReplaceAllString(text, "`$1`")
	return strings.TrimSpace(fences.ReplaceAllString(text, ""))
}

// PlainText is the Markdown of a [Hover] for a client that cannot show it.
func PlainText(text string) string {
	text = emphasis.ReplaceAllString(text, "$1")
	text = links.ReplaceAllString(text, "$1 ($2)")
	return strings.ReplaceAll(markdown.Replace(text), "  \n", "\n")
}
