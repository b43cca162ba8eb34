package syntax

import (
	"strconv"
	"strings"
)

// This file finds attributes that are defined twice, as today's Nix does (src/libexpr/parser-state.hh, addAttr): sets
// that are written out merge, `a.b = 1; a = { c = 2; };` is fine, and so is `a.b.c = 1; a = { b = { d = 2; }; };`.
//
// Of two sets that merge the first decides whether the names of both see one another: a `rec` on the second is lost.

// attrTable is what one set that is written out defines, dotted paths spread out.
type attrTable struct {
	entries   []*attrEntry
	index     map[string]*attrEntry // the entries by name; nil while there are few
	recursive bool                  // its values see its names
	broken    bool                  // text in it that fits nowhere may define any name
	into      *attrTable            // the table that it became a part of; nil for one that stands for itself
}

// attrEntry is one attribute of a table.
type attrEntry struct {
	name  string
	at    Node       // the path or inherited name that defines it
	table *attrTable // what its value defines when that is a set written out or the middle of a dotted path
}

// slab is how many tables or entries are allocated at once.
const slab = 64

func (v *validator) newTable(t attrTable) *attrTable {
	if len(v.spareTables) == 0 {
		v.spareTables = make([]attrTable, slab)
	}
	table := &v.spareTables[0]
	v.spareTables = v.spareTables[1:]
	*table = t
	return table
}

func (v *validator) newEntry(e attrEntry) *attrEntry {
	if len(v.spareEntries) == 0 {
		v.spareEntries = make([]attrEntry, slab)
	}
	entry := &v.spareEntries[0]
	v.spareEntries = v.spareEntries[1:]
	*entry = e
	return entry
}

// indexed is how many entries a table has before it gets an index.
const indexed = 8

func (t *attrTable) find(name string) *attrEntry {
	if t.index != nil {
		return t.index[name]
	}
	for _, e := range t.entries {
		if e.name == name {
			return e
		}
	}
	return nil
}

func (t *attrTable) add(e *attrEntry) {
	t.entries = append(t.entries, e)
	if t.index != nil {
		t.index[e.name] = e
	} else if len(t.entries) > indexed {
		t.index = make(map[string]*attrEntry, 2*indexed)
		for _, e := range t.entries {
			t.index[e.name] = e
		}
	}
}

// whole is the table that t has become a part of, t itself when it was not merged.
func (t *attrTable) whole() *attrTable {
	for t.into != nil {
		t = t.into
	}
	return t
}

// table gives what the entries of n define, and reports what they define twice.
func (v *validator) table(n Node, recursive bool) *attrTable {
	table := v.newTable(attrTable{recursive: recursive, broken: broken(n)})
	v.keep(n, table)
	for e := range n.entries() {
		if e.Is(InheritNode) {
			for a := range AsInherit(e).Attrs() {
				if name, known := AttrName(a); known {
					v.define(table, v.newEntry(attrEntry{name: name, at: a}), name)
				}
			}
			continue
		}
		v.defineBinding(table, AsBinding(e))
	}
	return table
}

// defineBinding enters what b defines into table.
func (v *validator) defineBinding(table *attrTable, b Binding) {
	at := b.Path().Node
	entry := v.newEntry(attrEntry{at: at})
	if set := AsAttrSet(b.Value().Unparen()); set.Exists() {
		entry.table = v.table(set.Node, set.Recursive())
	}
	last := Node{}
	for segment := range b.Path().Segments() {
		if last.Exists() {
			if table = v.descend(table, last, at); table == nil {
				return
			}
		}
		last = segment
	}
	if name, known := AttrName(last); known {
		entry.name = name
		v.define(table, entry, at.Text())
	}
}

// descend gives the table of the attribute that segment names, made where there is none; nil where it is no set that is
// written out, which it reports. A computed name has a table of its own.
func (v *validator) descend(table *attrTable, segment, at Node) *attrTable {
	name, known := AttrName(segment)
	if !known {
		return v.newTable(attrTable{})
	}
	entry := table.find(name)
	if entry == nil {
		entry = v.newEntry(attrEntry{name: name, at: at, table: v.newTable(attrTable{})})
		table.add(entry)
	}
	if entry.table == nil {
		v.duplicate(entry, at, v.file.src[at.Start():segment.End()])
		return nil
	}
	return entry.table
}

// define enters one attribute, merging two sets that are written out. path is its path as the text has it, for messages.
func (v *validator) define(table *attrTable, entry *attrEntry, path string) {
	first := table.find(entry.name)
	switch {
	case first == nil:
		table.add(entry)
	case first.table == nil || entry.table == nil:
		v.duplicate(first, entry.at, path)
	default:
		entry.table.into = first.table
		first.table.broken = first.table.broken || entry.table.broken
		v.within = append(v.within, path)
		for _, inner := range entry.table.entries {
			v.define(first.table, inner, inner.name)
		}
		v.within = v.within[:len(v.within)-1]
	}
}

// duplicate reports that first is defined again, at the first definition: Nix's message begins with it too, "already
// defined at …". A third definition counts against the second.
func (v *validator) duplicate(first *attrEntry, again Node, path string) {
	if v.conflicted {
		return
	}
	path = "`" + strings.Join(append(v.within[:len(v.within):len(v.within)], path), ".") + "`"
	v.report(DuplicateAttribute, first.at, path+" is defined twice: here, and again on line "+strconv.Itoa(v.line(again)),
		Related{again.Start(), again.End(), path + " is defined again here"})
	first.at = again
}

// line is the 1-based line that n begins on.
func (v *validator) line(n Node) int { return v.file.Lines().Line(n.Start()) + 1 }
