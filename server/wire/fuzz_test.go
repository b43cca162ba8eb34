package wire

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"go.lsp.dev/protocol"
)

// wires is a pipe whose input is given and whose output nobody reads.
type wires struct{ io.Reader }

func (wires) Write(p []byte) (int, error) { return len(p), nil }
func (wires) Close() error                { return nil }

// FuzzFrames: whatever a client sends, the connection ends where the input does, with no other error than a half frame's,
// and every whole frame behind the garbage arrives.
func FuzzFrames(f *testing.F) {
	for _, seed := range []string{
		frame(hover(1)), frame(change(1)) + frame(hover(2)), "Content-Length: 5\r\n\r\n{{{{{", "\r\n\r\n", "Content-Length: 3\n\n{}}",
		frame(notification("$/cancelRequest", `{"id":[]}`)), "Content-Length: 99999999999\r\n\r\n", frame("[" + hover(1) + "]"),
		frame(`{"jsonrpc":"2.0","id":null,"method":"shutdown"}`), frame(`{"jsonrpc":"2.0","id":1,"result":{}}`),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		changes := 0
		server := &scripted{change: func(context.Context, *protocol.DidChangeTextDocumentParams) error {
			changes++
			return nil
		}}
		// A frame may announce more than the text has: then it swallows what is behind it.
		marked := !strings.Contains(strings.ToLower(text), "content-length")
		if marked {
			text += "\n" + frame(change(1))
		}
		conn := Connect(t.Context(), wires{strings.NewReader(text)}, Options{Server: server})
		select {
		case <-conn.Done():
		case <-time.After(patience):
			t.Fatal("the connection does not end")
		}
		if err := conn.Err(); err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("got error %v", err)
		}
		if marked && changes != 1 {
			t.Errorf("the frame behind the garbage came %d times", changes)
		}
	})
}
