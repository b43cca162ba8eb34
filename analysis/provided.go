package analysis

import (
	"slices"
	"strings"

	"atproto-ls/optiondb"
)

// This file answers whether a configuration brings a system that a service needs. Whatever may bring it without showing
// how gives [DontKnow]: a need that is met unseen must not be reported.

// Tri is an answer that may not be known.
type Tri uint8

// The answers.
const (
	No Tri = iota
	DontKnow
	Yes
)

// Provided reports whether the configuration brings a system: some option that provides it is set, a container publishes
// its port, or a module that sets it up by itself is on.
func (c *Configuration) Provided(system string) Tri {
	if system == "firewall" && !c.Defines(firewall) && !c.Holed(firewall) {
		return Yes // NixOS has it on
	}
	answer := No
	for _, pattern := range providers[system] {
		answer = max(answer, c.setAt(pattern))
	}
	for _, set := range c.View.Sets() {
		set.Implies(func(option optiondb.Path, clauses []optiondb.Clause) {
			for _, clause := range clauses {
				if slices.Contains(clause.Provides, system) {
					answer = max(answer, c.provides(option, clause))
				}
			}
		})
	}
	if port := serverPorts[system]; answer != Yes && port != "" {
		answer = max(answer, c.contained(port))
	}
	if system == "proxy" {
		system = "nginx"
	}
	for _, module := range bringers[system] {
		if c.setAt(module) != No {
			answer = max(answer, DontKnow)
		}
	}
	return answer
}

var firewall = optiondb.ParsePath("networking.firewall.enable")

func (c *Configuration) provides(option optiondb.Path, clause optiondb.Clause) Tri {
	answer := c.setAt(option)
	for _, w := range clause.When {
		m := c.Merged(w)
		switch {
		case m.State == Unsettled:
			answer = min(answer, DontKnow)
		case m.Idle():
			answer = No
		}
	}
	return answer
}

// setAt reports whether an option that pattern describes is set to something.
func (c *Configuration) setAt(pattern optiondb.Path) Tri {
	if !slices.Contains(pattern, optiondb.AnyName) {
		m := c.Merged(pattern)
		if m.State == Unsettled || len(m.Definitions) == 0 && c.Holed(pattern) {
			return DontKnow
		}
		if m.Idle() {
			return No
		}
		return Yes
	}
	fixed := pattern[:slices.Index(pattern, optiondb.AnyName)]
	answer := No
	if c.Holed(fixed) {
		answer = DontKnow
	}
	for _, parent := range c.At(fixed) {
		for _, child := range parent.Children {
			if child.When == optiondb.Never {
				continue
			}
			rest := child.Path.Append(pattern[len(fixed)+1:]...)
			answer = max(answer, c.setAt(rest))
		}
	}
	return answer
}

// providers are ways to have a system that no option set tells of (checks.md, "What counts as provided").
var providers = map[string][]optiondb.Path{
	"postgresql": paths("services.postgresql.enable", "services.pgbouncer.enable"),
	"mysql":      paths("services.mysql.enable"),
	"redis":      paths("services.redis.servers.<name>.enable", "services.valkey.enable", "services.keydb.enable", "services.dragonflydb.enable"),
	"nginx":      paths("services.nginx.enable"),
	"proxy":      paths("services.nginx.enable", "atproto.integration.nginx.enable"),
	"acme": paths("security.acme.certs", "services.nginx.virtualHosts.<name>.sslCertificate",
		"services.nginx.virtualHosts.<name>.useACMEHost"),
	"prometheus": paths("services.prometheus.enable", "services.victoriametrics.enable", "services.vmagent.enable", "services.alloy.enable",
		"services.telegraf.enable", "services.opentelemetry-collector.enable", "services.netdata.enable",
		"services.grafana.provision.datasources.settings.datasources", "services.prometheus.scrapeConfigs"),
	"grafana":      paths("services.grafana.enable"),
	"alertmanager": paths("services.prometheus.alertmanager.enable"),
	"loki":         paths("services.loki.enable"),
	"fail2ban":     paths("services.fail2ban.enable"),
	"apparmor":     paths("security.apparmor.enable"),
	"backup":       paths("services.restic.backups.<name>.repository", "services.restic.backups.<name>.repositoryFile", "services.borgbackup.jobs.<name>.repo"),
}

