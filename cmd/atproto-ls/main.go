// Command atproto-ls checks Nix configurations that deploy AT Protocol services.
//
// It is the thin end of the pipeline: it reads flags, asks package workspace for files and package analysis for
// findings, and prints them. What it prints where and with which exit code is stable; the documentation of each command
// is in its --help, and in docs/man.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	// A closed pipe is an answer (`check | head`), not a reason to be killed: writing says EPIPE, and we stop.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // who asks twice does not wait until we have ended in good order
	code := run(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr})
	stop()
	os.Exit(code)
}
