package wire

import (
	"context"
	"io"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.uber.org/zap"
)

// Options are what a connection needs.
type Options struct {
	Server  protocol.Server // handles what arrives; its contexts are valid until it returns
	Gate    Gate            // nil: everything passes
	Observe Observer        // nil: nobody is told
	Log     *zap.Logger     // nil: nothing is logged

	// Peer is given what calls the peer, before the first message is read; nil: nobody is.
	Peer func(protocol.Client)
}

// Connect serves the peer at the other end of pipe until that ends, ctx is cancelled between two messages, or the
// connection is closed. Handlers may call the peer through it, but a handler of a notification must not wait for an
// answer: nothing is read while it runs.
func Connect(ctx context.Context, pipe io.ReadWriteCloser, o Options) jsonrpc2.Conn {
	o.Log = o.log()
	if o.Gate == nil {
		o.Gate = func(ctx context.Context, _ string, _ bool) (context.Context, error) { return ctx, nil }
	}
	if o.Observe == nil {
		o.Observe = func(context.Context, string, time.Duration, error) {}
	}
	conn := jsonrpc2.NewConn(NewStream(ctx, pipe, o.Log), jsonrpc2.WithCodec(codec{}))
	if o.Peer != nil {
		o.Peer(protocol.ClientDispatcher(conn))
	}
	handler := protocol.ServerHandler(o.Server, jsonrpc2.MethodNotFoundHandler)
	conn.Go(ctx, guard(o.Log, protocol.CancelHandler(order(o.Gate, o.Observe, handler))))
	return conn
}

func (o Options) log() *zap.Logger {
	if o.Log == nil {
		return zap.NewNop()
	}
	return o.Log
}
