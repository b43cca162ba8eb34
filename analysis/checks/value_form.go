package checks

import (
	"strconv"
	"strings"
	"sync"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
)

var valueForm = &analysis.Check{
	Code:     "ATP222",
	Name:     "value-form",
	Severity: analysis.Warning,
	Summary:  "A value has not the form that the program takes",
	Doc: `
The option is a string, so NixOS takes anything, and the program fails or misbehaves later: a host name with a scheme or path, a
domain for handles without the leading dot, an owner that is no DID, a list in one string without the commas between its parts.`,
	Bad: `
{
  services.bluesky-pds = {
    enable = true;
    settings.PDS_HOSTNAME = "https://pds.example.org";
    environmentFiles = [ "/run/secrets/pds.env" ];
  };
}`,
	Good: `
{
  services.bluesky-pds = {
    enable = true;
    settings.PDS_HOSTNAME = "pds.example.org";
    environmentFiles = [ "/run/secrets/pds.env" ];
  };
}`,
	Run: func(p *analysis.Pass) {
		for _, c := range p.Configurations() {
			for _, i := range c.Implications() {
				if i.Clause.Web != nil && i.Clause.Web.Host.Option != nil && i.Set.Name != integration {
					reportForm(p, c, i.Clause.Web.Host.Option, hostForm)
				}
			}
			for _, f := range forms() {
				if len(c.At(f.option)) == 0 {
					continue
				}
				if st := c.View.For(f.option); st != nil && c.View.Knows(st.Prefix) && c.On(f.option) {
					reportForm(p, c, f.option, f.form)
				}
			}
		}
	},
}

// form says what is wrong with a text and what was most likely meant, "" for nothing. What has the right form has no
// complaint.
type form func(text string) (complaint, meant string)

// formed is an option that is a plain string for NixOS, and the form that it has.
type formed struct {
	option optiondb.Path
	form   form
}

// forms are those of options whose values are not hosts.
var forms = sync.OnceValue(func() (all []formed) {
	add := func(form form, options ...string) {
		for _, o := range options {
			all = append(all, formed{optiondb.ParsePath(o), form})
		}
	}
	add(handleDomains, "services.bluesky-pds.settings.PDS_SERVICE_HANDLE_DOMAINS", "services.pds.settings.PDS_SERVICE_HANDLE_DOMAINS")
	add(commas, "services.bluesky-pds.settings.PDS_CRAWLERS", "services.pds.settings.PDS_CRAWLERS", "services.cocoon.settings.COCOON_RELAYS")
	add(did, "services.cocoon.settings.COCOON_DID", "services.tangled.knot.server.owner", "services.tangled.spindle.server.owner")
	return all
})

func hostForm(text string) (complaint, meant string) {
	_, rest, schemed := strings.Cut(text, "://")
	if !schemed {
		rest = text
	}
	host, path, slashed := strings.Cut(rest, "/")
	switch {
	case schemed && path == "":
		return "is a URL: a host name has no scheme", host
	case schemed || slashed:
		return "has a path: this is a host name alone", host
	}
	return "", ""
}

func handleDomains(text string) (complaint, meant string) {
	if c, m := commas(text); c != "" {
		return c, m
	}
	parts := strings.Split(text, ",")
	for i, part := range parts {
		part = strings.TrimSpace(part)
		if part == "" || strings.HasPrefix(part, ".") {
			parts[i] = part
			continue
		}
		if complaint = "has a domain without its leading dot: handles are `name" + "." + part + "`"; strings.ContainsAny(part, ":/* ") {
			return complaint, ""
		}
		parts[i] = "." + part
	}
	return complaint, strings.Join(parts, ",")
}

func commas(text string) (complaint, meant string) {
	if fields := strings.Fields(text); len(fields) > 1 && !strings.Contains(text, ",") {
		return "is a list without commas", strings.Join(fields, ",")
	}
	return "", ""
}

func did(text string) (complaint, meant string) {
	if strings.HasPrefix(text, "did:") {
		return "", ""
	}
	return "is no DID: it begins with `did:plc:` or `did:web:`", ""
}

func reportForm(p *analysis.Pass, c *analysis.Configuration, option optiondb.Path, form form) {
	m := c.Merged(option)
	text, isText := m.Value.AsString()
	if m.State != analysis.Settled || m.Default || !isText || text == "" {
		return
	}
	at, written := analysis.ValueRange(m.Last())
	complaint, meant := form(text)
	if complaint == "" || !written || at.File != p.File.Path {
		return
	}
	d := analysis.Diagnostic{
		Range: at, Option: option.String(), Entries: entry(c),
		Message: "`" + text + "` " + complaint,
	}
	if value := analysis.WrittenValue(m.Last().ValueNode()); meant != "" && value.IsLiteral() {
		d.Fixes = []analysis.Fix{{
			Title: "write `" + meant + "`", Preferred: true, Edits: []analysis.Edit{{Range: p.File.Range(value), NewText: strconv.Quote(meant)}},
		}}
	}
	p.Report(d)
}
