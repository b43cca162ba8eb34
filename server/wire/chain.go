package wire

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.uber.org/zap"
)

// Gate looks at every message as it arrives, on the goroutine that reads, in the order of arrival, and before the next one
// is read. What it puts into the context the handler finds there: the snapshot that a call is about. An error is the
// answer to a call, and drops a notification.
type Gate func(ctx context.Context, method string, isCall bool) (context.Context, error)

// Observer is told of every call that a handler has answered, before the answer is sent. Several goroutines may call it.
type Observer func(ctx context.Context, method string, took time.Duration, err error)

// known are the notifications with `$/` that have a handler. All others may be ignored (LSP § "$ Notifications and
// Requests").
var known = map[string]bool{
	string(protocol.MethodCancelRequest): true,
	string(protocol.MethodSetTrace):      true,
	string(protocol.MethodProgress):      true,
}

// guard keeps what goes wrong in next away from the connection.
func guard(log *zap.Logger, next jsonrpc2.Handler) jsonrpc2.Handler {
	return func(ctx context.Context, req *jsonrpc2.Request) (result any, err error) {
		isCall, method := req.IsCall(), strings.Clone(req.Method())
		if !isCall && strings.HasPrefix(method, "$/") && !known[method] {
			log.Debug("ignoring a notification", zap.String("method", method))
			return nil, nil
		}
		defer func() {
			if v := recover(); v != nil {
				// as text: zap.Any brings the code for every type that zap knows, 150 KB
				log.Error("handler crashed", zap.String("method", method), zap.String("panic", fmt.Sprint(v)), zap.ByteString("stack", debug.Stack()))
				result, err = nil, jsonrpc2.Errorf(jsonrpc2.InternalError, "%s: internal error: %v", method, v)
			}
			if !isCall && err != nil {
				log.Warn("notification dropped", zap.String("method", method), zap.Error(err))
				result, err = nil, nil
			}
		}()
		result, err = next(ctx, req)
		return result, coded(method, err)
	}
}

// coded gives err the code that LSP has for it.
func coded(method string, err error) error {
	var withCode *jsonrpc2.Error
	switch {
	case err == nil:
		return nil
	case errors.Is(err, jsonrpc2.ErrParse):
		return jsonrpc2.Errorf(jsonrpc2.InvalidParams, "%s: %v", method, err)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return jsonrpc2.Errorf(protocol.CodeRequestCancelled, "%s: cancelled", method)
	case errors.As(err, &withCode) && withCode.Code != 0:
		return err
	}
	return jsonrpc2.Errorf(jsonrpc2.InternalError, "%s: %v", method, err)
}

// order runs notifications one after the other, and every call beside them from the moment on at which gate has seen it.
func order(gate Gate, observe Observer, next jsonrpc2.Handler) jsonrpc2.Handler {
	return func(ctx context.Context, req *jsonrpc2.Request) (any, error) {
		if !req.IsCall() {
			ctx, err := gate(jsonrpc2.DetachContext(ctx), req.Method(), false)
			if err != nil {
				return nil, err
			}
			return next(ctx, req)
		}
		ctx, err := arrive(ctx, gate, req)
		if err != nil {
			return nil, err
		}
		if strings.HasPrefix(req.Method(), "$/") { // none is known; ServerHandler would complain of absent params first
			return jsonrpc2.MethodNotFoundHandler(ctx, req)
		}
		begin := time.Now()
		result, err := next(ctx, req)
		observe(ctx, req.Method(), time.Since(begin), err)
		return result, err
	}
}

// arrive shows a call to gate and lets the next message be read: also where gate refuses or panics, for the call's context
// is valid only then (the fourth fact of the package comment).
func arrive(ctx context.Context, gate Gate, req *jsonrpc2.Request) (context.Context, error) {
	defer jsonrpc2.Async(ctx)
	return gate(ctx, req.Method(), true)
}
