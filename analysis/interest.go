package analysis

import "atproto-ls/optiondb"

// interesting says which definitions are looked at: those below the prefixes that option sets own, and those of NixOS
// that the rules between services ask for. The rest of a configuration is not evaluated.
func (s *Snapshot) interesting(path optiondb.Path) bool { return s.Library().Near(path) || Asked(path) }

// Asked reports whether the rules between services ask for definitions at path, above or below it.
func Asked(path optiondb.Path) bool { return interests.has(path) }

// has reports whether path is one of the prefixes, or above or below one.
func (t *interestTree) has(path optiondb.Path) bool {
	node := t
	for _, segment := range path {
		next := node.below[segment]
		if next == nil {
			next = node.below["*"]
		}
		if next == nil {
			return node.whole
		}
		node = next
	}
	return true
}

// interestTree is a set of prefixes.
type interestTree struct {
	below map[string]*interestTree
	whole bool // everything below is of interest
}

func (t *interestTree) add(path optiondb.Path) {
	for _, segment := range path {
		if t.below == nil {
			t.below = map[string]*interestTree{}
		}
		if t.below[segment] == nil {
			t.below[segment] = &interestTree{}
		}
		t = t.below[segment]
	}
	t.whole = true
}

var interests = func() *interestTree {
	tree := &interestTree{}
	for _, path := range []string{
		"services.postgresql", "services.pgbouncer", "services.mysql", "services.redis", "services.valkey", "services.keydb",
		"services.dragonflydb", "services.nginx", "services.caddy", "services.traefik", "services.haproxy", "services.httpd",
		"services.cloudflared", "services.prometheus", "services.grafana", "services.alertmanager", "services.loki",
		"services.victoriametrics.enable", "services.vmagent.enable",
		"services.alloy.enable", "services.telegraf.enable", "services.opentelemetry-collector.enable", "services.netdata.enable",
		"services.k3s.enable", "containers.*.privateNetwork", "containers.*.forwardPorts", "containers.*.bindMounts", "specialisation.*.inheritParentConfig", "services.fail2ban", "services.restic", "services.borgbackup", "services.openssh", "security.acme", "security.apparmor",
		"networking.firewall", "virtualisation.oci-containers",
		"systemd.services.*.after", "systemd.services.*.before", "systemd.services.*.requires", "systemd.services.*.wants",
		"systemd.services.*.bindsTo", "systemd.services.*.partOf", "systemd.services.*.environment", "systemd.services.*.serviceConfig",
		"systemd.services.*.enable", "system.stateVersion", "assertions",
	} {
		tree.add(optiondb.ParsePath(path))
	}
	for _, modules := range bringers {
		for _, enable := range modules {
			tree.add(enable)
		}
	}
	return tree
}()
