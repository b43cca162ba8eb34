package checks

import (
	"atproto-ls/analysis"
	"atproto-ls/optiondb"
)

var nearMissKey = &analysis.Check{
	Code:     "ATP112",
	Name:     "near-miss-key",
	Severity: analysis.Warning,
	Summary:  "A free key is one edit away from a declared one",
	Doc: `
Settings that take any key take misspelt ones too, and the program then goes by its default. A key that differs by one
character from one that is declared beside it is most likely meant to be that one; one that differs by case only gets a hint.`,
	Bad: `
{
  services.bluesky-pds = {
    enable = true;
    settings = {
      PDS_HOSTNAME = "pds.example.org";
      PDS_CRAWLER = "https://bsky.network";
    };
    environmentFiles = [ "/run/secrets/pds.env" ];
  };
}`,
	Good: `
{
  services.bluesky-pds = {
    enable = true;
    settings = {
      PDS_HOSTNAME = "pds.example.org";
      PDS_CRAWLERS = "https://bsky.network";
    };
    environmentFiles = [ "/run/secrets/pds.env" ];
  };
}`,
	Run: func(p *analysis.Pass) {
		judged(p, optiondb.FreeKey, func(c *analysis.Configuration, v optiondb.Verdict) {
			at, written := analysis.NameRange(v.At)
			if !written {
				return
			}
			name := v.At.Path[len(v.At.Path)-1]
			meant, distance := "", farther
			for _, declared := range v.Within.Names() {
				if d := slip(name, declared); d != farther {
					if meant != "" {
						return // two of them: nobody can tell
					}
					meant, distance = declared, d
				}
			}
			sibling := v.At.Path[:len(v.At.Path)-1].Append(meant)
			if meant == "" || len(c.At(sibling)) > 0 {
				return
			}
			d := analysis.Diagnostic{
				Range: at, Option: v.At.Path.String(), Entries: entry(c),
				Message: "`" + name + "` is declared by nothing and passed on as it is; did you mean `" + meant + "`?",
				Fixes:   renames(p, at, []string{meant}),
			}
			if distance == byCase {
				d.Severity = analysis.Hint
			}
			for i := range d.Fixes {
				d.Fixes[i].Safe = false // another key may well be meant
			}
			p.Report(d)
		})
	},
}
