package wire

import (
	"context"
	"io"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.uber.org/zap"
)

// Options are what a connection needs.
type Options struct {
	Server protocol.Server // handles what arrives; its contexts are valid until it returns
	Gate   Gate            // nil: everything passes
	Log    *zap.Logger     // nil: nothing is logged
}

// Connect serves the peer at the other end of pipe until that ends, ctx is cancelled between two messages, or the
// connection is closed. Handlers may call the peer through it, but a handler of a notification must not wait for an
// answer: nothing is read while it runs.
func Connect(ctx context.Context, pipe io.ReadWriteCloser, o Options) jsonrpc2.Conn {
	o.Log = o.log()
	if o.Gate == nil {
		o.Gate = func(ctx context.Context, _ string, _ bool) (context.Context, error) { return ctx, nil }
	}
	conn := jsonrpc2.NewConn(NewStream(ctx, pipe, o.Log), jsonrpc2.WithCodec(codec{}))
	handler := protocol.ServerHandler(o.Server, jsonrpc2.MethodNotFoundHandler)
	conn.Go(ctx, guard(o.Log, protocol.CancelHandler(order(o.Gate, handler))))
	return conn
}

func (o Options) log() *zap.Logger {
	if o.Log == nil {
		return zap.NewNop()
	}
	return o.Log
}
