package main

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"sync"
)

const (
	// smallHeap is how much memory such a process fills before any is collected: most end before. Collecting is a fifth of the
	// processor time that it takes to evaluate the modules of a project, and a quarter of a check's.
	smallHeap = 64 << 20

	// smallHeapPercent is GOGC for those that need more.
	smallHeapPercent = 200
)

// collectLate puts the first garbage collection off until the process holds smallHeap bytes: for commands that do one thing and
// end. What GOGC or GOMEMLIMIT say stands.
var collectLate = sync.OnceFunc(func() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(smallHeap)
	first := new([16]byte)
	runtime.SetFinalizer(first, func(*[16]byte) { // runs when the first collection is over
		debug.SetMemoryLimit(math.MaxInt64)
		debug.SetGCPercent(smallHeapPercent)
	})
})
