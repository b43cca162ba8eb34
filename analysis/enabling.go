package analysis

import (
	"net/netip"
	"slices"
	"sort"
	"strconv"
	"strings"

	"atproto-ls/eval"
	"atproto-ls/optiondb"
	"atproto-ls/optiondb/modules"
)

// This file tells what a service brings of which the modules are at hand, and no set that tells it: the configuration is evaluated
// with the service on and with it off, and what only the first has is what enabling it brings.

// enabling is a service in these two evaluations.
type enabling struct {
	session *eval.Session
	c       *Configuration
	prefix  optiondb.Path
	on, off *modules.Configuration
	exact   bool // they are of c, and not of the service's modules alone
}

// enabling is what the service at prefix brings in c, as its modules have it; surface is what they declare.
func (s *Snapshot) enabling(c *Configuration, prefix optiondb.Path, surface *optiondb.Surface) (b bringing) {
	run := s.compose(composeFuel)
	defer run.session.Close()
	x := enabling{session: run.session, c: c, prefix: prefix}
	whole := run.whole(c)
	if x.exact = whole != nil; whole == nil {
		whole = run.system.ConfigurationOf(run.configured())
	}
	var more []eval.Value
	if m := s.world.Modules; m != nil && surface.Set != nil {
		for _, p := range m.Paths {
			more = append(more, eval.Path(p))
		}
	}
	switched := func(on bool) *modules.Configuration {
		const strongest = 0
		v := eval.MakeSet([]eval.Attr{{Name: "_type", Value: eval.String("override")}, {Name: "priority", Value: eval.Int(strongest)}, {Name: "content", Value: eval.Bool(on)}})
		for _, name := range slices.Backward(prefix.Append("enable")) {
			v = eval.MakeSet([]eval.Attr{{Name: name, Value: v}})
		}
		return whole.With(false, append(more[:len(more):len(more)], v)...)
	}
	x.on, x.off = switched(true), switched(false)
	clause := x.units()
	x.account(&clause)
	x.listens(&clause, surface.At(prefix).Options())
	x.listensFreely(&clause)
	for _, protocol := range []string{"tcp", "udp"} {
		for _, port := range x.added("allowed"+strings.ToUpper(protocol)+"Ports", "networking", "firewall") {
			clause.Opens = append(clause.Opens, optiondb.Listener{Protocol: protocol, Port: optiondb.Ref{Value: eval.String(port)}})
		}
		for _, ports := range x.ranges("allowed" + strings.ToUpper(protocol) + "PortRanges") {
			clause.Opens = append(clause.Opens, optiondb.Listener{Protocol: protocol, Port: optiondb.Ref{Value: eval.String(ports)}})
		}
	}
	x.systems(&b, &clause, surface.At(prefix).Options())
	b.add(Implication{Option: prefix.Append("enable"), Clause: clause})
	x.hosts(&b, clause.Listens)
	return b
}

// names are those of the group at path that are defined only with the service on.
func (x *enabling) names(path ...string) (names []string) {
	on, off := x.on.Given(path...), x.off.Given(path...)
	for _, name := range on.Names() {
		if on.Has(name) && !off.Has(name) {
			names = append(names, name)
		}
	}
	return names
}

// added are what a list holds, as text, only with the service on.
func (x *enabling) added(name string, path ...string) []string {
	before := x.texts(x.off.Given(path...), name)
	return slices.DeleteFunc(x.texts(x.on.Given(path...), name), func(text string) bool { return slices.Contains(before, text) })
}

// texts are what a list holds, or a value is, as text.
func (x *enabling) texts(g *modules.Given, name string) (all []string) {
	for _, d := range g.At(name) {
		v := x.session.Force(d.Value)
		for _, e := range v.List().Elems() {
			if text := plainValue(x.session.Force(e)); text != "" && !slices.Contains(all, text) {
				all = append(all, text)
			}
		}
		if text := plainValue(v); text != "" {
			all = append(all, text)
		}
	}
	return all
}

// ranges are the ranges of ports that a list of the firewall has only with the service on.
func (x *enabling) ranges(name string) (all []string) {
	before := map[string]bool{}
	for _, c := range []*modules.Configuration{x.off, x.on} {
		for _, d := range c.Given("networking", "firewall").At(name) {
			for _, e := range x.session.Force(d.Value).List().Elems() {
				from, to := plainValue(x.session.Lookup(e, "from")), plainValue(x.session.Lookup(e, "to"))
				ports := from + "–" + to
				if c == x.on && !before[ports] && from != "" && to != "" {
					all = append(all, ports)
				}
				before[ports] = true
			}
		}
	}
	return all
}

