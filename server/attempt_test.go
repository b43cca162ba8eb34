package server

import "testing"

// Work in the background that crashes is told of once, and does not end the session.
func TestAttempt(t *testing.T) {
	s := newSession(t, t.TempDir())
	s.initialize(pushClient)
	for range 2 {
		if s.server.attempt("reading x", func() { panic("boom") }) {
			t.Error("a panic counts as done")
		}
	}
	if got := s.note("window/logMessage", nil)["message"]; got != "reading x crashed: boom" {
		t.Errorf("told %q", got)
	}
	s.silent("window/logMessage")
	if !s.server.attempt("reading x", func() {}) {
		t.Error("work that ends is not done")
	}
	s.open("a.nix", "{ a = ; }")
	if got := codes(s.published("a.nix", 1)); got != "ATP001" {
		t.Errorf("got %q", got)
	}
}
