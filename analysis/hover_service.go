package analysis

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"atproto-ls/optiondb"
)

// serviceCard is what an operator wants to know of the service at prefix: what enabling it brings, what it is set to, what
// is missing, and how to look at it when it runs.
func (w *hovering) serviceCard(prefix optiondb.Path) string {
	var out strings.Builder
	out.WriteString(heading(prefix, w.world))
	option, _, surface := w.known.option(prefix.Append("enable"))
	var generations []*optiondb.Surface
	for _, d := range w.known.at(prefix) {
		if d.surface.Set == surface.Set && d.surface.Name == surface.Name {
			generations = append(generations, d.surface)
		}
	}
	fmt.Fprintf(&out, "%s\n\n%s", cleaned(option.Description), w.origin(generations...))
	hosts := w.hosts()
	on := slices.DeleteFunc(slices.Clone(hosts), func(c *Configuration) bool { return !c.Merged(prefix.Append("enable")).IsTrue() })
	if len(on) == 0 {
		on = hosts // what it would bring
	}
	brings := map[*Configuration]bringing{}
	for _, c := range on {
		brings[c] = w.brings(c, prefix, surface)
	}
	list := func(heading string, of []*Configuration, f func(*Configuration) []string) {
		if lines := inEach(of, " (in %s)", f); len(lines) > 0 {
			out.WriteString("\n\n**" + heading + "**\n\n" + strings.Join(lines, "\n"))
		}
	}
	missing := w.wrong(prefix)
	if lines := inEach(on, " (in %s)", func(c *Configuration) []string { return w.missing(c, prefix) }); len(lines)+len(missing) > 0 {
		missing = append(lines, missing...)
		out.WriteString("\n\n**Missing or wrong**\n\n" + strings.Join(missing, "\n")) // what to do comes first
	}
	in := "this configuration"
	if len(hosts) > 1 {
		in = entriesOf(hosts)
	}
	list("Set in "+in, hosts, func(c *Configuration) []string { return w.settings(c, prefix) })
	list("Enabling it brings", on, func(c *Configuration) []string { return brings[c].lines(c) })
	for _, text := range inEach(on, "", func(c *Configuration) []string { return brings[c].texts() }) {
		out.WriteString("\n\n" + text)
	}
	if lines := inEach(on, "  # in %s", func(c *Configuration) []string { return brings[c].commands(c) }); len(lines) > 0 {
		out.WriteString("\n\n**To look at it when it runs**\n\n```sh\n" + strings.Join(lines, "\n") + "\n```")
	}
	if others := w.others(prefix, surface); others != "" {
		out.WriteString("\n\n" + others)
	}
	return out.String()
}

