package workspace

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"atproto-ls/optiondb"
)

// What it takes long to work out of the sources of options is kept in a folder of the user's, so that the next start has it at
// once. A file there is believed only if it was written by this very program for the same source, is as it was written, and if
// everything that was read for it still reads the same: each file is read and compared by its hash. Whatever is wrong with it, it
// is as if it were not there, and written anew. Files come and go whole; the folder may be deleted at any time, and where it
// cannot be written nothing is kept and nothing is said.

const (
	// worthKeeping is how long it must take to work something out, for it to be kept: reading it takes a few milliseconds.
	worthKeeping = 10 * time.Millisecond

	// maxKept and maxKeptFiles bound what the folder holds; the files that were not used for the longest time go first.
	maxKept      = 128 << 20
	maxKeptFiles = 200

	// maxKeptFile is the largest file that is written or read. The options of NixOS take 12 MB.
	maxKeptFile = 64 << 20

	// keptAgain is how old a file's time may be that tells when it was last used.
	keptAgain = 24 * time.Hour
)

// keptForm begins each file; another form gets another one.
const keptForm = "atproto-ls kept options, form 1\n"

// store is where things are kept.
type store struct {
	folder string        // "" keeps nothing
	worth  time.Duration // what takes less is not kept
}

// keeper keeps what is worked out of one source. It implements [optiondb.Keeper].
type keeper struct {
	store store
	what  string // tells the source
	began time.Time
	read  func() []reading          // what was read to work it out
	again func(reading) (sum, bool) // what reading it gives now

	mutex sync.Mutex
	known map[reading]bool // what was read again, and whether it is as it was
}

// sum is a SHA-256.
type sum [sha256.Size]byte

// reading is something that was read, and what that gave.
type reading struct {
	how  byte // one of the constants below
	path string
	gave sum
}

// The ways of reading.
const (
	readFile = 'f' // the content of a file
	readDir  = 'd' // the names in a folder
	readType = 't' // what lies at a path
	readLink = 'l' // where a symbolic link leads
	readNix  = 'n' // the content of a file that is evaluated
)

var _ optiondb.Keeper = (*keeper)(nil)

// newKeeper keeps what is worked out of what parts tell; nil where nothing is kept.
func (s store) newKeeper(parts ...string) *keeper {
	if s.folder == "" {
		return nil
	}
	return &keeper{store: s, what: fmt.Sprintf("%q %q", program(), parts), began: time.Now(), known: map[reading]bool{}}
}

// program tells this program from others, and from those that it was or will be.
var program = sync.OnceValue(func() string {
	name, err := os.Executable()
	if err != nil {
		return ""
	}
	info, err := os.Stat(name)
	if err != nil {
		return ""
	}
	build := ""
	if b, ok := debug.ReadBuildInfo(); ok {
		build = b.String()
	}
	return fmt.Sprint(name, " ", info.Size(), " ", info.ModTime().UnixNano(), "\n", build)
})

// file is the name of the file in which name is kept.
func (k *keeper) file(name string) (path string, key sum) {
	key = sha256.Sum256([]byte(name + "\n" + k.what))
	return filepath.Join(k.store.folder, fmt.Sprintf("%x.%s", key[:16], name)), key
}

// Kept implements [optiondb.Keeper].
func (k *keeper) Kept(name string) (data string, ok bool) {
	path, key := k.file(name)
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxKeptFile || program() == "" {
		return "", false
	}
	body, ok := readKept(path, key, info.Size())
	if !ok {
		return "", false
	}
	readings, data, ok := unwrapped(body)
	if !ok || slices.ContainsFunc(readings, func(r reading) bool { return !k.same(r) }) {
		return "", false
	}
	if time.Since(info.ModTime()) > keptAgain {
		now := time.Now()
		_ = os.Chtimes(path, now, now) // what cannot be marked as used is forgotten sooner
	}
	return data, true
}

// same reports whether reading something again gives the same.
func (k *keeper) same(r reading) bool {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	same, known := k.known[r]
	if !known {
		now, ok := k.again(r)
		same = ok && now == r.gave
		k.known[r] = same
	}
	return same
}

