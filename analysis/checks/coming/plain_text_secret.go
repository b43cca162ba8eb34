package coming

import (
	"slices"
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/eval"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

var plainTextSecret = &analysis.Check{
	Code:     "ATP214",
	Name:     "plain-text-secret",
	Severity: analysis.Warning,
	Summary:  "A secret is written in the configuration",
	Doc: `
Whatever a configuration holds ends in the Nix store, where every user of the machine can read it: a password in a URL, a token
in an option, a secret file that is named by a path literal and so copied. Write the name of a file outside of the store, as a
string, into the option's ` + "`…File`" + ` twin.

Encrypted files (` + "`age`, `sops`" + `) belong in the store and are fine.`,
	Bad: `
{
  atproto.integration.database.postgresql.enable = true;
  services.bluesky-relay = {
    enable = true;
    database = {
      type = "postgres";
      url = "postgresql://relay:hunter2@localhost/relay";
    };
  };
}`,
	Good: `
{
  atproto.integration.database.postgresql.enable = true;
  services.bluesky-relay = {
    enable = true;
    database = {
      type = "postgres";
      url = "postgresql://relay@localhost/relay";
      passwordFile = "/run/secrets/relay-database";
    };
  };
}`,
	Run: func(p *analysis.Pass) {
		for _, c := range p.Snapshot.ConfigurationsOf(p.File) {
			for _, st := range c.View.Standings {
				if !st.Certain() {
					continue
				}
				for _, d := range c.At(st.Prefix) {
					secretsIn(p, c, st, d)
				}
			}
		}
	},
}

// secretsIn looks at d and everything defined below it.
func secretsIn(p *analysis.Pass, c *analysis.Configuration, st *optiondb.Standing, d *optiondb.Definition) {
	for _, child := range d.Children {
		secretsIn(p, c, st, child)
	}
	at, written := analysis.ValueRange(d)
	if !written || at.File != p.File.Path {
		return
	}
	name := optionName(d.Path)
	text, isText := d.Value.AsString()
	switch {
	case isText && passwordIn(text) != "":
		reportURL(p, c, st, d, at, text)
	case isText && text != "" && (secretName(name) && isString(st, d.Path) || slices.Contains(st.SecretVariables(), name)):
		reportSecret(p, d, at, "`"+d.Path.String()+"` is a secret, and its value ends world-readable in the Nix store")
	case d.Value.Kind() == eval.PathKind && secretFile(name) && !encrypted(d.Value):
		reportPath(p, d, at)
	}
}

// optionName is the name of the option that a path leads to: its last segment that is no list element.
func optionName(path optiondb.Path) string {
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] != optiondb.AnyElement {
			return path[i]
		}
	}
	return ""
}

// passwordIn is the password in the user-info of a URL, "" when there is none.
func passwordIn(url string) string {
	_, rest, ok := strings.Cut(url, "://")
	host, _, _ := strings.Cut(rest, "/")
	i := strings.LastIndexByte(host, '@')
	if !ok || i < 0 {
		return ""
	}
	_, password, _ := strings.Cut(host[:i], ":")
	if strings.HasPrefix(password, "$") { // a variable that a program fills in
		return ""
	}
	return password
}

// secretName reports whether the name of a string option says that it holds a secret itself.
func secretName(name string) bool {
	lower := strings.ToLower(name)
	for _, end := range []string{"file", "files", "path", "dir", "id", "public", "publickey", "count", "length", "endpoint", "url", "uri"} {
		if strings.HasSuffix(lower, end) {
			return false
		}
	}
	for _, word := range []string{"password", "passwd", "secret", "token", "apikey", "api_key", "private_key", "privatekey"} {
		if strings.Contains(lower, word) {
			return true
		}
	}
	return false
}

// isString reports whether every option set in force has a plain string, no path, at a path.
func isString(st *optiondb.Standing, path optiondb.Path) bool {
	for _, s := range st.Surfaces {
		o := s.Option(path)
		if o == nil || !optiondb.Accepts(o.Type, eval.String("x")) {
			return false
		}
	}
	return true
}

// secretFile reports whether an option names a file with a secret.
func secretFile(name string) bool {
	lower := strings.ToLower(name)
	if lower == "environmentfile" || lower == "environmentfiles" {
		return true
	}
	stem := strings.TrimSuffix(lower, "file")
	return stem != lower && (strings.Contains(stem, "password") || strings.Contains(stem, "secret") || strings.Contains(stem, "token") || strings.Contains(stem, "key"))
}

// encrypted reports whether a file is one whose content is encrypted.
func encrypted(v optiondb.Value) bool {
	path, _ := v.AsPath()
	return strings.HasSuffix(path, ".age") || strings.Contains(path, "sops") || strings.Contains(path, ".enc")
}

func reportSecret(p *analysis.Pass, d *optiondb.Definition, at analysis.Range, message string) {
	p.Report(analysis.Diagnostic{Range: at, Option: d.Path.String(), Entries: entries(p), Message: message})
}

// reportPath reports a path literal, which copies the file into the store. The string in its place is outside of it.
func reportPath(p *analysis.Pass, d *optiondb.Definition, at analysis.Range) {
	finding := analysis.Diagnostic{
		Range: at, Option: d.Path.String(), Entries: entries(p),
		Message: "a path literal copies the file, secrets and all, into the world-readable Nix store",
	}
	if path, ok := d.Value.AsPath(); ok && d.ValueNode().IsLiteral() {
		text := d.ValueNode().Text()
		if strings.HasPrefix(text, "/") {
			path = text
		} else {
			path = "/run/secrets/" + path[strings.LastIndexByte(path, '/')+1:]
		}
		finding.Fixes = []analysis.Fix{{
			Title: "name the file by a string", Preferred: true, Edits: []analysis.Edit{{Range: at, NewText: `"` + path + `"`}},
		}}
	}
	p.Report(finding)
}

// reportURL reports the password in a URL, at the password itself where the URL is written there.
func reportURL(p *analysis.Pass, c *analysis.Configuration, st *optiondb.Standing, d *optiondb.Definition, at analysis.Range, url string) {
	password, node := passwordIn(url), d.ValueNode()
	finding := analysis.Diagnostic{
		Range: at, Option: d.Path.String(), Entries: entries(p),
		Message: "the password in this URL ends world-readable in the Nix store",
	}
	i := strings.Index(node.Text(), ":"+password+"@")
	if i < 0 || !node.Is(syntax.StringNode) {
		p.Report(finding)
		return
	}
	finding.Start = node.Start() + i + 1
	finding.End = finding.Start + len(password)
	remove := analysis.Edit{Range: analysis.Range{File: at.File, Start: finding.Start - 1, End: finding.End}}
	twin := d.Path[:len(d.Path)-1].Append("passwordFile")
	if isString(st, twin) || isPathOption(st, twin) {
		fix := analysis.Fix{Title: "read the password from a file", Preferred: true, Edits: []analysis.Edit{remove}}
		if more, ok := define(p, c, "", setting{twin.String(), `"/run/secrets/` + d.Path[min(1, len(d.Path)-1)] + `-password"`}); ok && len(c.At(twin)) == 0 {
			fix.Edits = append(fix.Edits, more.Edits...)
		}
		finding.Fixes = []analysis.Fix{fix}
	}
	p.Report(finding)
}

func isPathOption(st *optiondb.Standing, path optiondb.Path) bool {
	for _, s := range st.Surfaces {
		if o := s.Option(path); o == nil || !optiondb.Accepts(o.Type, eval.String("/x")) {
			return false
		}
	}
	return true
}
