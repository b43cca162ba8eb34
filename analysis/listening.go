package analysis

import (
	"strconv"
	"strings"

	"atproto-ls/optiondb"
)

// Listener is a port that a service which is on is known to listen on.
type Listener struct {
	Owner    string               // the service, as "services.bluesky-pds", or the option that brings the program
	Use      string               // what it is for, "" where it has one use only
	Protocol string               // "tcp" or "udp"
	Port     int64                // 1–65535
	Address  string               // "" for all
	Place    *optiondb.Definition // that says the port, else that turns the service on; nil where neither is written
	Option   optiondb.Path        // that says the port; nil where it is fixed
	Ours     bool                 // of a service or of the integration, not of NixOS itself
}

// Written reports whether the user wrote the port.
func (l Listener) Written() bool {
	return l.Option != nil && l.Place != nil && l.Place.Path.String() == l.Option.String()
}

// Listeners are the ports that are known to be listened on in c: by its services, then by what NixOS itself brings.
func (c *Configuration) Listeners() []Listener { return Remember(c, "listeners", c.findListeners) }

func (c *Configuration) findListeners() (all []Listener) {
	for _, i := range c.Implications() {
		for _, l := range i.Clause.Listens {
			if one, ok := c.listener(i, l); ok {
				one.Ours = true
				all = append(all, one)
			}
		}
	}
	for _, i := range c.Surroundings() {
		for _, l := range i.Clause.Listens {
			if one, ok := c.listener(i, l); ok {
				all = append(all, one)
			}
		}
	}
	return all
}

// listener is what a clause says to listen on; ok is false where that is not known.
func (c *Configuration) listener(i Implication, l optiondb.Listener) (one Listener, ok bool) {
	one = Listener{Owner: c.OwnerOf(i.Option).String(), Use: l.For, Protocol: l.Protocol, Place: i.Definition()}
	if l.Endpoint != nil {
		text, ok := c.Merged(l.Endpoint).Value.AsString()
		if !ok || !one.parse(text, l.Form) {
			return one, false
		}
		one.Option = l.Endpoint
		one.Place = c.placed(one)
		return one, true
	}
	port, known := c.Resolve(l.Port)
	one.Port, _ = port.AsInt()
	if text, ok := port.AsString(); ok {
		one.Port, _ = strconv.ParseInt(text, 10, 64)
	}
	address, addressKnown := c.Resolve(l.Address)
	one.Address, _ = address.AsString()
	one.Option = l.Port.Option
	one.Place = c.placed(one)
	return one, known && addressKnown && one.Port > 0
}

// WebPort is the port that a proxy passes the requests for a service to; ok is false where that is not known.
func (c *Configuration) WebPort(i Implication) (port int64, ok bool) {
	l := i.Clause.Web.Listener
	if l.Endpoint == nil && l.Port.Option == nil {
		return 0, false
	}
	l.Address = optiondb.Ref{}
	one, ok := c.listener(i, l)
	return one.Port, ok
}

// placed is the definition of a listener's port, else the one that makes it listen, else the one that turns its service on.
func (c *Configuration) placed(l Listener) *optiondb.Definition {
	if l.Option != nil {
		if m := c.Merged(l.Option); m.State == Settled && len(m.Definitions) > 0 {
			return m.Last()
		}
	}
	if l.Place == nil && strings.HasPrefix(l.Owner, "services.") {
		if m := c.Merged(optiondb.ParsePath(l.Owner).Append("enable")); len(m.Definitions) > 0 {
			return m.Last()
		}
	}
	return l.Place
}

// OwnerOf is the group that an option belongs to for the question whose listener it is: the service, as sets declare it
// (`services.tangled.knot` is one, `services.tangled` none), or where it is none the option itself.
func (c *Configuration) OwnerOf(option optiondb.Path) optiondb.Path {
	switch st := c.View.For(option); {
	case option[0] != "services" || len(option) == 1:
		return option
	case st != nil:
		return st.Prefix
	}
	return option[:2]
}

// Resolve is what a ref stands for in c; known is false where its option's value is not known.
func (c *Configuration) Resolve(r optiondb.Ref) (v optiondb.Value, known bool) {
	if r.Option == nil {
		return r.Value, true
	}
	m := c.Merged(r.Option)
	if m.State == Unset {
		return r.Value, true
	}
	return m.Value, m.State == Settled
}

// parse reads an address and a port in one string.
func (l *Listener) parse(text, form string) bool {
	if form == "scheme:host:port" {
		scheme, rest, ok := strings.Cut(text, ":")
		if !ok || scheme == "unix" {
			return false
		}
		text = rest
	}
	i := strings.LastIndexByte(text, ':')
	if i < 0 {
		return false
	}
	port, err := strconv.ParseInt(text[i+1:], 10, 32)
	l.Address, l.Port = strings.Trim(text[:i], "[]"), port
	return err == nil && port > 0
}

// FreePort is the first port behind port that nothing in c is known to listen on, and no program that usually stands
// beside its services.
func (c *Configuration) FreePort(port int64) int64 {
	taken := map[int64]bool{}
	for _, l := range c.Listeners() {
		taken[l.Port] = true
	}
	for candidate := port + 1; candidate < 1<<16; candidate++ {
		if !taken[candidate] && !wellKnownPorts[candidate] {
			return candidate
		}
	}
	return 1024
}

// wellKnownPorts are the ports of programs that usually stand beside these services.
var wellKnownPorts = map[int64]bool{3001: true, 3100: true, 3306: true, 5432: true, 6379: true, 8080: true, 9090: true, 9093: true, 9100: true}
