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
			if at, written := analysis.NameRange(v.At); written {
				reportNearMiss(p, c, at, v.At.Path, v.Within.Names())
			}
		})
		for _, c := range p.Configurations() {
			for _, k := range p.Snapshot.Evaluated(c).Free {
				if k.At.File == p.File.Path {
					reportNearMiss(p, c, k.At, k.Option, k.Beside)
				}
			}
		}
	},
}

// reportNearMiss reports a free key where it is near to one of those that are declared beside it, which nothing sets.
func reportNearMiss(p *analysis.Pass, c *analysis.Configuration, at analysis.Range, key optiondb.Path, beside []string) {
	around, name := key[:len(key)-1], key[len(key)-1]
	meant, distance := "", farther
	for _, declared := range beside {
		if d := slip(name, declared); d != farther {
			if meant != "" {
				return // two of them: nobody can tell
			}
			meant, distance = declared, d
		}
	}
	if meant == "" || len(c.At(around.Append(meant))) > 0 {
		return
	}
	d := analysis.Diagnostic{
		Range: at, Option: key.String(), Entries: entry(c),
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
}