// bringers are modules of nixpkgs (nixos/modules/services) that turn a system on by themselves, some of them only with an
// option of theirs: whether they do is not looked into.
var bringers = map[string][]optiondb.Path{
	"postgresql": enables("mastodon discourse gitlab gitea forgejo immich nextcloud miniflux peertube outline plausible " +
		"lemmy mobilizon netbox sourcehut tt-rss zabbixServer zammad atuin keycloak hydra invidious odoo pretalx pretix " +
		"roundcube coder mattermost windmill misskey sharkey healthchecks matrix-synapse dendrite akkoma pleroma lasuite-docs " +
		"hedgedoc vikunja paperless authentik tandoor-recipes linkwarden matrix-authentication-service"),
	"mysql": enables("nextcloud wordpress bookstack monica firefly-iii zoneminder matomo moodle mediawiki gitea forgejo " +
		"writefreely snipe-it limesurvey phpfpm kimai"),
	"redis": enables("mastodon discourse gitlab immich nextcloud peertube outline netbox paperless rspamd lemmy " +
		"pretalx pretix sourcehut zammad misskey sharkey authentik searx pixelfed weblate onlyoffice"),
	"nginx": enables("nextcloud mastodon roundcube jitsi-meet discourse grocy peertube pixelfed snipe-it bookstack monica " +
		"zoneminder freshrss akkoma pretix pretalx wordpress mediawiki"),
}

// enables is not compiled into each of its calls, nor is paths: together these were 5 KB of the program.
//
//go:noinline
func enables(names string) (all []optiondb.Path) {
	for _, name := range strings.Fields(names) {
		all = append(all, optiondb.Path{"services", name, "enable"})
	}
	return all
}

//go:noinline
func paths(all ...string) (out []optiondb.Path) {
	for _, p := range all {
		out = append(out, optiondb.ParsePath(p))
	}
	return out
}

// serverPorts are the ports that a container publishes for a server inside it.
var serverPorts = map[string]string{"postgresql": "5432", "mysql": "3306", "redis": "6379"}

// Where containers are defined: as images, as NixOS systems, and by other tools, which are not looked into.
var (
	ociContainers   = optiondb.ParsePath("virtualisation.oci-containers.containers")
	nixosContainers = optiondb.ParsePath("containers")
	otherContainers = paths("virtualisation.quadlet", "virtualisation.arion", "services.k3s.enable", "services.kubernetes")
)

// contained reports whether a container publishes a port of this machine.
func (c *Configuration) contained(port string) Tri {
	answer := No
	if c.Holed(ociContainers) || c.Holed(nixosContainers) || slices.ContainsFunc(otherContainers, c.Defines) {
		answer = DontKnow
	}
	for _, one := range c.elements(ociContainers) {
		answer = max(answer, publishes(one, port))
	}
	for _, one := range c.elements(nixosContainers) {
		if !c.Merged(one.Path.Append("privateNetwork")).IsTrue() || c.Defines(one.Path.Append("forwardPorts")) {
			answer = max(answer, DontKnow) // it shares the machine's network, or gets ports of it
		}
	}
	return answer
}

// elements are the definitions of the attributes of the set at path that take part, or may.
func (c *Configuration) elements(path optiondb.Path) (all []*optiondb.Definition) {
	for _, set := range c.At(path) {
		for _, d := range set.Children {
			if d.When != optiondb.Never {
				all = append(all, d)
			}
		}
	}
	return all
}

// publishes reports whether an entry of oci-containers publishes a port: in `ports`, or maybe by options of the tool.
func publishes(container *optiondb.Definition, port string) Tri {
	answer := No
	if container.Open {
		answer = DontKnow
	}
	for _, d := range container.Children {
		switch d.Path[len(d.Path)-1] {
		case "ports":
			answer = max(answer, publishesIn(d, port))
		case "extraOptions", "networks":
			answer = max(answer, DontKnow)
		}
	}
	return answer
}

func publishesIn(ports *optiondb.Definition, port string) Tri {
	answer := No
	if ports.Open {
		answer = DontKnow
	}
	for _, e := range ports.Children {
		text, known := e.Value.AsString()
		switch published := hostPort(text); {
		case !known || strings.Contains(published, "-"):
			answer = max(answer, DontKnow)
		case published == port && e.When == optiondb.Certain:
			return Yes
		case published == port:
			answer = DontKnow
		}
	}
	return answer
}

// hostPort is the port of this machine in `[ADDRESS:]HOST:CONTAINER[/PROTOCOL]`, "" where none is fixed.
func hostPort(text string) string {
	text, _, _ = strings.Cut(text, "/")
	parts := strings.Split(text, ":")
	if len(parts) < 2 {
		return ""
	}
	return parts[len(parts)-2]
}
