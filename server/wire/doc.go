// Package wire is the transport of the language server: frames, codec, and the handlers around the handlers, over
// go.lsp.dev/jsonrpc2 and go.lsp.dev/protocol. It knows the base protocol of LSP 3.18 and nothing of Nix.
//
//	conn := wire.Connect(ctx, pipe, wire.Options{Server: server, Gate: gate, Log: log})
//	<-conn.Done()
//
// It exists because a connection as [protocol.NewServer] makes it does not survive what editors send. Measured with
// v1.0.1 of both modules, each a test here:
//
//  1. Notifications run concurrently: edits were applied out of order. Here they run one after the other, in the order of
//     arrival, and a call sees what every notification before it did ([order]).
//  2. A notification whose handler fails, whose params are malformed, or whose method begins with `$/` and is unknown,
//     closes the connection. Here it is logged ([guard]). A malformed `$/cancelRequest` did it too, which is why guard
//     stands outside of protocol.CancelHandler.
//  3. A panic in a handler closes the connection. Here it is the answer InternalError.
//  4. A context derived from the one of a call that is handled synchronously crashes the process. Here no call is.
//  5. The Content-Length of a frame is allocated before its first byte is there, up to 1 GiB. Here a frame grows as it
//     arrives, up to [MaxFrame]; one that is longer is skipped ([Stream]).
//  6. Decoded strings share the memory of their whole message: whoever keeps one clones it. [Connect] cannot do that for
//     its callers; package server says where it does.
//
// And a frame that is no JSON-RPC message closed the connection, as did a header line without a colon. Here the first is
// answered with an error, and the second is skipped up to the next Content-Length.
package wire
