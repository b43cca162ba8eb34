package actions

import (
	"slices"
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// merger writes blocks into the sets of a file: into the sets that are there, and without what is set already, here or
// elsewhere in the configuration.
type merger struct {
	snapshot *analysis.Snapshot
	file     *analysis.File
	sites    []*site
	edits    []analysis.Edit // of lists that take more elements
	depth    int
}

// site is a set and what is to be added to it.
type site struct {
	set    syntax.AttrSet
	near   syntax.Node
	blocks []string
	unit   string
}

// maxMerge is how deep sets may nest that are merged.
const maxMerge = 64

// at is the site of a set.
func (m *merger) at(set syntax.AttrSet, near syntax.Node) *site {
	for _, one := range m.sites {
		if one.set == set {
			return one
		}
	}
	one := &site{set: set, near: near, unit: analysis.Site{File: m.file, Set: set.Node}.Unit()}
	m.sites = append(m.sites, one)
	return one
}

// add writes b, whose names are below at, the place where the attributes of set land.
func (m *merger) add(set syntax.AttrSet, near syntax.Node, at, names optiondb.Path, b block) {
	if m.depth++; m.depth > maxMerge {
		return
	}
	defer func() { m.depth-- }()
	entry, inside := find(set, names)
	path, _ := syntax.AsBinding(entry).Path().Names()
	value := syntax.AsAttrSet(syntax.AsBinding(entry).Value())
	switch {
	case !entry.Exists() && !inside:
		m.write(set, near, at, names, b)
	case !entry.Exists(): // other bindings begin with these names
		m.addEach(set, near, at, names, b)
	case value.Exists() && len(path) < len(names):
		m.add(value, syntax.Node{}, at.Append(path...), names[len(path):], b)
	case value.Exists() && b.isSet:
		for _, child := range b.children {
			m.add(value, syntax.Node{}, at.Append(path...), child.names, child)
		}
	case len(path) == len(names) && !b.isSet:
		m.extend(syntax.AsBinding(entry).Value(), b)
	}
}

func (m *merger) addEach(set syntax.AttrSet, near syntax.Node, at, names optiondb.Path, b block) {
	for _, child := range b.children {
		child.lead = slices.DeleteFunc(slices.Clone(child.lead), func(line string) bool { return line == "" })
		m.add(set, near, at, names.Append(child.names...), child)
	}
}

// find is the entry of set that defines names or a set around it, one with a set as value first; inside says that where
// there is none, others define something below names.
func find(set syntax.AttrSet, names optiondb.Path) (entry syntax.Node, inside bool) {
	for e := range set.Entries() {
		for attr := range syntax.AsInherit(e).Attrs() {
			if name, _ := syntax.AttrName(attr); name == names[0] && !entry.Exists() {
				entry = e
			}
		}
		b := syntax.AsBinding(e)
		path, all := b.Path().Names()
		switch {
		case !all:
		case names.HasPrefix(path):
			if !entry.Exists() || b.Value().Is(syntax.AttrSetNode) {
				entry = e
			}
		case optiondb.Path(path).HasPrefix(names):
			inside = true
		}
	}
	return entry, inside
}

// write adds b to a set in which nothing is of its names.
func (m *merger) write(set syntax.AttrSet, near syntax.Node, at, names optiondb.Path, b block) {
	b, any := m.left(b, at.Append(names...))
	if !any {
		return
	}
	site := m.at(set, near)
	lines := b.lines(names, site.unit)
	if roomy := b.isSet && len(at) == 0; roomy && (len(site.blocks) > 0 || hasEntries(set)) {
		lines = append([]string{""}, lines...)
	}
	site.blocks = append(site.blocks, strings.Join(lines, "\n"))
}

func hasEntries(set syntax.AttrSet) bool {
	for range set.Entries() {
		return true
	}
	return false
}

// left is b, whose value lands at the path at, without what the rest of the configuration sets; any is false where nothing is left. Lists are added to.
func (m *merger) left(b block, at optiondb.Path) (_ block, any bool) {
	if !b.isSet {
		return b, b.value.Is(syntax.ListNode) || !m.elsewhere(at)
	}
	children := b.children
	b.children = nil
	for _, child := range children {
		if child, any := m.left(child, at.Append(child.names...)); any {
			b.children = append(b.children, child)
		}
	}
	return b, len(b.children) > 0 || len(children) == 0
}

// elsewhere reports whether another file of the configuration sets the option at path.
func (m *merger) elsewhere(path optiondb.Path) bool {
	for _, c := range m.snapshot.ConfigurationsOf(m.file) {
		for _, d := range c.At(path) {
			if c.Whole && d.File() != m.file.Path && d.When != optiondb.Never && d.Priority == optiondb.PriorityNormal {
				return true
			}
		}
	}
	return false
}

// extend adds the elements of a list that the list there lacks.
func (m *merger) extend(value syntax.Node, b block) {
	list := value.Unparen()
	if !list.Is(syntax.ListNode) || !b.value.Is(syntax.ListNode) || list.LastToken().Kind != syntax.RBracket {
		return
	}
	have := map[string]bool{}
	end := list.Start() + 1
	for e := range list.Elements() {
		have[e.Text()] = true
		end = e.End()
	}
	src := list.File().Source()
	between := " "
	if lines := list.File().Lines(); lines.Line(list.Start()) != lines.Line(end) {
		line := src[lines.Start(lines.Line(end)):end]
		between = "\n" + line[:len(line)-len(strings.TrimLeft(line, " \t"))]
		if strings.Contains(src, "\r\n") {
			between = "\r" + between
		}
	}
	var text strings.Builder
	for e := range b.value.Elements() {
		if !have[e.Text()] {
			text.WriteString(between + e.Text())
		}
	}
	if text.Len() > 0 {
		if src[end] == ']' {
			text.WriteString(" ")
		}
		m.edits = append(m.edits, analysis.Edit{Range: analysis.Range{File: m.file.Path, Start: end, End: end}, NewText: text.String()})
	}
}

// all are the edits that write everything.
func (m *merger) all() []analysis.Edit {
	edits := m.edits
	for _, one := range m.sites {
		if len(one.blocks) > 0 {
			site, blocks := analysis.Site{File: m.file, Set: one.set.Node}, one.blocks
			if last := blocks[len(blocks)-1]; strings.HasPrefix(last, "\n") && closeBelow(one.set, one.near) {
				blocks = append(slices.Clip(blocks), "") // room on both sides
			}
			edits = append(edits, site.InsertBlocks(blocks, one.near)...)
		}
	}
	return edits
}

// closeBelow reports whether the entry behind near stands on the next line.
func closeBelow(set syntax.AttrSet, near syntax.Node) bool {
	end := -1
	for e := range set.Entries() {
		if end >= 0 {
			return strings.Count(e.File().Source()[end:e.Start()], "\n") == 1
		}
		if e == near {
			end = e.End()
		}
	}
	return false
}
