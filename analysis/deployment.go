package analysis

import (
	"maps"
	"slices"
	"sort"
	"strconv"
	"strings"

	"atproto-ls/optiondb"
)

// Deployment is what a configuration brings to a machine, for a picture: its services, the systems that they need, the
// names under which they are reached. It shows what is known; what is not is no part of it.
type Deployment struct {
	Entry string     // of the configuration
	Seen  Closedness // how much of the configuration was read
	Parts []Part     // sorted by kind, then name
	Links []PartLink // sorted by their ends
}

// PartKind says what a part of a deployment is.
type PartKind string

// The kinds of part.
const (
	HostPart    PartKind = "host"    // a server name
	ServicePart PartKind = "service" // a service that is on
	SystemPart  PartKind = "system"  // a database, a proxy, whatever services need
)

// Part is one node of the picture.
type Part struct {
	ID      string // unique: the kind and the name
	Kind    PartKind
	Name    string
	Missing bool     // nothing brings this system, and everything was read
	Unsure  bool     // whether something brings this system is not known
	Remote  bool     // it is on another machine
	Units   []string // systemd units
	Ports   []string // "2583/tcp", with what it is for where that is said
	At      Range    // where it is turned on; the zero Range where no text does
}

// PartLink leads from a part to one that it needs, or passes requests to.
type PartLink struct {
	From, To string // IDs
	Label    string // the option that asks, or what is passed on
}

// Deployment is the picture of c.
func (c *Configuration) Deployment() *Deployment {
	d := drawing{c: c, parts: map[string]*Part{}}
	for _, i := range c.Implications() {
		d.implication(i)
	}
	for _, i := range c.Surroundings() {
		for _, system := range i.Clause.Provides {
			d.system(system).At = placeOf(i)
		}
	}
	for _, l := range c.Listeners() {
		if p := d.parts[string(ServicePart)+":"+l.Owner]; p != nil {
			port := strings.TrimSpace(strconv.FormatInt(l.Port, 10) + "/" + l.Protocol + " " + l.Use)
			p.Ports = appendOnce(p.Ports, port)
		}
	}
	return d.finish()
}

// drawing is a Deployment in the making.
type drawing struct {
	c     *Configuration
	parts map[string]*Part
	links []PartLink
}

func (d *drawing) part(kind PartKind, name string) *Part {
	id := string(kind) + ":" + name
	if d.parts[id] == nil {
		d.parts[id] = &Part{ID: id, Kind: kind, Name: name}
	}
	return d.parts[id]
}

// system is the part of a system; what brings it is asked of the configuration.
func (d *drawing) system(name string) *Part {
	p := d.part(SystemPart, name)
	if name == "backup" { // services name targets of their own: ATP210 knows which are enough
		return p
	}
	switch d.c.Provided(name) {
	case No:
		p.Missing, p.Unsure = d.c.Closed == Closed, d.c.Closed != Closed
	case DontKnow:
		p.Unsure = true
	}
	return p
}

func (d *drawing) link(from, to *Part, label string) {
	d.links = append(d.links, PartLink{from.ID, to.ID, label})
}

// implication draws what one option that is set says.
func (d *drawing) implication(i Implication) {
	for _, name := range i.Clause.Provides {
		d.system(name).At = placeOf(i)
	}
	if i.Option[0] != "services" {
		return
	}
	service := d.part(ServicePart, d.c.OwnerOf(i.Option).String())
	if service.At == (Range{}) {
		service.At = placeOf(i)
	}
	for _, u := range i.Clause.Units {
		service.Units = appendOnce(service.Units, u.Name)
	}
	for _, need := range i.Clause.Needs {
		d.link(service, d.needed(need), i.Option.String())
	}
	if web := i.Clause.Web; web != nil {
		host, _ := d.c.Resolve(web.Host)
		d.host(host, service)
	}
	if path := d.c.OwnerOf(i.Option).Append("nginx", "serverName"); d.c.Declares(path) {
		d.host(d.c.Merged(path).Value, service)
	}
}

// host draws the name under which others reach a service.
func (d *drawing) host(name optiondb.Value, service *Part) {
	if text, known := name.AsString(); known && !LocalHost(text) {
		d.link(d.part(HostPart, text), service, "")
	}
}

// needed is the part that meets a need: the system here, or the one that a URL names on another machine.
func (d *drawing) needed(need optiondb.Need) *Part {
	if need.Remote != nil {
		url, isText := d.c.Merged(need.Remote).Value.AsString()
		if isText && url != "" && !LocalURL(url) {
			p := d.part(SystemPart, need.System+" elsewhere")
			p.Remote = true
			return p
		}
	}
	return d.system(need.System)
}

func (d *drawing) finish() *Deployment {
	out := &Deployment{Entry: d.c.Entry, Seen: d.c.Closed, Links: d.links}
	for _, id := range slices.Sorted(maps.Keys(d.parts)) {
		out.Parts = append(out.Parts, *d.parts[id])
	}
	sort.SliceStable(out.Links, func(i, j int) bool {
		a, b := out.Links[i], out.Links[j]
		return a.From+"\x00"+a.To+"\x00"+a.Label < b.From+"\x00"+b.To+"\x00"+b.Label
	})
	out.Links = slices.Compact(out.Links)
	return out
}

func placeOf(i Implication) Range {
	if d := i.Definition(); d != nil {
		if r, written := DefinitionRange(d); written {
			return r
		}
	}
	return Range{}
}

func appendOnce(list []string, text string) []string {
	if slices.Contains(list, text) {
		return list
	}
	return append(list, text)
}

var systemNames = map[string]string{
	"postgresql": "PostgreSQL", "mysql": "MySQL", "redis": "Redis", "acme": "certificates over ACME", "prometheus": "Prometheus",
	"grafana": "Grafana", "alertmanager": "Alertmanager", "loki": "Loki", "logging": "the logging of the integration",
	"apparmor": "AppArmor", "firewall": "the firewall",
}

// SystemName is how people write the name of a system that option sets tell of.
func SystemName(system string) string {
	if name := systemNames[system]; name != "" {
		return name
	}
	return system
}
