package server

import (
	"context"
	"runtime"
	"runtime/metrics"
	"sync"
	"time"
)

const (
	// collectAfter is how long nothing may change after findings were made before memory is tidied: the answer is on its way then, and
	// whoever types pauses longer.
	collectAfter = 3 * time.Millisecond

	// Garbage is collected while nothing goes on when there is a third as much as there are live data, and this much more.
	collectFrom = 1 << 20
)

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

func muchGarbage() bool {
	heap := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(heap)
	live, now := heap[0].Value.Uint64(), heap[1].Value.Uint64()
	return now > live+live/3+collectFrom
}
