package analysis

import (
	"maps"
	"strings"
	"sync"
)

// mentions are words that a text was searched for, and whether it has them. Searching a long text for a word that is not in
// it costs as much as half a millisecond, and there are dozens of words that most texts lack: what an edit cannot have changed
// is not searched again. It is safe for use by several goroutines.
type mentions struct {
	mutex sync.Mutex
	has   map[string]bool
}

// Mentions reports whether f's text holds word, which should be one of few: the answer is kept.
func (f *File) Mentions(word string) bool {
	m := &f.mentions
	m.mutex.Lock()
	defer m.mutex.Unlock()
	has, known := m.has[word]
	if !known {
		has = strings.Contains(f.Tree.Source(), word)
		if m.has == nil {
			m.has = map[string]bool{}
		}
		m.has[word] = has
	}
	return has
}

// MentionsAny reports whether f's text holds one of words.
func (f *File) MentionsAny(words ...string) bool {
	for _, w := range words {
		if f.Mentions(w) {
			return true
		}
	}
	return false
}

// Edited is NewFile for a text that is likely to differ from f's at one place only. Any text gives the same File as NewFile.
func (f *File) Edited(text string) *File {
	next := NewFile(f.Path, text)
	next.edited = true
	next.judged.Store(f.judged.Load())
	f.mentions.mutex.Lock()
	had := maps.Clone(f.mentions.has)
	f.mentions.mutex.Unlock()
	old := f.Tree.Source()
	start := commonStart(old, text)
	end := len(text) - commonEnd(old[start:], text[start:])
	for word, has := range had {
		if has { // it may be gone
			delete(had, word)
			continue
		}
		had[word] = strings.Contains(text[max(0, start-len(word)+1):min(len(text), end+len(word)-1)], word)
	}
	next.mentions.has = had
	return next
}

// block is how many bytes are compared at once.
const block = 512

// commonStart is the length of the longest text that a and b both begin with.
func commonStart(a, b string) int {
	limit, n := min(len(a), len(b)), 0
	for n+block <= limit && a[n:n+block] == b[n:n+block] {
		n += block
	}
	for n < limit && a[n] == b[n] {
		n++
	}
	return n
}

// commonEnd is the length of the longest text that a and b both end with.
func commonEnd(a, b string) int {
	limit, n := min(len(a), len(b)), 0
	for n+block <= limit && a[len(a)-n-block:len(a)-n] == b[len(b)-n-block:len(b)-n] {
		n += block
	}
	for n < limit && a[len(a)-n-1] == b[len(b)-n-1] {
		n++
	}
	return n
}
