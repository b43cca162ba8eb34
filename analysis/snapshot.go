package analysis

import (
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"atproto-ls/eval"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// File is a file of a [Snapshot]: a path, a text and its tree. It is immutable; what is derived from it is computed at
// the first use and kept.
type File struct {
	Path string       // absolute and clean, with slashes: what a [Range] names
	Tree *syntax.File // never nil

	code eval.Code // what was compiled of it

	sealed       bool // its text is encrypted: what it says is not known
	invalid      func() []syntax.Error
	suppressions func() []Suppression
	composes     func() bool // it puts configurations together
	mentions     mentions
	uses         func() *uses
	reads        func() []string // the paths that it gives to `import`
	seeds        func() []seed   // what it gives to other systems than NixOS

	edited bool                     // it is one of several versions: the next is likely to differ at one place
	judged atomic.Pointer[judgment] // what [syntax.Validate] says of it, or till then of a version before; nil while nothing is known
}

// judgment is what [syntax.Validate] says of a text.
type judgment struct {
	tree   *syntax.File
	errors []syntax.Error
}

// judge finds what Nix's parser would refuse of the file besides the grammar.
func (f *File) judge() []syntax.Error {
	var errors []syntax.Error
	if before := f.judged.Load(); before != nil {
		errors = syntax.Revalidate(f.Tree, before.tree, before.errors)
	} else {
		errors = syntax.Validate(f.Tree)
	}
	f.judged.Store(&judgment{f.Tree, errors})
	return errors
}

// NewFile parses text. Whatever the text, there is a File.
func NewFile(path, text string) *File {
	f := &File{Path: path, Tree: syntax.Parse(text), sealed: isSealed(text)}
	f.invalid = sync.OnceValue(f.judge)
	f.suppressions = sync.OnceValue(func() []Suppression { return findSuppressions(f) })
	f.composes = sync.OnceValue(func() bool { return mayCompose(f) && composesIn(f.Tree) })
	f.uses = sync.OnceValue(func() *uses { return usesOf(path, f.Tree) })
	f.reads = sync.OnceValue(func() []string { return readIn(path, f.Tree) })
	f.seeds = sync.OnceValue(func() []seed { return seedsIn(f) })
	return f
}

// Invalid is what [syntax.Validate] says of the file, computed once.
func (f *File) Invalid() []syntax.Error { return f.invalid() }

// Suppressions are the comments in which the file asks for silence, in source order.
func (f *File) Suppressions() []Suppression { return f.suppressions() }

// Range is n's range in the file.
func (f *File) Range(n syntax.Node) Range { return Range{f.Path, n.Start(), n.End()} }

// Snapshot is a workspace at one moment. It is immutable and safe for use by several goroutines; [Snapshot.With] makes
// the next one.
type Snapshot struct {
	root  string
	files map[string]*File
	order []*File
	disk  Disk
	world World
	facts map[string]*factsCell // by path

	machinesOnce sync.Once
	machines     bool

	usesOnce sync.Once
	uses     *uses // of all files together

	checksAll     atomic.Bool // checks run over all files: what one configuration is asked the others are too
	evaluatedOnce sync.Once

	configurationsOnce sync.Once
	configurations     []*Configuration
	configurationsOf   map[*File][]*Configuration

	abroad      map[*File]string                 // the modules of other systems than NixOS that look like its own; see elsewhere
	configured  atomic.Pointer[[]*Configuration] // once they are there
	earlier     map[string]*Configuration        // those of the snapshot before that are still right, until they are there
	foundBefore map[*File]*discovery             // what files put together, in the snapshot before
	found       map[*File]*discovery             // the same in this one, once it is known
	lost        []Lost
	variants    map[string]string // of the entries of variants: what they are variants of
	written     sync.Map          // what was evaluated of files, see evaluatedIn
	evaluations *evaluations
}

// World is what a workspace tells besides its Nix files.
type World struct {
	Entries []string       // absolute paths of the files that settings name as entries
	Pins    []optiondb.Pin // the sources that its lock files name
	// Unpinned says why it is not known what its lock files name: one of them cannot be read. "" where it is.
	Unpinned string
	Named    []string          // absolute paths of single files that the user named: entries, where there are no others
	Library  *optiondb.Library // the option sets that there are; nil: those that ship with the program
	Modules  *Modules          // what every configuration imports, nil for nothing
	Inputs   map[string]Input  // by name: the inputs of the workspace's flake that are at hand and have options of services
	Links    map[string]string // by path: the symbolic links in the workspace, and where each leads without links; "" for out of it
}

// Input is the source of a flake's input.
type Input struct {
	Folder string      // absolute, with slashes: where its flake.nix is
	Source string      // the folder of all of it: that one, or one above
	Loader eval.Loader // of its files; safe for use by several goroutines
}

// Modules are modules that every configuration counts as importing.
type Modules struct {
	Paths  []string    // absolute
	Loader eval.Loader // of their files; safe for use by several goroutines

	uses sync.Map // of func() *uses by path
}

// NewSnapshot is a snapshot of files in the workspace below the folder root, an absolute path with slashes. A nil disk
// knows nothing. Of two files with one path the later counts.
func NewSnapshot(root string, files []*File, disk Disk) *Snapshot {
	if disk == nil {
		disk = blind{}
	}
	byPath := make(map[string]*File, len(files))
	for _, f := range files {
		byPath[f.Path] = f
	}
	return newSnapshot(&Snapshot{root: root, disk: disk, evaluations: &evaluations{}}, byPath)
}

// newSnapshot is last with other files. The facts of files that did not change are shared.
func newSnapshot(last *Snapshot, files map[string]*File) *Snapshot {
	s := &Snapshot{root: last.root, files: files, order: make([]*File, 0, len(files)), disk: last.disk, world: last.world,
		facts: make(map[string]*factsCell, len(files)), evaluations: last.evaluations}
	for _, path := range slices.Sorted(maps.Keys(files)) {
		s.order = append(s.order, files[path])
	}
	for _, f := range s.order {
		cell := last.facts[f.Path]
		if cell == nil || last.files[f.Path] != f || !cell.current(s) {
			cell = &factsCell{}
		}
		s.facts[f.Path] = cell
	}
	return s
}

// In is s in another world.
func (s *Snapshot) In(w World) *Snapshot {
	last := &Snapshot{root: s.root, disk: s.disk, world: w, evaluations: &evaluations{}}
	if w.Library == s.world.Library { // it says what of a file is looked at
		last.files, last.facts = s.files, s.facts
	}
	return newSnapshot(last, s.files)
}

// Change replaces or adds the file with the File's path, or removes the one at Removed when File is nil.
type Change struct {
	File    *File
	Removed string
}

// Pins are the sources that the workspace's lock files name.
func (s *Snapshot) Pins() []optiondb.Pin { return s.world.Pins }

// Unpinned says why it is not known what they name, "" where it is.
func (s *Snapshot) Unpinned() string { return s.world.Unpinned }

// Library is the option sets that there are.
func (s *Snapshot) Library() *optiondb.Library {
	if s.world.Library == nil {
		return optiondb.Shipped()
	}
	return s.world.Library
}

// Root is the workspace's folder, absolute, with slashes.
func (s *Snapshot) Root() string { return s.root }

// Files are all files, sorted by path. The slice must not be changed.
func (s *Snapshot) Files() []*File { return s.order }

// File is the file at path, nil when the snapshot has none there.
func (s *Snapshot) File(path string) *File { return s.files[path] }

// Real is path without the symbolic links of the workspace, which name one file in several ways. A file of the snapshot has its
// own name. Links are those that were met when the workspace was read: the disk is not asked.
func (s *Snapshot) Real(p string) string {
	if len(s.world.Links) == 0 || s.files[p] != nil {
		return p
	}
	return s.realIn(p)
}

func (s *Snapshot) realIn(p string) string {
	if len(p) <= len(s.root) {
		return p
	}
	p = s.beside(p)
	if target := s.world.Links[p]; target != "" {
		return target
	}
	return p
}

// beside is p without the links of the folder that it is in: a link itself stays.
func (s *Snapshot) beside(p string) string {
	if len(s.world.Links) == 0 || len(p) <= len(s.root) {
		return p
	}
	return path.Join(s.realIn(path.Dir(p)), path.Base(p))
}

// Folder is where f lies: not where it is named when it was opened by a link.
func (s *Snapshot) Folder(f *File) string { return path.Dir(s.realIn(f.Path)) }

// isLink reports whether p is a symbolic link that was met in the workspace, and not a file that is named by it.
func (s *Snapshot) isLink(p string) bool {
	_, found := s.world.Links[s.beside(p)]
	return found && s.files[p] == nil
}

// Look says what lies at an absolute path: a file of the snapshot, else what the disk says.
func (s *Snapshot) Look(path string) Presence {
	if s.files[path] != nil {
		return RegularFile
	}
	return s.disk.Look(path)
}

// Names are the names in a folder of the disk, sorted; none when it cannot be read.
func (s *Snapshot) Names(folder string) []string { return s.disk.Names(folder) }

// Relative is path as seen from the workspace's root, for messages and fingerprints; a path outside stays as it is.
func (s *Snapshot) Relative(path string) string {
	if rel, ok := strings.CutPrefix(path, strings.TrimSuffix(s.root, "/")+"/"); ok {
		return rel
	}
	return path
}
