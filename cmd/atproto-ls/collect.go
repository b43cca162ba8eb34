package main

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"sync"
)

// pace is when the process collects garbage.
type pace struct {
	first   int64 // how many bytes it fills before it does at all
	percent int   // GOGC from then on
	large   int   // how many bytes lie in large pages
}

var (
	// shortPace is for commands that do one thing: most end before. A check of 230 files with 26 configurations, which makes 110 MB, is
	// a seventh faster without any collection, and holds a fifth more; a check with 20,000 options would hold 71 MB instead of 58.
	shortPace = pace{32 << 20, 200, 144 << 20}

	// serverPace lets the server start and answer first: it collects when the client pauses. From then on it trades memory for time,
	// measured with edits of an 18,000-line file on a machine that was busy: with Go's 100 an edit costs an eighth more processor time
	// than with 140, with 200 a sixteenth less, and the process is half as large again.
	serverPace = pace{32 << 20, 140, 0}
)

// leastHeap is what Go fills before it collects with a GOGC of 100.
const leastHeap = 4 << 20

// set has the process keep to p, and reports true; what GOGC or GOMEMLIMIT say stands instead.
func (p pace) set() bool {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return false
	}
	debug.SetGCPercent(-1)
	if p.large > 0 {
		largePages(p.large)
		debug.SetGCPercent(int(100 * p.first / leastHeap)) // a limit would count the room that is there already
	} else {
		debug.SetMemoryLimit(p.first)
	}
	first := new([16]byte)
	runtime.SetFinalizer(first, func(*[16]byte) { // runs when the first collection is over
		debug.SetMemoryLimit(math.MaxInt64)
		debug.SetGCPercent(p.percent)
	})
	return true
}

// collectLate has a command that does one thing keep to its pace.
var collectLate = sync.OnceFunc(func() { shortPace.set() })
