package server

import (
	"context"
	"sync/atomic"
)

// store holds the one mutable thing of a session: which [state] is the current one. Its goroutine makes all changes.
type store struct {
	now     atomic.Pointer[state]
	changes chan change
	changed chan struct{} // has an element when the state has changed since somebody took it
}

// change is a change of the state; done is given what it panicked with, or nil.
type change struct {
	make func(*state) *state
	done chan any
}

func newStore() *store {
	s := &store{changes: make(chan change), changed: make(chan struct{}, 1)}
	s.now.Store(&state{})
	return s
}

// run makes the changes until ctx is cancelled; [Serve] waits for it.
func (s *store) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case c := <-s.changes:
			c.done <- s.apply(c.make)
		}
	}
}

// apply gives a panic back to who asked for the change: its request fails, the store does not.
func (s *store) apply(change func(*state) *state) (panicked any) {
	defer func() { panicked = recover() }()
	old := s.now.Load()
	next := change(old)
	if next == old {
		return nil
	}
	next.generation = old.generation + 1
	next.makeViews()
	s.now.Store(next)
	poke(s.changed)
	return nil
}

// update has the state changed and waits for it. It does nothing once ctx is cancelled. The function gets the current state,
// which it must not change, and gives the next one, or the same one when nothing changes.
func (s *store) update(ctx context.Context, apply func(*state) *state) {
	c := change{apply, make(chan any, 1)}
	select {
	case <-ctx.Done():
		return
	case s.changes <- c:
	}
	if panicked := <-c.done; panicked != nil {
		panic(panicked)
	}
}