// Keep implements [optiondb.Keeper].
func (k *keeper) Keep(name string, data []byte) {
	if time.Since(k.began) < k.store.worth || len(data) > maxKeptFile/2 || program() == "" {
		return
	}
	path, key := k.file(name)
	head := wrapping(key, k.read(), data)
	folder := filepath.Dir(path)
	if os.MkdirAll(folder, 0o700) != nil {
		return
	}
	part, err := os.CreateTemp(folder, ".part-*")
	if err != nil {
		return
	}
	defer os.Remove(part.Name()) // which is not there when all went well
	_, err = part.Write(head)
	_, err2 := part.Write(data)
	if errors.Join(err, err2, part.Close()) != nil || os.Rename(part.Name(), path) != nil {
		return
	}
	k.store.tidy(path)
}

// tidy removes the files that were not used for the longest time, until few enough are left, and parts that nobody finished.
// The one at newest stays.
func (s store) tidy(newest string) {
	entries, err := os.ReadDir(s.folder)
	if err != nil {
		return
	}
	var files []os.FileInfo
	for _, e := range entries {
		info, err := e.Info()
		switch {
		case err != nil || !info.Mode().IsRegular() || e.Name() == filepath.Base(newest):
		case !strings.HasPrefix(e.Name(), "."):
			files = append(files, info)
		case time.Since(info.ModTime()) > time.Hour:
			_ = os.Remove(filepath.Join(s.folder, e.Name()))
		}
	}
	sort.SliceStable(files, func(i, j int) bool { return files[i].ModTime().After(files[j].ModTime()) })
	size := int64(0)
	for i, f := range files {
		if size += f.Size(); i >= maxKeptFiles || size > maxKept {
			_ = os.Remove(filepath.Join(s.folder, f.Name()))
		}
	}
}

// wrapping is what stands in a file before its data: its form, its key, the hash of what follows, and what was read.
func wrapping(key sum, readings []reading, data []byte) []byte {
	list := binary.AppendUvarint(nil, uint64(len(readings)))
	for _, r := range readings {
		list = append(list, r.how)
		list = binary.AppendUvarint(list, uint64(len(r.path)))
		list = append(append(list, r.path...), r.gave[:]...)
	}
	hash := sha256.New()
	hash.Write(list)
	hash.Write(data)
	return slices.Concat([]byte(keptForm), key[:], hash.Sum(nil), list)
}

// readKept is what is behind the head of a file of about size bytes, where it is whole and of this key. It is in memory once: the
// strings in it are a part of it.
func readKept(path string, key sum, size int64) (body string, ok bool) {
	file, err := os.Open(path)
	if err != nil {
		return "", false
	}
	defer file.Close()
	head := make([]byte, len(keptForm)+2*sha256.Size)
	if _, err := io.ReadFull(file, head); err != nil {
		return "", false
	}
	sums, ok := bytes.CutPrefix(head, []byte(keptForm))
	if !ok || sum(sums[:sha256.Size]) != key {
		return "", false
	}
	var text strings.Builder
	text.Grow(int(size))
	hash := sha256.New()
	_, err = io.Copy(io.MultiWriter(&text, hash), io.LimitReader(file, maxKeptFile))
	return text.String(), err == nil && bytes.Equal(hash.Sum(nil), sums[sha256.Size:])
}

// unwrapped is what was read for some data, and the data.
func unwrapped(body string) (readings []reading, data string, ok bool) {
	r := strings.NewReader(body)
	n, err := binary.ReadUvarint(r)
	for ; n > 0 && err == nil; n-- {
		var one reading
		one.how, _ = r.ReadByte()
		size, err := binary.ReadUvarint(r)
		if err != nil || size > uint64(r.Len()) {
			return nil, "", false
		}
		start := len(body) - r.Len()
		one.path = body[start : start+int(size)]
		_, _ = r.Seek(int64(size), io.SeekCurrent)
		if _, err := io.ReadFull(r, one.gave[:]); err != nil {
			return nil, "", false
		}
		readings = append(readings, one)
	}
	return readings, body[len(body)-r.Len():], err == nil
}
