package checks

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"atproto-ls/analysis"
	"atproto-ls/eval"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

var plainTextSecret = &analysis.Check{
	Code:     "ATP214",
	Name:     "plain-text-secret",
	Severity: analysis.Warning,
	Deployed: true,
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
		for _, c := range p.Configurations() {
			for _, st := range c.View.Standings {
				if !st.Certain() {
					continue
				}
				for _, d := range c.At(st.Prefix) {
					secretsIn(p, c, st, d)
				}
			}
			environmentSecrets(p, c)
		}
	},
}

// secretsIn looks at d and everything defined below it.
func secretsIn(p *analysis.Pass, c *analysis.Configuration, st *optiondb.Standing, d *optiondb.Definition) {
	for _, child := range d.Children {
		secretsIn(p, c, st, child)
	}
	text, isText := d.Value.AsString()
	if !isText && d.Value.Kind() != eval.PathKind {
		return
	}
	at, written := analysis.ValueRange(d)
	if !written || at.File != p.File.Path {
		return
	}
	name := optionName(d.Path)
	switch {
	case isText && !standsForSecret(passwordIn(text)):
		reportURL(p, c, st, d, at, text)
	case isText && (secretVariable(name) || analysis.SecretName(name) && !onSecrets.MatchString(name) && isString(st, d.Path)) && !standsForSecret(text):
		reportString(p, c, st, d, at)
	case d.Value.Kind() == eval.PathKind && secretFile(name) && !encrypted(d.Value):
		reportPath(p, c, d, at)
	}
}

// onSecrets are names that say something about a secret, or of what was made from one to be shown: `passwordHMAC`, `tokenLifetime`.
var onSecrets = regexp.MustCompile(`(?i)hash|(hmac|name|type|ttl|expiry|expiration|lifetime|duration|timeout|interval|algorithm|command|cmd|prefix|policy|env|var|variable|variables|header|issuer|audience|scope|scopes|user|group|mode|owner)$`)

// environments are where the variables of a unit or a container are set, and where the files are named that hold more.
var environments = []optiondb.Path{
	{"systemd", "services", optiondb.AnyName, "environment"},
	{"virtualisation", "oci-containers", "containers", optiondb.AnyName, "environment"},
}

// environmentSecrets looks for known secret variables in the environment of units and containers.
func environmentSecrets(p *analysis.Pass, c *analysis.Configuration) {
	for _, pattern := range environments {
		n := slices.Index(pattern, optiondb.AnyName)
		for _, set := range c.At(pattern[:n]) {
			for _, unit := range set.Children {
				for _, environment := range unit.Children {
					if environment.Path.Matches(pattern) {
						reportVariables(p, c, environment)
					}
				}
			}
		}
	}
}

func reportVariables(p *analysis.Pass, c *analysis.Configuration, environment *optiondb.Definition) {
	for _, d := range environment.Children {
		text, isText := d.Value.AsString()
		if !isText {
			continue
		}
		at, written := analysis.ValueRange(d)
		if written && at.File == p.File.Path && !standsForSecret(text) && secretVariable(optionName(d.Path)) {
			reportSecret(p, c, d, at, "`"+optionName(d.Path)+"` is a secret, and its value ends world-readable in the Nix store: put it into a file that `EnvironmentFile` names")
		}
	}
}

// secretVariable reports whether a name is that of a variable which is known to hold a secret of one of the services.
func secretVariable(name string) bool {
	return moreSecrets[name] || shippedSecrets()[name]
}

// shippedSecrets are the variables that the option sets list.
var shippedSecrets = sync.OnceValue(func() map[string]bool {
	names := map[string]bool{}
	for _, set := range optiondb.Shipped().Sets {
		set.Implies(func(_ optiondb.Path, clauses []optiondb.Clause) {
			for _, c := range clauses {
				if c.Secrets == nil {
					continue
				}
				for _, name := range c.Secrets.Variables {
					names[name] = true
				}
			}
		})
	}
	return names
})