// text is a single value as text, "" where it is not known.
func (x *enabling) text(g *modules.Given, name string) string {
	if all := x.texts(g, name); len(all) > 0 {
		return all[len(all)-1]
	}
	return ""
}

// value is what the service's option at path comes to.
func (x *enabling) value(path optiondb.Path) optiondb.Value {
	m := x.c.Merged(path)
	if !x.exact && m.State == Settled && !m.Default {
		return m.Value
	}
	if v := x.session.Lookup(x.on.ModuleConfig(), path...); v.Exists() && v.Known() {
		return v
	}
	return m.Value
}

// units are the systemd units that the service defines, with what the first one runs as.
func (x *enabling) units() (clause optiondb.Clause) {
	services := x.names("systemd", "services")
	for _, name := range x.on.Given("systemd", "services").Names() { // others may add to a unit that is off
		if !slices.Contains(services, name) && x.starts(x.on, name) && !x.starts(x.off, name) {
			services = append(services, name)
		}
	}
	own := x.prefix[len(x.prefix)-1]
	sort.SliceStable(services, func(i, j int) bool { return x.distance(services[i], own) < x.distance(services[j], own) })
	for _, name := range services {
		g := x.on.Given("systemd", "services", name)
		clause.Units = append(clause.Units, optiondb.Unit{
			Name: name + ".service", After: x.texts(g, "after"), Wants: x.texts(g, "wants"), Requires: union(x.texts(g, "requires"), x.texts(g, "bindsTo")),
		})
	}
	for _, kind := range []string{"socket", "timer"} {
		for _, name := range x.names("systemd", kind+"s") {
			clause.Units = append(clause.Units, optiondb.Unit{Name: name + "." + kind})
		}
	}
	return clause
}

// starts reports whether the systemd service called name is known to start something.
func (x *enabling) starts(c *modules.Configuration, name string) bool {
	g := c.Given("systemd", "services", name)
	return g.Has("script") || g.Below("serviceConfig").Has("ExecStart")
}

// distance is how far the name of a unit is from the service's own: the unit called so is the first.
func (x *enabling) distance(unit, own string) int {
	switch {
	case unit == own:
		return 0
	case strings.HasPrefix(unit, own):
		return 1
	}
	return 2
}

// account notes what the first unit runs as, what it may not do, and where its data lies.
func (x *enabling) account(clause *optiondb.Clause) {
	g := &modules.Given{}
	if len(clause.Units) > 0 {
		g = x.on.Given("systemd", "services", strings.TrimSuffix(clause.Units[0].Name, ".service"), "serviceConfig")
	}
	user, group, home := x.text(g, "User"), x.text(g, "Group"), ""
	if users := x.names("users", "users"); len(users) > 0 && (user == "" || slices.Contains(users, user)) {
		if user == "" {
			user = users[0]
		}
		account := x.on.Given("users", "users", user)
		home = x.text(account, "home")
		if group == "" {
			group = x.text(account, "group")
		}
	}
	if user == "" && x.text(g, "DynamicUser") == "true" {
		user = strings.TrimSuffix(clause.Units[0].Name, ".service") // systemd.exec(5): it is called as the unit
	}
	clause.User.Value, clause.Group.Value = text(user), text(group)
	state := x.text(g, "StateDirectory")
	if state != "" {
		state = "/var/lib/" + state
	}
	folders := []string{state, x.text(g, "WorkingDirectory"), home}
	for _, name := range []string{"dataDirectory", "stateDir", "dataDir"} {
		folders = slices.Insert(folders, 0, plainValue(x.value(x.prefix.Append(name))))
	}
	for _, folder := range folders {
		if strings.HasPrefix(folder, "/") {
			clause.DataDir.Value = eval.String(folder)
			break
		}
	}
	for _, name := range g.Names() {
		if value := x.text(g, name); value != "" && hardens(name) {
			clause.Hardening = append(clause.Hardening, optiondb.Setting{Name: name, Value: value})
		}
	}
}

// text is a string, the zero Value for none.
func text(s string) (v optiondb.Value) {
	if s != "" {
		v = eval.String(s)
	}
	return v
}

