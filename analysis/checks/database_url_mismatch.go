package checks

import (
	"slices"
	"strconv"
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
)

var databaseURLMismatch = &analysis.Check{
	Code:     "ATP202",
	Name:     "database-url-mismatch",
	Severity: analysis.Error,
	Summary:  "A database URL does not fit the type of the database",
	Doc: `
The type says which kind of database the service speaks to, the URL where it is; the scheme of the URL must be one of that
kind. Without a URL every type is fine. Both are judged together in one group, where you define at least one of them.`,
	Bad: `
{
  atproto.integration.database.postgresql.enable = true;
  services.bluesky-relay = {
    enable = true;
    database = {
      type = "postgres";
      url = "sqlite:///var/lib/relay/relay.db";
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
      url = "postgresql:///relay";
    };
  };
}`,
	Run: func(p *analysis.Pass) {
		for _, c := range p.Configurations() {
			for _, i := range c.Implications() {
				if end := len(i.Option) - 2; end >= 0 && i.Option[end:].String() == "database.type" {
					reportDatabaseURL(p, c, i)
				}
			}
		}
	},
}

// databaseSchemes are the schemes of a database's URL by its type; the first is the one to write.
var databaseSchemes = map[string][]string{
	"postgres": {"postgresql", "postgres"},
	"mysql":    {"mysql"},
	"sqlite":   {"sqlite"},
}

func reportDatabaseURL(p *analysis.Pass, c *analysis.Configuration, i analysis.Implication) {
	kind, _ := i.Merged.Value.AsString()
	option := i.Option[:len(i.Option)-1].Append("url")
	m := c.Merged(option)
	url, ok := m.Value.AsString()
	if !ok || m.State != analysis.Settled || i.Merged.Default && m.Default {
		return
	}
	scheme, rest, _ := strings.Cut(url, ":")
	accepted := databaseSchemes[kind]
	if accepted == nil || slices.Contains(accepted, scheme) || kindOf(scheme) == "" {
		return
	}
	d, at, here := placeOf(p, m, i.Merged)
	if !here {
		return
	}
	finding := analysis.Diagnostic{
		Range: at, Option: d.Path.String(), Entries: entry(c),
		Message: "the URL is one of `" + scheme + ":`, and `" + i.Option.String() + "` is `" + kind + "`" + byDefault(i.Merged) +
			": want " + analysis.Quoted(accepted) + " there, or another type",
	}
	if other := i.Definition(); other != nil && other != d {
		if r, ok := analysis.ValueRange(other); ok {
			finding.Related = []analysis.Related{{Range: r, Message: "the type is given here"}}
		}
	}
	node := analysis.WrittenValue(d.ValueNode())
	switch {
	case i.Merged.Default:
		if fix, ok := define(p, c, "set the type that the URL is of", setting{i.Option.String(), `"` + kindOf(scheme) + `"`}); ok {
			finding.Fixes = []analysis.Fix{fix}
		}
	case d.Path.String() == option.String() && node.IsLiteral() && kind != "sqlite" && kindOf(scheme) != "sqlite":
		finding.Fixes = []analysis.Fix{{
			Title: "use `" + accepted[0] + "://`", Preferred: true,
			Edits: []analysis.Edit{{Range: at, NewText: strconv.Quote(accepted[0] + ":" + rest)}},
		}}
	case d.Path.String() == option.String() && node.IsLiteral():
		finding.Fixes = []analysis.Fix{{
			Title: "use a URL of `" + accepted[0] + "`", Preferred: true,
			Edits: []analysis.Edit{{Range: at, NewText: strconv.Quote(exampleURL(kind, i.Option[1]))}},
		}}
	}
	for n := range finding.Fixes {
		finding.Fixes[n].Safe = false // which of the two is wrong, only the author knows
	}
	p.Report(finding)
}

func byDefault(m analysis.Merged) string {
	if m.Default {
		return " by its default"
	}
	return ""
}

// exampleURL is a local URL of a database that is named after the service.
func exampleURL(kind, service string) string {
	if kind == "sqlite" {
		return "sqlite:///var/lib/" + service + "/" + service + ".db"
	}
	return databaseSchemes[kind][0] + "://localhost/" + service
}

// kindOf is the type of database that a scheme is of, "" where it is of none that is known.
func kindOf(scheme string) string {
	for kind, schemes := range databaseSchemes {
		if slices.Contains(schemes, scheme) {
			return kind
		}
	}
	return ""
}

// placeOf is the definition, and the range of its value, of the first of merged values that is defined in the pass's
// file.
func placeOf(p *analysis.Pass, merged ...analysis.Merged) (*optiondb.Definition, analysis.Range, bool) {
	for _, m := range merged {
		for _, d := range m.Definitions {
			if r, ok := analysis.ValueRange(d); ok {
				return d, r, r.File == p.File.Path
			}
		}
	}
	return nil, analysis.Range{}, false
}
