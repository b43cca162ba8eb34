package checks

import (
	"strconv"
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
	"atproto-ls/optiondb/modules"
)

var missingRequired = &analysis.Check{
	Code:     "ATP103",
	Name:     "missing-required",
	Severity: analysis.Error,
	Summary:  "A service is on and an option without default is not set",
	Doc: `
An option without a default must be defined by whoever enables the service: NixOS stops with "used but not defined". All
that are missing are listed together. Where several option sets may be in force, only what all of them ask for is listed.`,
	Bad: `
{
  services.cocoon = {
    enable = true;
    settings.COCOON_HOSTNAME = "cocoon.example.org";
    environmentFiles = [ "/run/secrets/cocoon.env" ];
  };
}`,
	Good: `
{
  services.cocoon = {
    enable = true;
    settings = {
      COCOON_DID = "did:web:cocoon.example.org";
      COCOON_HOSTNAME = "cocoon.example.org";
      COCOON_CONTACT_EMAIL = "admin@example.org";
    };
    environmentFiles = [ "/run/secrets/cocoon.env" ];
  };
}`,
	Run: func(p *analysis.Pass) {
		for c, severity := range absences(p) {
			for _, st := range c.View.Standings {
				if st.Certain() && !c.Redeclared(st.Prefix) && c.Merged(st.Prefix.Append("enable")).IsTrue() {
					reportRequired(p, c, st, severity)
				}
			}
			for _, f := range p.Snapshot.Evaluated(c).Faults {
				if f.Kind == modules.Missing && f.On { // else nobody may read it
					reportLacking(p, c, f.Option, severity)
				}
			}
		}
	},
}

// reportLacking reports an option that a submodule lacks whose evaluation fails for it, where its group is on.
func reportLacking(p *analysis.Pass, c *analysis.Configuration, option optiondb.Path, severity analysis.Severity) {
	if misspelt(c, option) {
		return // that is said there
	}
	for n := len(option) - 1; n > 1; n-- {
		for _, d := range append(c.At(option[:n].Append("enable")), c.At(option[:n])...) {
			at, written := analysis.DefinitionRange(d)
			if !written || d.When != optiondb.Certain {
				continue
			}
			if at.File != p.File.Path {
				return // it is said there
			}
			diagnostic := analysis.Diagnostic{
				Severity: severity, Range: at, Option: option.String(), Entries: entry(c),
				Message: "`" + option[:n].String() + "` is on without `" + option[n:].String() + "`" + unseen(c),
			}
			if fix, ok := define(p, c, "set what is missing", setting{option.String(), `""`}); ok {
				fix.Safe = false
				diagnostic.Fixes = append(diagnostic.Fixes, fix)
			}
			p.Report(diagnostic)
			return
		}
	}
}

func reportRequired(p *analysis.Pass, c *analysis.Configuration, st *optiondb.Standing, severity analysis.Severity) {
	m := c.Merged(st.Prefix.Append("enable"))
	at, here := placeIn(p, m.Last())
	if !here {
		return // on by its default, which nobody wrote, or by another file
	}
	var listed []string
	var settings []setting
	for _, o := range st.Required() {
		if len(c.At(o.Path)) > 0 || c.HoledBelow(o.Path) || !c.On(o.Path) || misspelt(c, o.Path) {
			continue
		}
		listed = append(listed, "`"+o.Path[len(st.Prefix):].String()+"`")
		settings = append(settings, setting{o.Path.String(), placeholder(o)})
	}
	if len(listed) == 0 {
		return
	}
	d := analysis.Diagnostic{
		Severity: severity, Range: at, Option: st.Prefix.String(), Entries: entry(c),
		Message: "`" + st.Prefix.String() + "` is on without " + strings.Join(listed, ", ") + unseen(c),
	}
	if fix, ok := define(p, c, "set what is missing", settings...); ok {
		fix.Safe = false
		d.Fixes = append(d.Fixes, fix)
	}
	p.Report(d)
}

// misspelt reports whether an option is most likely defined under a slip of its name: that is said there.
func misspelt(c *analysis.Configuration, option optiondb.Path) bool {
	for _, set := range c.At(option[:len(option)-1]) {
		for _, d := range set.Children {
			if slip(d.Path[len(d.Path)-1], option[len(option)-1]) != farther {
				return true
			}
		}
	}
	return false
}

// placeholder is the Nix text of a value for an option: its example, else the simplest value of its type.
func placeholder(o *optiondb.Option) string {
	if o.Example != nil && !o.Example.Prose {
		return o.Example.Source
	}
	switch t := o.Type; {
	case t.Name == "enum" && len(t.Values) > 0:
		if name, ok := t.Values[0].AsString(); ok {
			return strconv.Quote(name)
		}
	case t.Name == "bool":
		return "true"
	case t.Min != nil || t.Name == "int":
		return "0"
	case strings.HasPrefix(t.Name, "listOf"):
		return "[ ]"
	case strings.HasPrefix(t.Name, "attrsOf") || t.Sub != nil:
		return "{ }"
	case t.Name == "path":
		return `"/run/secrets/` + o.Path[len(o.Path)-1] + `"`
	}
	return `""`
}
