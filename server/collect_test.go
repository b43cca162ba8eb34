package server

import (
	"context"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"
)

// TestCollectsInPauses makes less garbage than Go would collect by itself: what collects is the pause after findings were made.
func TestCollectsInPauses(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	s := newServer(ctx, Options{Collect: true})
	go s.collect(ctx)
	garbage = ""
	live := heap()
	before := collections()
	poke(s.found)
	time.Sleep(5 * collectAfter)
	if collections() != before {
		t.Error("it collects where there is no garbage")
	}
	garbage = strings.Repeat("x", max(12<<20, 3*int(live)))
	if collections() != before {
		t.Fatal("Go has collected it already")
	}
	for deadline := time.Now().Add(10 * time.Second); collections() == before; time.Sleep(time.Millisecond) {
		poke(s.found)
		if time.Now().After(deadline) {
			t.Fatal("garbage three times as large as everything else is not collected")
		}
	}
}

// garbage is assigned to so that what is made of memory is not left out.
var garbage string

func collections() uint32 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.NumGC
}
