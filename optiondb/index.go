package optiondb

import "slices"

// Index finds definitions by their path: a node for each path, the names below it. Most definitions of a large
// configuration share few paths, so that what is told of a path is told once. It is immutable when it is published; a nil
// Index has nothing.
type Index struct {
	Path  Path
	At    []*Definition // those of exactly this path, in the order of their modules
	Below []*Index      // the paths with one more name, as they were met
	Leaf  bool          // something at the path has nothing below it
	Hole  bool          // more may be defined at the path than is known, and it was asked for

	wanted bool              // what is defined here is evaluated
	names  map[string]*Index // Below by the last name, where there are many
	next   int               // while it is made: which of Below probably comes next
	was    *Index            // while it is made: the node in the index of the file's version before, nil where there is none
}

// fewNames is up to how many names below a path are looked through one by one.
const fewNames = 12

// Name is the last name of the node's path.
func (x *Index) Name() string { return x.Path[len(x.Path)-1] }

// Find is the node for one more name, nil where there is none.
func (x *Index) Find(name string) *Index {
	switch {
	case x == nil:
		return nil
	case x.names != nil:
		return x.names[name]
	}
	for _, below := range x.Below {
		if below.Name() == name {
			return below
		}
	}
	return nil
}

// after is Find for a name that probably comes behind the one asked for last.
func (x *Index) after(name string) *Index {
	if x.next < len(x.Below) && x.Below[x.next].Name() == name {
		x.next++
		return x.Below[x.next-1]
	}
	return x.Find(name)
}

// forget lets go of the version before.
func (x *Index) forget() {
	if x == nil || x.was == nil {
		return // nor has what is below it
	}
	x.was = nil
	for _, below := range x.Below {
		below.forget()
	}
}

// Node is the node of path, nil where nothing is defined at it or below it.
func (x *Index) Node(path Path) *Index {
	for _, name := range path {
		x = x.Find(name)
	}
	return x
}

// Named are the paths that pattern stands for: itself, or, where [AnyName] is in it, with the names that are defined there.
func (x *Index) Named(pattern Path) []Path {
	i := slices.Index(pattern, AnyName)
	if i < 0 {
		return []Path{pattern}
	}
	var all []Path
	if at := x.Node(pattern[:i]); at != nil {
		for _, below := range at.Below {
			for _, rest := range below.Named(pattern[i+1:]) {
				all = append(all, below.Path.Append(rest...))
			}
		}
	}
	return all
}

// Definitions are those of exactly this path.
func (x *Index) Definitions(path Path) []*Definition {
	if x = x.Node(path); x == nil {
		return nil
	}
	return x.At
}

// Holed reports whether path, or a set above it, is a hole.
func (x *Index) Holed(path Path) bool {
	for _, name := range path {
		if x == nil || x.Hole {
			return x != nil
		}
		x = x.Find(name)
	}
	return x != nil && x.Hole
}

// Skipped reports whether something is defined at path, or at a set above it, that nobody asked for and that was not looked at.
func (x *Index) Skipped(path Path) bool {
	for _, name := range path {
		if x = x.Find(name); x == nil {
			return false
		}
		for _, d := range x.At {
			if d.Open && d.Value == notLookedAt {
				return true
			}
		}
	}
	return false
}

// HasHole reports whether the node or one below it is a hole.
func (x *Index) HasHole() bool {
	if x == nil || x.Hole {
		return x != nil
	}
	for _, below := range x.Below {
		if below.HasHole() {
			return true
		}
	}
	return false
}

// Leaves are the paths at which something has nothing below it.
func (x *Index) Leaves() []Path { return x.appendLeaves(make([]Path, 0, x.countLeaves())) }

func (x *Index) appendLeaves(all []Path) []Path {
	if x == nil {
		return all
	}
	if x.Leaf {
		all = append(all, x.Path)
	}
	for _, below := range x.Below {
		all = below.appendLeaves(all)
	}
	return all
}

func (x *Index) countLeaves() (n int) {
	if x == nil {
		return 0
	}
	if x.Leaf {
		n++
	}
	for _, below := range x.Below {
		n += below.countLeaves()
	}
	return n
}

// Wanted reports whether anything was looked at that is no set of others.
func (x *Index) Wanted() bool {
	wanted := func(d *Definition) bool { return d.Value != notLookedAt }
	return x.Leaf && len(x.Path) > 0 && slices.ContainsFunc(x.At, wanted) || slices.ContainsFunc(x.Below, (*Index).Wanted)
}

// MergeIndexes is the index over the definitions of all, which are in the order of their modules. What only one of them has is
// shared with it.
func MergeIndexes(all []*Index) *Index {
	switch len(all) {
	case 0:
		return nil
	case 1:
		return all[0]
	}
	size, at := 0, 0
	for _, x := range all {
		size, at = size+len(x.Below), at+len(x.At)
	}
	merged := &Index{Path: all[0].Path, wanted: all[0].wanted, At: make([]*Definition, 0, at), Below: make([]*Index, 0, size)}
	if size > fewNames {
		merged.names = make(map[string]*Index, size)
	}
	var several map[string][]*Index // the nodes of a name that more than one has
	for _, x := range all {
		merged.At = append(merged.At, x.At...)
		merged.Leaf, merged.Hole = merged.Leaf || x.Leaf, merged.Hole || x.Hole
		for _, below := range x.Below {
			name := below.Name()
			first := merged.Find(name)
			switch {
			case first == nil:
				merged.add(below)
				continue
			case several == nil:
				several = map[string][]*Index{}
			}
			if several[name] == nil {
				several[name] = []*Index{first}
			}
			several[name] = append(several[name], below)
		}
	}
	for i := range merged.Below {
		name := merged.Below[i].Name()
		if parts := several[name]; parts != nil {
			merged.Below[i] = MergeIndexes(parts)
			if merged.names != nil {
				merged.names[name] = merged.Below[i]
			}
		}
	}
	return merged
}

// add adds the node of a new name.
func (x *Index) add(below *Index) {
	x.Below = append(x.Below, below)
	switch {
	case x.names != nil:
		x.names[below.Name()] = below
	case len(x.Below) > fewNames:
		x.names = make(map[string]*Index, 4*fewNames)
		for _, b := range x.Below {
			x.names[b.Name()] = b
		}
	}
}

// put notes the definition d of the node's path.
func (x *Index) put(d *Definition) {
	x.At = append(x.At, d)
	x.Leaf = x.Leaf || !d.Value.IsSet() || len(d.Children) == 0
	x.Hole = x.Hole || d.Open && d.When != Never && (x.wanted || len(d.Path) == 0)
}
