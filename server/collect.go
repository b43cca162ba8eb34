package server

import (
	"context"
	"runtime"
	"sync"
	"time"
)

// collectAfter is how long nothing may change after findings were made before memory is tidied: the answer is on its way then, and
// whoever types pauses longer.
const collectAfter = 3 * time.Millisecond

// collecting lets one session at a time tidy the memory that they share.
var collecting sync.Mutex

// collect collects garbage in the pauses of whoever types, until ctx is cancelled. The collector would otherwise begin within an
// edit sooner or later, and run beside it: that is most of what sets the slowest edits apart from the others.
func (s *Server) collect(ctx context.Context) {
	pause := time.NewTimer(time.Hour)
	defer pause.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.found:
		}
		st := s.store.now.Load()
		pause.Reset(collectAfter)
		select {
		case <-ctx.Done():
			return
		case <-pause.C:
		}
		if s.store.now.Load() == st && muchGarbage() && collecting.TryLock() {
			runtime.GC()
			collecting.Unlock()
		}
	}
}

// muchGarbage reports whether the heap has grown to more than half the size at which the collector would begin by itself.
func muchGarbage() bool {
	var m runtime.MemStats
	runtime.ReadMemStats(&m) // stops everything for some microseconds
	return m.HeapAlloc > m.NextGC/8*5
}
