package analysis

import (
	"context"
	"fmt"
	"strings"

	"atproto-ls/eval"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// This file offers what may be written at a place. What is being written is the business of cursor.go, where it lands of
// occurrence_place.go, what is known there of known.go.

// CompletionKind says what a candidate is.
type CompletionKind uint8

// The kinds of candidate.
const (
	OptionCandidate CompletionKind = iota // an option that takes a value
	GroupCandidate                        // a group of options
	NameCandidate                         // a name of the user's own: of an attribute that is not declared
	ValueCandidate
	EnumCandidate
	ModuleCandidate // an attribute of a module that is no option: `imports`
	FileCandidate
	FolderCandidate
)

// Candidate is one thing that may be written.
type Candidate struct {
	Label, Detail string
	Kind          CompletionKind
	Option        optiondb.Path // what it is about; nil for what has no documentation
	Sort          string        // candidates sort by it
	Filter        string        // what the text from Start on is matched with
	Text          string        // what stands there when it is chosen
	Snippet       string        // the same with tab stops, as LSP's snippets have them; empty where there are none
	Old           bool          // the option was renamed
}

// Completion is what may be written in place of the text from Start to End; to the editor's taste also only up to At, where
// the cursor is. The range lies on one line.
type Completion struct {
	Start, At, End int
	Candidates     []Candidate // complete
}

// Complete says what may be written at the byte offset off of f: nothing outside modules, in comments, in plain strings.
func (s *Snapshot) Complete(ctx context.Context, f *File, off int) Completion {
	if c, ok := s.paths(f, off); ok {
		return c
	}
	c := f.cursorAt(off)
	w := &completer{snapshot: s, file: f, cursor: c, at: off}
	lines := f.Tree.Lines()
	if c.start < c.from && lines.Line(c.start) != lines.Line(c.from) { // an edit is of one line
		w.cursor.start = c.from
	}
	if ctx.Err() == nil && lines.Line(c.from) == lines.Line(max(c.to, off)) {
		switch c.kind {
		case atName:
			w.names()
		case atRead, atInherit:
			w.reads()
		case atValue, inString:
			w.values()
		}
	}
	for i := range w.out {
		w.out[i].Sort = fmt.Sprintf("%s%04d", w.out[i].Sort, i)
	}
	if len(w.out) == 0 {
		return Completion{off, off, off, nil}
	}
	if c.kind == inString {
		off = w.cursor.to // the closing quote is written again
	}
	return Completion{w.cursor.start, max(off, w.cursor.start), max(w.cursor.to, off), w.out}
}

// completer gathers candidates.
type completer struct {
	snapshot *Snapshot
	file     *File
	cursor   cursor
	at       int
	known    known
	out      []Candidate
}

// before is what is written of the path before the segment at the cursor.
func (w *completer) before() string { return w.file.Tree.Source()[w.cursor.start:w.cursor.from] }

// names offers the segments with which the path of a binding may go on.
func (w *completer) names() {
	place, module, ok := w.place()
	if !ok {
		return
	}
	w.known = w.snapshot.knownTo(w.file, w.cursor.set)
	ending := w.ending()
	taken := w.taken()
	if place.Kind == ModulePlace {
		w.moduleNames(taken, ending)
		if module && isExplicit(w.cursor.set, w.cursor.entry) {
			return
		}
	}
	for _, candidate := range w.children(place.Path) {
		switch taken[candidate.name] {
		case taken1:
			continue
		case takenSet:
			if candidate.leaf() && !candidate.takesNames() {
				continue
			}
		}
		w.offer(candidate, ending)
	}
}

// place is where the names land with which the path at the cursor may go on; module says that the set around is a module.
func (w *completer) place() (place Place, module, ok bool) {
	t := w.snapshot.tracer(w.file)
	if n := len(w.cursor.prefix); w.cursor.entry.Is(syntax.BindingNode) && n > 0 {
		for _, p := range t.bindingTo(w.cursor.entry, w.cursor.prefix[n-1]) {
			if p.defines() {
				around, known := t.defined(w.cursor.set)
				return p, known && around.Kind == ModulePlace, true
			}
		}
		return place, false, false
	}
	for _, top := range t.places(w.cursor.set) {
		p, holder, lands := top, w.cursor.set, true
		for _, segment := range w.cursor.prefix {
			if p, lands = t.descend(p, t.name(segment), holder); !lands {
				break
			}
			holder = syntax.Node{}
		}
		if lands && p.defines() {
			return p, top.Kind == ModulePlace, true
		}
	}
	return place, false, false
}

// isExplicit reports whether a module says `config` or `options`: then nothing else of it is configuration.
func isExplicit(set, but syntax.Node) bool {
	for e := range syntax.AsAttrSet(set).Entries() {
		name, _ := syntax.AttrName(syntax.AsBinding(e).Path().Child(0))
		if e != but && (name == "config" || name == "options") {
			return true
		}
	}
	return false
}

// moduleNames offers what a module may have besides options.
func (w *completer) moduleNames(taken map[string]takenAs, ending ending) {
	if len(w.cursor.prefix) > 0 {
		return
	}
	for _, m := range []struct{ name, value, detail string }{
		{"imports", "[ $0 ]", "modules to read as well"},
		{"config", "{ $0 }", "what the module configures, where it declares options too"},
		{"options", "{ $0 }", "the options that the module declares"},
	} {
		if taken[m.name] == 0 {
			w.add(Candidate{Label: m.name, Detail: m.detail, Kind: ModuleCandidate, Sort: "5"}, m.name, ending.of(strings.ReplaceAll(m.value, "$0 ", "")), ending.of(m.value))
		}
	}
}

// ending is what a binding lacks behind its path.
type ending uint8

const (
	nothingLacks ending = iota
	valueLacks          // ` = value`
	allLacks            // ` = value;`
)

// of is what to write behind the path.
func (e ending) of(value string) string {
	switch e {
	case valueLacks:
		return " = " + value
	case allLacks:
		return " = " + value + ";"
	}
	return ""
}

// ending is what the binding at the cursor lacks: what stands on other lines is not of it, but for a `=` or a `;`.
func (w *completer) ending() ending {
	next := w.file.significantFrom(max(w.cursor.to, w.at))
	lines := w.file.Tree.Lines()
	sameLine := lines.Line(next.Start) == lines.Line(w.at)
	switch {
	case next.Kind == syntax.Assign, next.Kind == syntax.Dot:
		return nothingLacks
	case next.Kind == syntax.Semicolon && w.cursor.from < w.cursor.to || next.Kind == syntax.Semicolon && sameLine:
		return valueLacks
	}
	return allLacks
}

// add appends a candidate that writes name in place of the segment at the cursor, and what is to come behind it.
func (w *completer) add(c Candidate, name, behind, behindSnippet string) {
	written := optiondb.Quote(name)
	if w.cursor.kind == inString {
		written = eval.Quote(name)
	}
	c.Filter = w.before() + written
	c.Text = w.before() + written + behind
	if behindSnippet != behind {
		c.Snippet = escapeSnippet(w.before()+written) + behindSnippet
	}
	w.out = append(w.out, c)
}

// takenAs says how a name is defined already in the set that a name is written in.
type takenAs uint8

const (
	taken1   takenAs = 1 + iota // by a value: it cannot be defined again
	takenSet                    // by a set that is written out, which Nix merges with more
)

// taken are the names that are defined already where the cursor's segment lands, in the same sets as they are written: a
// second definition there is an error in Nix.
func (w *completer) taken() map[string]takenAs {
	taken := map[string]takenAs{}
	var names []string
	for _, segment := range w.cursor.prefix {
		name, known := syntax.AttrName(segment)
		if !known {
			return taken
		}
		names = append(names, name)
	}
	set, entry := w.cursor.set, w.cursor.entry
	for range maxClimb {
		noteTaken(taken, set, entry, names, 0)
		binding := syntax.AsBinding(set.Parent())
		if !binding.Exists() || !binding.Parent().Is(syntax.AttrSetNode) {
			break
		}
		outer, all := binding.Path().Names()
		if !all {
			break
		}
		names = append(outer, names...)
		set, entry = binding.Parent(), binding.Node
	}
	return taken
}

// noteTaken notes what the entries of set, but for one, define right below the path names.
func noteTaken(taken map[string]takenAs, set, but syntax.Node, names []string, depth int) {
	if depth > maxClimb {
		return
	}
	for e := range syntax.AsAttrSet(set).Entries() {
		if e == but {
			continue
		}
		if len(names) == 0 {
			for attr := range syntax.AsInherit(e).Attrs() {
				name, _ := syntax.AttrName(attr)
				taken[name] = taken1
			}
		}
		b := syntax.AsBinding(e)
		path, all := b.Path().Names()
		switch n := optiondb.Path(path); {
		case !all || len(n) == 0:
		case len(n) > len(names) && n.HasPrefix(names):
			name := n[len(names)]
			switch {
			case len(n) > len(names)+1 || b.Value().Is(syntax.AttrSetNode):
				taken[name] = max(taken[name], takenSet)
			default:
				taken[name] = taken1
			}
		case optiondb.Path(names).HasPrefix(n) && b.Value().Is(syntax.AttrSetNode):
			noteTaken(taken, b.Value(), syntax.Node{}, names[len(n):], depth+1)
		}
	}
}

// escapeSnippet is text in which a snippet has no tab stops.
func escapeSnippet(text string) string { return snippetEscaper.Replace(text) }

var snippetEscaper = strings.NewReplacer(`\`, `\\`, `$`, `\$`, `}`, `\}`)
