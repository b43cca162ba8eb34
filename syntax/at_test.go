package syntax_test

import (
	"strings"
	"testing"

	"atproto-ls/syntax"
)

func TestAt(t *testing.T) {
	const src = `{
  # The first
  # of two.
  a.b."c d" = { e = 1; }; # behind a

  # apart

  /* A block
   * of text. */
  services.foo. ;
  ${x}.g = 2;
}
`
	f := syntax.Parse(src)
	at := func(s string) int { return strings.Index(src, s) }
	b := f.BindingAt(at("1;"))
	if got := b.Path().Text(); got != "e" {
		t.Errorf("at 1: %s", got)
	}
	outer := syntax.AsBinding(b.Parent().Enclosing(syntax.BindingNode))
	if names, all := outer.Path().Names(); strings.Join(names, "|") != "a|b|c d" || !all {
		t.Error(names, all)
	}
	for off, want := range map[int]int{at("a.b"): 0, at(".b"): 0, at("b.\""): 1, at(`"c`) + 2: 2} {
		if got, ok := outer.Path().SegmentAt(off); got != want || !ok {
			t.Errorf("segment at %d is %d, want %d", off, got, want)
		}
	}
	if got := outer.CommentsBefore(); got != "The first\nof two." {
		t.Errorf("comments %q", got)
	}
	broken := f.BindingAt(at("foo. "))
	if names, all := broken.Path().Names(); strings.Join(names, ".") != "services.foo" || all {
		t.Error(names, all)
	}
	if got, ok := broken.Path().SegmentAt(at("foo. ") + 4); got != 2 || !ok {
		t.Errorf("behind the dot is segment %d", got)
	}
	if got := broken.CommentsBefore(); got != "A block\nof text." {
		t.Errorf("comments %q", got)
	}
	computed := f.BindingAt(at(".g"))
	if names, all := computed.Path().Names(); len(names) != 0 || all {
		t.Error(names, all)
	}
	if got := computed.CommentsBefore(); got != "" {
		t.Errorf("comments %q", got)
	}
	count := 0
	for range b.Ancestors() {
		count++
	}
	if count != 4 || f.BindingAt(len(src)).Exists() {
		t.Error("ancestors", count)
	}
}
