package checks

import (
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
)

var redisURLScheme = &analysis.Check{
	Code:     "ATP204",
	Name:     "redis-url-scheme",
	Severity: analysis.Error,
	Summary:  "A Redis URL has a scheme that no Redis client takes",
	Doc: `
A Redis URL begins with ` + "`redis://`, `rediss://` (TLS) or `unix:`" + `. With anything else the service cannot connect.`,
	Bad: `
{
  atproto.integration.redis.enable = true;
  services.grain-notifications = {
    enable = true;
    settings.redis.url = "http://localhost:6379";
  };
}`,
	Good: `
{
  atproto.integration.redis.enable = true;
  services.grain-notifications = {
    enable = true;
    settings.redis.url = "redis://localhost:6379";
  };
}`,
	Run: func(p *analysis.Pass) {
		for _, c := range p.Configurations() {
			for _, i := range c.Implications() {
				if end := len(i.Option) - 2; end < 0 || i.Option[end:].String() != "redis.url" {
					continue
				}
				for _, d := range i.Merged.Definitions {
					reportRedisScheme(p, c, d)
				}
			}
		}
	},
}

func reportRedisScheme(p *analysis.Pass, c *analysis.Configuration, d *optiondb.Definition) {
	url, ok := d.Value.AsString()
	at, written := analysis.ValueRange(d)
	if !ok || !written || at.File != p.File.Path || url == "" {
		return
	}
	scheme, rest, hasHost := strings.Cut(url, "://")
	if scheme == "redis" || scheme == "rediss" || strings.HasPrefix(url, "unix:") {
		return
	}
	finding := analysis.Diagnostic{
		Range: at, Option: d.Path.String(), Entries: entry(c),
		Message: "a Redis URL begins with `redis://`, `rediss://` or `unix:`, this one with `" + scheme + "`",
	}
	if node := analysis.WrittenValue(d.ValueNode()); node.IsLiteral() && hasHost && !strings.Contains(node.Text(), "${") {
		finding.Fixes = []analysis.Fix{{
			Title: "use `redis://`", Preferred: true, Safe: true,
			Edits: []analysis.Edit{{Range: at, NewText: `"redis://` + rest + `"`}},
		}}
	}
	p.Report(finding)
}
