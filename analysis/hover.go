package analysis

import (
	"fmt"
	"slices"
	"strings"

	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// Hover is what is told about a place in a file.
type Hover struct {
	Range             // what it is about
	Text     string   // Markdown
	Declared []Source // where the option is declared, which the reader may want to open
}

// Source is a place in a file of the workspace, or in one that ships with the program: then File begins with
// [optiondb.ShippedRoot].
type Source struct {
	Range
	Set  string       // the option set, "" for a module of the workspace
	Tree *syntax.File // the file's, where it may be none of the workspace's: in modules that the settings name; else nil
}

// same reports whether two sources are one place of one set, whoever read its text.
func (s Source) same(other Source) bool { return s.Range == other.Range && s.Set == other.Set }

// Hover is what is known about what stands at the byte offset off of f: an option, a service, a value, the file. found are
// the findings in f. ok is false where nothing is.
func (s *Snapshot) Hover(f *File, off int, found []Diagnostic) (h Hover, ok bool) {
	w := hovering{snapshot: s, file: f, found: found}
	occurrences := s.OccurrencesAt(f, off)
	for _, o := range occurrences {
		if h, ok = w.occurrence(o); ok {
			return h, true
		}
	}
	for _, o := range occurrences {
		if h, ok = w.mistaken(o, off); ok {
			return h, true
		}
	}
	if h, ok = w.value(off); ok {
		return h, true
	}
	return w.first(off)
}

// hovering makes the hover of one request.
type hovering struct {
	snapshot *Snapshot
	file     *File
	found    []Diagnostic
	known    known
	world    string
	at       syntax.Node      // what is asked about
	asked    []*Configuration // see hosts
	machine  bool             // the configuration is that of another machine
}

// configuration is the one that values are looked up in: that of the module around, an empty one where there is none.
func (w *hovering) configuration() *Configuration {
	var best *Configuration
	for _, c := range w.snapshot.ConfigurationsOf(w.file) {
		around := c.Inside.Exists() && c.Inside.Start() <= w.at.Start() && w.at.End() <= c.Inside.End()
		if around && (best == nil || best.Inside.Start() < c.Inside.Start()) {
			best = c
		}
	}
	switch {
	case best != nil && !w.machine:
		return best
	case w.known.configuration != nil && (w.world == "" || w.machine || w.known.configuration.entry != nil):
		return w.known.configuration
	}
	return &Configuration{View: w.known.view, Closed: Open}
}

// stand has questions be asked from where o is, or of the machine that it is of.
func (w *hovering) stand(o Occurrence) {
	w.world, w.at, w.asked = o.World, o.Node, nil
	w.known, w.machine = w.snapshot.knownAt(w.file, o)
}

func (w *hovering) occurrence(o Occurrence) (Hover, bool) {
	w.stand(o)
	h := Hover{Range: o.Range}
	if service := w.service(o.Path); service != nil {
		h.Text, h.Declared = w.serviceCard(service), w.declared(service.Append("enable"))
		return h, true
	}
	option, typ, surface := w.known.option(o.Path)
	switch {
	case option != nil:
		h.Text = w.optionCard(o)
	case typ != nil:
		h.Text = w.keyCard(o, typ, surface)
	case len(w.known.at(o.Path)) > 0:
		h.Text = w.groupCard(o.Path)
	default:
		return h, false
	}
	h.Declared = w.declared(o.Path)
	return h, true
}

// mistaken tells about a name that nothing declares: what the findings say of it, and which names there are in its place.
func (w *hovering) mistaken(o Occurrence, off int) (Hover, bool) {
	wrong := w.wrongAt(off)
	if wrong == "" || len(o.Path) < 2 {
		return Hover{}, false
	}
	w.stand(o)
	text, around := wrong, o.Path[:len(o.Path)-1]
	if len(w.known.at(around)) > 0 {
		text += w.groupCard(around)
	}
	return Hover{Range: o.Range, Text: strings.TrimSpace(text)}, true
}

// service is the prefix of the service that path is, or is the `enable` of; nil for anything else.
func (w *hovering) service(path optiondb.Path) optiondb.Path {
	if n := len(path); n > 1 && path[n-1] == "enable" {
		path = path[:n-1]
	}
	st := w.known.view.For(path)
	if path[0] != "services" || len(path) < 2 || len(path) > 2 && (st == nil || len(st.Prefix) != len(path)) || st != nil && len(st.Prefix) > len(path) {
		return nil
	}
	if option, _, _ := w.known.option(path.Append("enable")); option == nil {
		return nil
	}
	return path
}

// declared are the places where the option at path is declared, one for each set.
func (w *hovering) declared(path optiondb.Path) (all []Source) {
	for _, d := range w.known.at(path) {
		if d.group.Option == nil {
			continue
		}
		for _, at := range d.group.Option.Declarations {
			node := at.Node()
			source := Source{Range: Range{at.File, at.Start, at.End}, Tree: node.File()}
			if d.surface.Set != nil {
				source.Set = d.surface.Set.Name
			}
			if at.File != "" && node.Exists() && !slices.ContainsFunc(all, source.same) {
				all = append(all, source)
			}
		}
	}
	return all
}

// optionCard tells about an option: what each set says of it, what it implies, what it is set to.
func (w *hovering) optionCard(o Occurrence) string {
	var texts []string
	of := map[string][]*optiondb.Surface{} // generations of one set often say the same
	for _, d := range w.known.at(o.Path) {
		option := d.group.Option
		if option == nil {
			continue
		}
		text := cleaned(describe(option))
		if implied := w.implied(d.surface, option.Path); implied != "" {
			text += "\n\n" + implied
		}
		key := title(d.surface) + "\x00" + text
		if of[key] == nil {
			texts = append(texts, key)
		}
		of[key] = append(of[key], d.surface)
	}
	out := make([]string, len(texts))
	for i, key := range texts {
		_, text, _ := strings.Cut(key, "\x00")
		out[i] = text + "\n\n" + w.origin(of[key]...)
	}
	return heading(o.Path, o.World) + strings.Join(out, "\n\n---\n\n") + w.setTo(o.Path)
}

// keyCard tells about a key that no option declares, below one that takes any.
func (w *hovering) keyCard(o Occurrence, t *optiondb.Type, surface *optiondb.Surface) string {
	at := len(o.Path) - 1
	for ; at > 0; at-- {
		if option, _, _ := w.known.option(o.Path[:at]); option != nil {
			break
		}
	}
	return heading(o.Path, o.World) + fmt.Sprintf("Type: %s\n\nA key of `%s`, which takes more than is declared.\n\n%s", t, o.Path[:at], w.origin(surface)) + w.setTo(o.Path)
}

// groupCard tells about a group of options: which lie directly in it.
func (w *hovering) groupCard(path optiondb.Path) string {
	var names []string
	for _, d := range w.known.at(path) {
		for _, name := range d.group.Names() {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	text := "A group of options."
	if len(names) > 0 {
		text = "A group of options: `" + strings.Join(names, "`, `") + "`."
	}
	return heading(path, "") + text
}

func heading(path optiondb.Path, world string) string {
	if world != "" {
		return "**`" + path.String() + "`** of " + world + "\n\n"
	}
	return "**`" + path.String() + "`**\n\n"
}

// origin names the set that surfaces are of, for the last line of a card; with its age where it is one generation.
func (w *hovering) origin(surfaces ...*optiondb.Surface) string {
	s := surfaces[0]
	text := title(s)
	if s.Set == nil {
		text = "a module of this workspace"
	}
	if g := s.Generation; g != nil && len(surfaces) == 1 && g.Dates() != "" {
		text += "," + g.Dates()
	}
	if s.Set != nil {
		for _, pin := range w.snapshot.Pins() {
			if pin.MatchesAny(s.Set.Sources) && pin.Revision != "" {
				text += ", pinned at " + pin.Revision[:min(len(pin.Revision), 12)]
			}
		}
	}
	return "*" + text + "*"
}

// where says where a definition stands, and how strong it is.
func (w *hovering) where(d *optiondb.Definition) string {
	at, ok := NameRange(d)
	if !ok {
		return ""
	}
	text := " in " + w.snapshot.Relative(at.File)
	if f := w.snapshot.File(at.File); f != nil {
		text += fmt.Sprintf(":%d", f.Tree.Lines().Line(at.Start)+1)
	}
	switch {
	case d.Priority == optiondb.PriorityForce:
		text += ", forced"
	case d.Priority == optiondb.PriorityDefault:
		text += ", as a default"
	}
	switch {
	case d.Order < 0:
		text += ", before others"
	case d.Order > 0:
		text += ", behind others"
	}
	if d.When == optiondb.Maybe {
		text += ", under a condition"
	}
	return text
}

// value tells about a value: what is wrong with it, and what is accepted there.
func (w *hovering) value(off int) (Hover, bool) {
	n := w.file.Tree.NodeAt(off)
	for p := n; p.Exists(); p = p.Parent() {
		if p.Is(syntax.AttrSetNode) || p.Is(syntax.LetNode) || p.Is(syntax.LambdaNode) {
			return Hover{}, false
		}
		b := syntax.AsBinding(p.Parent())
		if !b.Exists() || b.Value() != p || off < p.Start() {
			continue
		}
		return w.valueOf(b, off)
	}
	return Hover{}, false
}

func (w *hovering) valueOf(b syntax.Binding, off int) (Hover, bool) {
	for _, p := range w.snapshot.tracer(w.file).places(b.Value()) {
		if p.Kind != ValuePlace || len(p.Path) == 0 || len(p.pending) > 0 {
			continue
		}
		w.stand(Occurrence{Range: w.file.Range(b.Node), Node: b.Node, World: p.World})
		_, t, surface := w.known.option(p.Path)
		if t == nil {
			continue
		}
		h := Hover{Range: w.file.Range(b.Value()), Declared: w.declared(p.Path)}
		h.Text = w.wrongAt(off) + "A value of `" + p.Path.String() + "`, which takes: " + t.String() + "\n\n" + w.origin(surface)
		return h, true
	}
	return Hover{}, false
}

// wrongAt is what the findings at an offset say.
func (w *hovering) wrongAt(off int) string {
	var b strings.Builder
	for _, d := range w.found {
		if d.File == w.file.Path && d.Start <= off && off <= d.End {
			fmt.Fprintf(&b, "**%s** %s\n\n", d.Code, d.Message)
		}
	}
	return b.String()
}
