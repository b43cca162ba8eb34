package syntax

import "strconv"

// This file finds attributes that are defined twice, as today's Nix does (src/libexpr/parser-state.hh, addAttr): sets
// that are written out merge, `a.b = 1; a = { c = 2; };` is fine, and so is `a.b.c = 1; a = { b = { d = 2; }; };`.

// attrTable is what one set that is written out defines, dotted paths spread out.
type attrTable map[string]*attrEntry

type attrEntry struct {
	at    Node      // the path or inherited name that defines it
	set   Node      // the set that its value is written as; absent for a dotted path and any other value
	table attrTable // what its value defines when that is a set written out; nil for any other value
}

// table gives what the entries of n define, and reports what they define twice.
func (v *validator) table(n Node) attrTable {
	v.tabled[n] = true
	table := attrTable{}
	for e := range n.entries() {
		if e.Is(InheritNode) {
			for a := range AsInherit(e).Attrs() {
				if name, known := AttrName(a); known {
					v.define(table, name, &attrEntry{at: a}, name)
				}
			}
			continue
		}
		v.defineBinding(table, AsBinding(e))
	}
	return table
}

// defineBinding enters what b defines into table.
func (v *validator) defineBinding(table attrTable, b Binding) {
	entry := &attrEntry{at: b.Path().Node}
	if value := b.Value().Unparen(); value.Is(AttrSetNode) {
		entry.set, entry.table = value, v.table(value)
	}
	path, last := "", Node{}
	for segment := range b.Path().Segments() {
		if last.Exists() {
			if table, path = v.descend(table, last, entry.at, path); table == nil {
				return
			}
		}
		last = segment
	}
	if name, known := AttrName(last); known {
		v.define(table, name, entry, joinPath(path, last))
	}
}

// descend gives the table of the attribute that segment names, made where there is none; nil where it is no set that is
// written out, which it reports. A computed name has a table of its own.
func (v *validator) descend(table attrTable, segment, at Node, path string) (attrTable, string) {
	path = joinPath(path, segment)
	name, known := AttrName(segment)
	if !known {
		return attrTable{}, path
	}
	entry := table[name]
	if entry == nil {
		entry = &attrEntry{at: at, table: attrTable{}}
		table[name] = entry
	}
	if entry.table == nil {
		v.duplicate(at, entry.at, path)
	}
	if AsAttrSet(entry.set).Recursive() {
		v.merged[entry.set], v.merged[at] = true, true
	}
	return entry.table, path
}

// define enters one attribute, merging two sets that are written out.
func (v *validator) define(table attrTable, name string, entry *attrEntry, path string) {
	first := table[name]
	switch {
	case first == nil:
		table[name] = entry
	case first.table == nil || entry.table == nil:
		v.duplicate(entry.at, first.at, path)
	default:
		v.merge(first, entry)
		for inner, e := range entry.table {
			v.define(first.table, inner, e, path+"."+inner)
		}
	}
}

// merge notes which sets become one: where the first of two is recursive, Nix lets the second's values see its names.
func (v *validator) merge(first, second *attrEntry) {
	if AsAttrSet(first.set).Recursive() || AsAttrSet(second.set).Recursive() {
		v.merged[first.set], v.merged[second.set] = true, true
	}
}

func (v *validator) duplicate(at, first Node, path string) {
	line, _ := v.file.Lines().Position(first.Start(), UTF8)
	v.report(DuplicateAttribute, at, "`"+path+"` is already defined on line "+strconv.Itoa(line+1),
		Related{first.Start(), first.End(), "`" + path + "` is first defined here"})
}

func joinPath(path string, segment Node) string {
	if path == "" {
		return segment.Text()
	}
	return path + "." + segment.Text()
}