// listens notes the ports that options of the service name: numbers, and addresses with a port, which are the better known of
// the two.
func (x *enabling) listens(clause *optiondb.Clause, options []*optiondb.Option) {
	endpoint := map[string]bool{} // by what it is for
	for _, numbers := range []bool{false, true} {
		for _, o := range options {
			value := x.value(o.Path)
			one, ok := Listener{}, false
			if number, isInt := value.AsInt(); isInt && numbers {
				one, ok = Listener{Port: number, Address: x.address(o.Path)}, number > 0 && (isPort(o) || o.Type.Name == "unsignedInt16")
			} else if where, isText := value.AsString(); isText && !numbers {
				ok = listening(o.Path[len(o.Path)-1]) && one.parse(where, "") && localAddress(one.Address)
			}
			use := "`" + o.Path[len(x.prefix):].String() + "`"
			if strings.Contains(strings.ToLower(use), "metrics") {
				use = "metrics"
			}
			kind := use
			if use != "metrics" {
				kind = ""
			}
			if !ok || x.elsewhere(o.Path) || !x.within(o.Path, use) || numbers && endpoint[kind] {
				continue
			}
			endpoint[kind] = endpoint[kind] || !numbers
			at := len(clause.Listens)
			if i := slices.IndexFunc(clause.Listens, func(l optiondb.Listener) bool { return l.For == "metrics" }); i >= 0 && kind == "" {
				at = i
			}
			clause.Listens = slices.Insert(clause.Listens, at, optiondb.Listener{
				Protocol: "tcp", For: use, Port: optiondb.Ref{Value: eval.Int(one.Port)}, Address: optiondb.Ref{Value: text(one.Address)},
			})
		}
	}
}

// listensFreely notes the port that the service has below an option that takes any names, `settings.port`, where no option of its own
// tells one.
func (x *enabling) listensFreely(clause *optiondb.Clause) {
	if slices.ContainsFunc(clause.Listens, func(l optiondb.Listener) bool { return l.For != "metrics" }) {
		return
	}
	for _, name := range []string{"port", "PORT", "http_port", "listen_port"} {
		at := x.prefix.Append("settings", name)
		if port, isInt := x.value(at).AsInt(); isInt && port > 0 && port < 1<<16 {
			one := optiondb.Listener{Protocol: "tcp", For: "`settings." + name + "`", Port: optiondb.Ref{Value: eval.Int(port)}, Address: optiondb.Ref{Value: text(x.address(at))}}
			clause.Listens = slices.Insert(clause.Listens, 0, one)
			return
		}
	}
}

// listening reports whether an option of the name holds where something listens.
func listening(name string) bool {
	name = strings.ToLower(name)
	return strings.Contains(name, "bind") || strings.Contains(name, "listen") || strings.HasSuffix(name, "addr") || strings.HasSuffix(name, "address")
}

// localAddress reports whether an address is one to listen on: none, a number, this machine.
func localAddress(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil || host == "" || host == "localhost" || host == "*"
}

// address is the one that stands beside a port, "" where none does.
func (x *enabling) address(port optiondb.Path) string {
	for _, name := range []string{"listenAddress", "bindAddress", "address", "bind", "host", "hostname", "listen"} {
		if a := plainValue(x.value(port[:len(port)-1].Append(name))); a != "" && localAddress(a) {
			return a
		}
	}
	return ""
}

// elsewhere reports whether an option is about another program, which the service asks or which stands before it.
func (x *enabling) elsewhere(option optiondb.Path) bool {
	return slices.ContainsFunc(option[len(x.prefix):], func(name string) bool {
		name = strings.ToLower(name)
		return name == optiondb.AnyName || name == optiondb.AnyElement || slices.ContainsFunc(programs, func(p string) bool { return strings.HasPrefix(name, p) })
	})
}

var programs = []string{"database", "db", "postgres", "mysql", "redis", "smtp", "mail", "email", "nginx", "caddy", "proxy", "upstream", "cache", "remote", "backup"}

// within reports whether the groups that an option lies in are on, where they have an `enable`, and for metrics these.
func (x *enabling) within(option optiondb.Path, use string) bool {
	groups := []optiondb.Path{x.prefix.Append(use)}
	for n := len(x.prefix) + 1; n < len(option); n++ {
		groups = append(groups, option[:n])
	}
	return !slices.ContainsFunc(groups, func(group optiondb.Path) bool {
		on, known := x.value(group.Append("enable")).AsBool()
		return known && !on
	})
}

// systemUnits are the units of the systems that services need.
var systemUnits = map[string]string{"postgresql.service": "postgresql", "mysql.service": "mysql", "redis.service": "redis", "nginx.service": "nginx"}

