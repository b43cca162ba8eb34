package eval

import (
	"crypto/sha256"
	le "encoding/binary"
	"encoding/hex"
	"hash"
	"path"
	"sort"
	"strconv"
	"strings"
)

// Paths in the Nix store are hashes of what they hold, or of how it is made, so that they are known without a store (Nix
// manual, "Store path specification").

const storeDir = "/nix/store"

// Copier is what a [Loader] must be, besides, for the store paths of files to be known: an interpolated path is then the
// path that copying it would give, as Nix has it. Without it no file is read for such a path, and the text is that of the path
// itself: what is read below it is the same.
type Copier interface {
	Linker
	// Executable reports whether the regular file at path may be executed by its owner.
	Executable(path string) (bool, error)
}

func itoa(n int) string { return strconv.Itoa(n) }

// storePath is the path for something of the type kind with a hash, in lower-case hexadecimal digits.
func storePath(kind, hexHash, name string) string {
	sum := sha256.Sum256([]byte(kind + ":sha256:" + hexHash + ":" + storeDir + ":" + name))
	folded := make([]byte, 20)
	for i, b := range sum {
		folded[i%20] ^= b
	}
	return storeDir + "/" + toNix32(folded) + "-" + name
}

func sha256Hex(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// fixedPath is the path of what has a known hash: method is "r:" for an archive of it, "" for a flat file.
func fixedPath(method, algorithm, hexHash, name string) string {
	if method == "r:" && algorithm == "sha256" {
		return storePath("source", hexHash, name)
	}
	return storePath("output:out", sha256Hex("fixed:out:"+method+algorithm+":"+hexHash+":"), name)
}

// textPath is the path of a text that refers to the store paths refs, sorted.
func textPath(name, text string, refs []string) string {
	return storePath(strings.Join(append([]string{"text"}, refs...), ":"), sha256Hex(text), name)
}

// isStorePath reports whether p is a path directly in the store.
func isStorePath(p string) bool {
	name, ok := strings.CutPrefix(p, storeDir+"/")
	return ok && len(name) > 33 && name[32] == '-' && !strings.Contains(name, "/")
}

func isDrvPath(p string) bool { return isStorePath(p) && strings.HasSuffix(p, ".drv") }

// badName is Nix's error for a name that no store path can have; nothing for a valid one.
func badName(name string) Value {
	if name == "" {
		return MakeError("name must not be empty")
	}
	if len(name) > 211 {
		return MakeError("name '" + name + "' must be no longer than 211 characters")
	}
	for i := range len(name) {
		c := name[i]
		letter := c|0x20 >= 'a' && c|0x20 <= 'z' || isDigit(c)
		if !letter && !strings.ContainsRune("+-._?=", rune(c)) {
			return MakeError("name '" + name + "' contains illegal character '" + name[i:i+1] + "'")
		}
	}
	return Value{}
}

// copyToStore is the store path of the file or folder at p, and adds it to ctx.
func (s *Session) copyToStore(p string, ctx *contexts) (text string, bad Value) {
	if strings.HasPrefix(p, storeDir+"/") {
		return "", MakeUnknown("what is at "+p+" is not looked up in a store", "")
	}
	if _, ok := s.loader.(Copier); !ok {
		return p, Value{}
	}
	sum, bad := s.archiveHash(p, nil)
	if bad.ref != nil {
		return "", bad
	}
	name := path.Base(p)
	if bad := badName(name); bad.ref != nil {
		return "", bad
	}
	text = fixedPath("r:", "sha256", sum, name)
	ctx.add(text)
	return text, Value{}
}

// archiveHash is the SHA-256 of the archive (NAR) of what is at p, leaving out what keep does not keep.
func (s *Session) archiveHash(p string, keep func(p string, t FileType) (bool, Value)) (sum string, bad Value) {
	copier, ok := s.loader.(Copier)
	if !ok {
		return "", MakeUnknown("the store path of "+p+" is not computed", "")
	}
	if known, ok := s.archives[p]; ok && keep == nil {
		return known, Value{}
	}
	w := &archiver{s: s, from: copier, keep: keep, hash: sha256.New()}
	w.str("nix-archive-1")
	w.node(p)
	if w.bad.ref != nil {
		return "", w.bad
	}
	sum = hex.EncodeToString(w.hash.Sum(nil))
	if keep == nil {
		s.archives[p] = sum
	}
	return sum, Value{}
}

// archiver hashes the archive of a file tree (Nix manual, "Nix Archive format").
type archiver struct {
	s    *Session
	from Copier
	keep func(p string, t FileType) (bool, Value)
	hash hash.Hash
	bad  Value
}

// str writes a string: its length in eight bytes, itself, zeros up to a multiple of eight.
func (w *archiver) str(texts ...string) {
	var pad [8]byte
	for _, t := range texts {
		le.LittleEndian.PutUint64(pad[:], uint64(len(t)))
		w.hash.Write(pad[:])
		w.hash.Write([]byte(t))
		if n := len(t) % 8; n > 0 {
			w.hash.Write(make([]byte, 8-n))
		}
	}
}

func (w *archiver) fail(p string, err error) { w.bad = w.s.fileError(p, err) }

func (w *archiver) node(p string) {
	t, err := w.from.FileType(p)
	if err != nil {
		w.fail(p, err)
	}
	if !w.s.spend(10) && w.bad.ref == nil {
		w.bad = w.s.exhausted()
	}
	if w.bad.ref != nil {
		return
	}
	w.str("(", "type")
	switch t {
	case Regular:
		w.regular(p)
	case Symlink:
		target, err := w.from.Readlink(p)
		if err != nil {
			w.fail(p, err)
		}
		w.str("symlink", "target", target)
	case Directory:
		w.folder(p)
	default:
		w.bad = MakeError("file '" + p + "' has an unsupported type")
	}
	w.str(")")
}

func (w *archiver) regular(p string) {
	text, err := w.from.ReadFile(p)
	if err != nil {
		w.fail(p, err)
	}
	executable, err := w.from.Executable(p)
	if err != nil {
		w.fail(p, err)
	}
	if !w.s.grow(len(text)) {
		w.bad = w.s.exhausted()
	}
	w.str("regular")
	if executable {
		w.str("executable", "")
	}
	w.str("contents", text)
}

func (w *archiver) folder(p string) {
	w.str("directory")
	entries, err := w.from.ReadDir(p)
	if err != nil {
		w.fail(p, err)
	}
	sort.Slice(entries, func(i, j int) bool { return entries[i].Name < entries[j].Name })
	for _, e := range entries {
		inner := path.Join(p, e.Name)
		if w.keep != nil && w.bad.ref == nil {
			kept, bad := w.keep(inner, e.Type)
			w.bad = bad
			if !kept {
				continue
			}
		}
		if w.bad.ref != nil {
			return
		}
		w.str("entry", "(", "name", e.Name, "node")
		w.node(inner)
		w.str(")")
	}
}
