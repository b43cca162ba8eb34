package server

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"

	"go.uber.org/zap"
)

// Listen serves every client that connects to address, each in a session of its own, until ctx is cancelled; then the
// error is nil. The address must be a loopback one: whoever connects may read the files of the workspaces that it names.
// ready is told the address, with the port that was chosen where it asked for port 0.
func Listen(ctx context.Context, address string, o Options, ready func(net.Addr)) error {
	if err := loopback(address); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("listening: %w", err)
	}
	stop := context.AfterFunc(ctx, func() { listener.Close() })
	defer stop()
	defer listener.Close()
	ready(listener.Addr())
	var sessions sync.WaitGroup
	defer sessions.Wait()
	for {
		conn, err := listener.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return fmt.Errorf("accepting a client: %w", err)
		}
		sessions.Go(func() {
			code := Serve(ctx, conn, o)
			o.Log.Info("session ended", zap.Stringer("client", conn.RemoteAddr()), zap.Int("code", code))
			conn.Close()
		})
	}
}

// loopback is an error for an address that other machines may reach.
func loopback(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("got `%s`, want HOST:PORT such as `127.0.0.1:7777`: %w", address, err)
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsLoopback() {
		return nil
	}
	return errors.New("got the host `" + host + "`, want a loopback address: `127.0.0.1` or `::1`")
}