// systemSchemes are the systems that a URL of a scheme leads to.
var systemSchemes = map[string]string{"postgres": "postgresql", "postgresql": "postgresql", "mysql": "mysql", "redis": "redis"}

// systems notes what the service turns on, sets up there, and needs.
func (x *enabling) systems(b *bringing, clause *optiondb.Clause, options []*optiondb.Option) {
	b.met = map[string]bool{}
	on, off := x.on.Given("services"), x.off.Given("services")
	for _, name := range on.Names() {
		if path := (optiondb.Path{"services", name}); x.prefix.HasPrefix(path) || x.text(on.Below(name), "enable") != "true" {
			continue
		}
		b.met[name] = true
		if x.text(off.Below(name), "enable") != "true" {
			b.more = append(b.more, "turns on `services."+name+"`")
		}
	}
	servers := x.on.Given("services", "redis", "servers")
	b.met["redis"] = b.met["redis"] || len(servers.Names()) > 0
	for _, name := range x.names("services", "redis", "servers") {
		line := "runs a Redis of its own, `" + strings.TrimSuffix("redis-"+name, "-") + ".service`"
		port := x.text(servers.Below(name), "port")
		if name == "" && port == "" {
			port = "6379" // nixpkgs' default of the one without a name
		}
		if port != "" && port != "0" {
			line += ", on port " + port
		}
		b.more = append(b.more, line)
	}
	for _, system := range []string{"postgresql", "mysql"} {
		if databases := x.added("ensureDatabases", "services", system); len(databases) > 0 {
			what := " database `"
			if len(databases) > 1 {
				what = " databases `"
			}
			b.more = append(b.more, "makes the "+SystemName(system)+what+strings.Join(databases, "`, `")+"`")
		}
	}
	need := func(n optiondb.Need) {
		if !slices.ContainsFunc(clause.Needs, func(o optiondb.Need) bool { return o.System == n.System }) {
			clause.Needs = append(clause.Needs, n)
		}
	}
	for _, isURL := range []bool{true, false} { // a URL tells more than the name of an engine
		for _, o := range options {
			scheme, _, found := strings.Cut(plainValue(x.value(o.Path)), "://")
			n := optiondb.Need{System: systemSchemes[scheme]}
			if isURL {
				n.Remote = o.Path
			}
			if n.System != "" && found == isURL && (isURL || o.Type.Name == "enum") && x.within(o.Path, "") {
				need(n)
			}
		}
	}
	for _, u := range clause.Units {
		for _, other := range slices.Concat(u.Requires, u.Wants) {
			if system := systemUnits[other]; system != "" {
				need(optiondb.Need{System: system})
			}
		}
	}
}

// hosts notes the virtual hosts that the service defines, and others that pass requests to its ports.
func (x *enabling) hosts(b *bringing, listens []optiondb.Listener) {
	for _, proxy := range []string{"nginx", "caddy"} {
		own, all := x.names("services", proxy, "virtualHosts"), x.on.Given("services", proxy, "virtualHosts")
		for _, host := range all.Names() {
			locations := all.Below(host).Below("locations")
			for _, location := range locations.Names() {
				to := x.text(locations.Below(location), "proxyPass")
				passes := slices.ContainsFunc(listens, func(l optiondb.Listener) bool { return passesTo(to, portText(x.c, l)) })
				if to != "" && (slices.Contains(own, host) || passes) {
					b.more = append(b.more, proxy+" passes `"+host+strings.TrimSuffix(location, "/")+"` to `"+to+"`")
					own = slices.DeleteFunc(own, func(o string) bool { return o == host })
				}
			}
		}
		for _, host := range own {
			b.more = append(b.more, proxy+" has the virtual host `"+host+"`")
		}
	}
}

// passesTo reports whether a URL of this machine has the port.
func passesTo(url, port string) bool {
	_, rest, _ := strings.Cut(url, "://")
	host, _, _ := strings.Cut(rest, "/")
	n, err := strconv.Atoi(port)
	return err == nil && n > 0 && strings.HasSuffix(host, ":"+port) && LocalURL(url)
}

// hardens reports whether a setting of a unit takes rights away.
func hardens(name string) bool {
	for _, start := range []string{"Protect", "Private", "Restrict", "NoNewPrivileges", "Lock", "MemoryDeny", "SystemCall", "CapabilityBounding"} {
		if strings.HasPrefix(name, start) {
			return true
		}
	}
	return false
}