// others names the sets that declare the service as well.
func (w *hovering) others(prefix optiondb.Path, shown *optiondb.Surface) string {
	var names []string
	for _, d := range w.known.at(prefix) {
		if t := title(d.surface); d.surface.Set != shown.Set && !slices.Contains(names, t) {
			names = append(names, t)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "*Declared as well by " + strings.Join(names, " and ") + ": nothing settles which is meant.*"
}

// bringing is what a service that is on brings, as far as it is known.
type bringing struct {
	clauses []Implication
	units   []optiondb.Unit
	more    []string        // as Markdown
	met     map[string]bool // the systems that are known to be there, besides what the configuration's own text says
}

// add adds a clause that holds.
func (b *bringing) add(i Implication) {
	b.clauses = append(b.clauses, i)
	b.addUnits(i.Clause.Units)
}

// brings collects the clauses of the service at prefix that hold once it is on; where there are none, what its modules say.
func (w *hovering) brings(c *Configuration, prefix optiondb.Path, surface *optiondb.Surface) (b bringing) {
	if surface.Set != nil {
		b = w.implies(c, prefix, surface.Set)
	}
	if len(b.clauses) == 0 {
		b = Remember(c, "enabling "+prefix.String(), func() bringing { return w.snapshot.enabling(c, prefix, surface) })
	}
	return b
}

func (w *hovering) implies(c *Configuration, prefix optiondb.Path, set *optiondb.Set) (b bringing) {
	enable := prefix.Append("enable")
	set.Implies(func(option optiondb.Path, clauses []optiondb.Clause) {
		if !option.HasPrefix(prefix) || slices.Contains(option, optiondb.AnyName) {
			return
		}
		m := c.Merged(option)
		if option.String() != enable.String() && (m.State != Settled || m.Idle() || !c.onWithin(option, prefix)) {
			return
		}
		for _, clause := range clauses {
			if option.String() == enable.String() || c.holds(clause, m) {
				if m.Default {
					clause.Text = "" // nobody chose it
				}
				b.add(Implication{option, m, clause, set})
			}
		}
	})
	return b
}

// onWithin reports whether the groups between prefix and option are on, where they have an `enable`.
func (c *Configuration) onWithin(option, prefix optiondb.Path) bool {
	for n := len(option) - 1; n > len(prefix); n-- {
		if enable := option[:n].Append("enable"); c.Declares(enable) && enable.String() != option.String() && !c.Merged(enable).IsTrue() {
			return false
		}
	}
	return true
}

// addUnits adds units; what several clauses say of one is one.
func (b *bringing) addUnits(units []optiondb.Unit) {
	for _, u := range units {
		i := slices.IndexFunc(b.units, func(x optiondb.Unit) bool { return x.Name == u.Name })
		if i < 0 {
			b.units, i = append(b.units, optiondb.Unit{Name: u.Name}), len(b.units)
		}
		b.units[i].After = union(b.units[i].After, u.After)
		b.units[i].Wants = union(b.units[i].Wants, u.Wants)
		b.units[i].Requires = union(b.units[i].Requires, u.Requires)
	}
}

func union(a, b []string) []string {
	for _, x := range b {
		if !slices.Contains(a, x) {
			a = append(slices.Clip(a), x)
		}
	}
	return a
}

// texts are what the sets say of it besides.
func (b bringing) texts() (all []string) {
	for _, i := range b.clauses {
		if text := i.Clause.Text; text != "" && !strings.Contains(text, "systemctl status") { // that is said with the commands
			all = append(all, cleaned(text))
		}
	}
	return all
}

// lines are the items of the list, each once.
func (b bringing) lines(c *Configuration) (lines []string) {
	add := func(format string, args ...any) {
		if line := fmt.Sprintf("- "+format, args...); !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	for _, u := range b.units {
		add("unit `%s`%s", u.Name, order(u))
	}
	for _, i := range b.clauses {
		for _, l := range i.Clause.Listens {
			add("listens on %s%s", listener(c, l), address(c, l))
		}
		for _, l := range i.Clause.Opens {
			add("opens %s in the firewall", listener(c, l))
		}
	}
	for _, i := range b.clauses {
		clause := i.Clause
		if user := refText(c, clause.User); user != "" {
			if group := refText(c, clause.Group); group != "" {
				user += "`, group `" + group
			}
			add("user `%s`", user)
		}
		if dir := refText(c, clause.DataDir); dir != "" {
			add("data in `%s`", dir)
		}
		if web := clause.Web; web != nil {
			add("%s", virtualHost(c, web))
		}
		for _, need := range clause.Needs {
			add("needs %s%s", need.System, b.provision(c, i.Option, need))
		}
		if s := clause.Secrets; s != nil {
			add("takes secrets from the files in `%s`: `%s`", s.Files, strings.Join(s.Variables, "`, `"))
		}
	}
	for _, line := range b.more {
		add("%s", line)
	}
	for _, i := range b.clauses {
		if len(i.Clause.Hardening) > 0 {
			add("hardening: %s", hardeningText(i.Clause.Hardening))
		}
	}
	return lines
}

func order(u optiondb.Unit) string {
	var parts []string
	for _, one := range []struct {
		word  string
		units []string
	}{{"requires", u.Requires}, {"wants", u.Wants}, {"after", u.After}} {
		if len(one.units) > 0 {
			parts = append(parts, one.word+" `"+strings.Join(one.units, "`, `")+"`")
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return ": " + strings.Join(parts, "; ")
}

// refText is the value that a Ref stands for in c, "" where that is not known.
func refText(c *Configuration, r optiondb.Ref) string {
	v := r.Value
	if len(r.Option) > 0 {
		if m := c.Merged(r.Option); m.State == Settled {
			v = m.Value
		}
	}
	return plainValue(v)
}

// portText is the port of a listener, "" where it is not known.
func portText(c *Configuration, l optiondb.Listener) string {
	if l.Endpoint == nil {
		return refText(c, l.Port)
	}
	var one Listener
	if text, ok := c.Merged(l.Endpoint).Value.AsString(); ok && one.parse(text, l.Form) {
		return strconv.FormatInt(one.Port, 10)
	}
	return ""
}

// sizeText is a number of bytes as people say it.
func sizeText(bytes string) string {
	n, err := strconv.ParseInt(bytes, 10, 64)
	switch {
	case err != nil || n < 1<<20:
		return bytes + " bytes"
	case n >= 1<<30:
		return fmt.Sprintf("%.4g GiB", float64(n)/(1<<30))
	}
	return fmt.Sprintf("%.4g MiB", float64(n)/(1<<20))
}

func listener(c *Configuration, l optiondb.Listener) string {
	port := refText(c, l.Port)
	if l.Endpoint != nil {
		if m := c.Merged(l.Endpoint); m.State == Settled {
			port = plainValue(m.Value)
		}
	}
	if port == "" {
		port = "a port that is not known here"
	}
	protocol := strings.ToUpper(l.Protocol)
	if protocol == "" {
		protocol = "TCP"
	}
	text := protocol + " " + port
	if l.For != "" {
		text += " (" + l.For + ")"
	}
	return text
}

func address(c *Configuration, l optiondb.Listener) string {
	if a := refText(c, l.Address); a != "" {
		return " at `" + a + "`"
	}
	return ""
}

func virtualHost(c *Configuration, web *optiondb.Web) string {
	host, port := refText(c, web.Host), portText(c, web.Listener)
	text := "a proxy in front of it must pass on"
	for _, proxy := range []string{"nginx", "caddy"} {
		if hosts := (optiondb.Path{"services", proxy, "virtualHosts"}); host != "" && len(c.At(hosts.Append(host))) > 0 {
			return proxy + " has the virtual host `" + host + "`, which must pass to port " + port
		}
	}
	if host != "" {
		text += " `" + host + "`"
	}
	if port != "" {
		text += " to port " + port
	}
	if len(web.WebSockets) > 0 {
		text += ", WebSockets at `" + strings.Join(web.WebSockets, "`, `") + "`"
	}
	if limit := refText(c, web.BodyLimit); limit != "" {
		text += ", bodies of up to " + sizeText(limit)
	}
	return text
}

// provision says whether a need that an option has is met.
func (b bringing) provision(c *Configuration, option optiondb.Path, n optiondb.Need) string {
	if program := backupProgram(c, option); n.System == "backup" && program != "" {
		return ", which " + program + " makes"
	}
	if n.Remote != nil {
		if m := c.Merged(n.Remote); m.State == Settled {
			if url, ok := m.Value.AsString(); ok && url != "" && !LocalURL(url) {
				return ", which is on another machine"
			}
		}
	}
	switch provided := c.Provided(n.System); {
	case provided == Yes, b.met[n.System]:
		return ", which this configuration brings"
	case provided == No && c.Closed == Closed && c.Whole:
		return ", **which nothing here brings**"
	}
	return ""
}

// backupProgram is the program that copies what a service's option `backup.enable` asks for, as the service itself or the
// integration has it; "" where none is on and knows where to.
func backupProgram(c *Configuration, option optiondb.Path) string {
	own, shared := option[:len(option)-1], optiondb.ParsePath("atproto.integration.backup")
	for _, program := range []string{"restic", "borg"} {
		for _, group := range []optiondb.Path{own, shared} {
			to := c.Merged(own.Append(program, "repository"))
			if to.Idle() {
				to = c.Merged(shared.Append(program, "repository"))
			}
			if c.Merged(group.Append(program, "enable")).IsTrue() && !to.Idle() {
				return program
			}
		}
	}
	return ""
}

// hardeningText names the settings that matter most, and how many more there are.
func hardeningText(settings []optiondb.Setting) string {
	var first []string
	for _, name := range []string{"NoNewPrivileges", "ProtectSystem", "ProtectHome", "PrivateTmp", "PrivateUsers", "CapabilityBoundingSet"} {
		i := slices.IndexFunc(settings, func(s optiondb.Setting) bool { return s.Name == name })
		if i < 0 || len(first) == 4 {
			continue
		}
		text := name
		if v := settings[i].Value; v != "true" {
			text += "=" + strings.Trim(v, `"`)
		}
		first = append(first, "`"+text+"`")
	}
	text := strings.Join(first, ", ")
	switch more := len(settings) - len(first); {
	case len(first) == 0:
		return fmt.Sprintf("%d settings of systemd", more)
	case more > 0:
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// missing are the options that must be set and are not.
func (w *hovering) missing(c *Configuration, prefix optiondb.Path) (lines []string) {
	said := slices.ContainsFunc(w.found, func(d Diagnostic) bool { return d.Name == "missing-required" && d.Option == prefix.String() })
	if st := c.View.For(prefix); !said && st.Certain() && c.Merged(prefix.Append("enable")).IsTrue() {
		for _, o := range st.Required() {
			if o.Path.HasPrefix(prefix) && len(c.At(o.Path)) == 0 && !c.Holed(o.Path) && c.onWithin(o.Path, prefix) {
				lines = append(lines, "- `"+o.Path.String()+"` must be set: "+o.Type.String())
			}
		}
	}
	return lines
}

// wrong is what the findings say about the service at prefix.
func (w *hovering) wrong(prefix optiondb.Path) (lines []string) {
	for _, d := range w.found {
		if d.Severity >= Warning && d.Option != "" && optiondb.ParsePath(d.Option).HasPrefix(prefix) {
			lines = append(lines, "- "+d.Code+": "+d.Message)
		}
	}
	return lines
}