// moreSecrets are variables of Bluesky's PDS (packages/pds/src/config/env.ts of bluesky-social/atproto) beside those that
// the option sets list.
var moreSecrets = map[string]bool{
	"PDS_DPOP_SECRET": true, "PDS_BLOBSTORE_S3_SECRET_ACCESS_KEY": true, "PDS_RECAPTCHA_SECRET_KEY": true,
	"PDS_HCAPTCHA_SECRET_KEY": true, "PDS_HCAPTCHA_TOKEN_SALT": true, "PDS_ENTRYWAY_ADMIN_TOKEN": true, "PDS_REDIS_SCRATCH_PASSWORD": true,
	"PDS_MOD_SERVICE_PASSWORD": true, "COCOON_S3_SECRET_KEY": true, "COCOON_SMTP_PASS": true,
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

// standsForSecret reports whether a text is no secret but stands for one that is to be written there, nothing or `xxxx`, or names
// the file that holds it.
func standsForSecret(text string) bool {
	return text == "" || text[0] == '/' && plainPath.MatchString(text) || len(text) > 2 && strings.Count(strings.ToLower(text), "x") == len(text) || strings.Count(text, "*") == len(text)
}

var plainPath = regexp.MustCompile(`^(/[\w.@-]+)+$`)

// passwordIn is the password in the user-info of a URL, "" when there is none.
func passwordIn(url string) string {
	_, rest, ok := strings.Cut(url, "://")
	host, _, _ := strings.Cut(rest, "/")
	host, _, _ = strings.Cut(host, "?")
	i := strings.LastIndexByte(host, '@')
	if !ok || i < 0 {
		return ""
	}
	_, password, _ := strings.Cut(host[:i], ":")
	if strings.HasPrefix(password, "$") || strings.HasPrefix(password, "%") || strings.HasPrefix(password, "@") || strings.HasPrefix(password, "<") {
		return "" // a variable, or a mark that a program fills in
	}
	return password
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

// reportString reports a secret that is an option's value. Where the option has a twin that names a file, that is to be set
// instead.
func reportString(p *analysis.Pass, c *analysis.Configuration, st *optiondb.Standing, d *optiondb.Definition, at analysis.Range) {
	name := optionName(d.Path)
	message := "`" + d.Path.String() + "` is a secret, and its value ends world-readable in the Nix store"
	twin := d.Path[:len(d.Path)-1].Append(name + "File")
	b := bindingOf(d.Name())
	if secrets := st.SecretVariables(); slices.Contains(secrets, name) {
		message += ": put it into a file of `environmentFiles`"
	}
	if !isPathOption(st, twin) || len(c.At(twin)) > 0 || !b.Exists() || b.Path().End() != d.Name().End() {
		reportSecret(p, c, d, at, message)
		return
	}
	p.Report(analysis.Diagnostic{
		Range: at, Option: d.Path.String(), Entries: entry(c), Message: message + ": use `" + name + "File`",
		Fixes: []analysis.Fix{{Title: "read it from a file with `" + name + "File`", Preferred: true, Edits: []analysis.Edit{
			{Range: p.File.Range(d.Name()), NewText: name + "File"},
			{Range: at, NewText: `"/run/secrets/` + d.Path[min(1, len(d.Path)-1)] + "-" + strings.ToLower(name) + `"`},
		}}},
	})
}

func reportSecret(p *analysis.Pass, c *analysis.Configuration, d *optiondb.Definition, at analysis.Range, message string) {
	p.Report(analysis.Diagnostic{Range: at, Option: d.Path.String(), Entries: entry(c), Message: message})
}

// reportPath reports a path literal, which copies the file into the store. The string in its place is outside of it.
func reportPath(p *analysis.Pass, c *analysis.Configuration, d *optiondb.Definition, at analysis.Range) {
	finding := analysis.Diagnostic{
		Range: at, Option: d.Path.String(), Entries: entry(c),
		Message: "a path literal copies the file, secrets and all, into the world-readable Nix store",
	}
	if path, ok := d.Value.AsPath(); ok && analysis.WrittenValue(d.ValueNode()).IsLiteral() {
		text := analysis.WrittenValue(d.ValueNode()).Text()
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
	password, node := passwordIn(url), bound(analysis.WrittenValue(d.ValueNode()))
	finding := analysis.Diagnostic{
		Range: at, Option: d.Path.String(), Entries: entry(c),
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

// bound is the value of the `let` that an identifier is bound by, with the inherited names of one; the node itself where it
// is none, or is bound otherwise.
func bound(n syntax.Node) syntax.Node {
	if !n.Is(syntax.IdentNode) || syntax.AsInherit(n.Parent()).HasSource() {
		return n
	}
	for outer := n.Parent(); outer.Exists(); outer = outer.Parent() {
		if syntax.AsLambda(outer).Exists() || syntax.AsAttrSet(outer).Recursive() {
			return n // it may be bound here
		}
		for e := range syntax.AsLetIn(outer).Entries() {
			b := syntax.AsBinding(e)
			name, _ := syntax.AttrName(b.Path().Child(0))
			if name == n.Text() && !b.Path().Child(1).Exists() && b.Value().Unparen() != n {
				return b.Value().Unparen()
			}
		}
	}
	return n
}

func isPathOption(st *optiondb.Standing, path optiondb.Path) bool {
	for _, s := range st.Surfaces {
		if o := s.Option(path); o == nil || !optiondb.Accepts(o.Type, eval.String("/x")) {
			return false
		}
	}
	return true
}
