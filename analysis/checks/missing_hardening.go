package checks

import "atproto-ls/analysis"

var missingHardening = &analysis.Check{
	Code:     "ATP211",
	Name:     "missing-hardening",
	Severity: analysis.Warning,
	Deployed: true,
	Summary:  "A service asks for protection that nothing enables",
	Doc: `
A profile, a jail or a firewall rule of a service has an effect only while AppArmor, fail2ban or the firewall itself is on.`,
	Bad: `
{
  services.bluesky-relay = {
    enable = true;
    security.fail2ban.enable = true;
  };
}`,
	Good: `
{
  atproto.integration.security.fail2ban.enable = true;
  services.bluesky-relay = {
    enable = true;
    security.fail2ban.enable = true;
  };
}`,
	Run: missingHardeningNeed.run,
}

var missingHardeningNeed = need{
	systems: []string{"fail2ban", "apparmor", "firewall"},
	says:    "`%s` needs %v, which nothing enables",
	asks:    inService,
	set: map[string][]setting{
		"fail2ban": {{"atproto.integration.security.fail2ban.enable", "true"}},
		"apparmor": {{"atproto.integration.security.apparmor.enable", "true"}},
		"firewall": {{"atproto.integration.security.firewall.enable", "true"}},
	},
}
