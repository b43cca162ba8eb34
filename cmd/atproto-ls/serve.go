package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"

	"github.com/spf13/cobra"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"atproto-ls/analysis/checks"
	"atproto-ls/server"
)

// serveFlags are the flags of serve.
type serveFlags struct {
	stdio   bool
	listen  string
	logFile string
	level   choice
}

func newServeFlags() serveFlags {
	return serveFlags{level: choice{"warn", []string{"debug", "info", "warn", "error"}}}
}

func newServe(s streams) *cobra.Command {
	f := newServeFlags()
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Run the language server",
		Long: `Serve talks the Language Server Protocol, version 3.18, over stdin and stdout: it is for editors to start. With --listen
it waits for editors at a port of this machine instead. It logs to stderr. It is also what runs without any command when
stdin is no terminal.`,
		Example: "  atproto-ls serve --log-file /tmp/atproto-ls.log --log-level debug < /dev/null || true",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return f.run(cmd.Context(), s) },
	}
	cmd.Flags().BoolVar(&f.stdio, "stdio", false, "talk over stdin and stdout; this is what it does without --listen, too")
	cmd.Flags().StringVar(&f.listen, "listen", "", "wait for clients at this `address`, such as 127.0.0.1:7777")
	cmd.Flags().StringVar(&f.logFile, "log-file", "", "append the log to this `file` instead of writing it to stderr")
	choiceFlag(cmd, &f.level, "log-level", "the mildest messages to log")
	cmd.MarkFlagsMutuallyExclusive("stdio", "listen")
	return cmd
}

func (f serveFlags) run(ctx context.Context, s streams) error {
	ownPace := serverPace.set()
	log, done, err := f.logger(s.err)
	if err != nil {
		return err
	}
	defer done()
	options := server.Options{Checks: checks.All, Version: programVersion(), Log: log, Keep: keepFolder(), Collect: ownPace}
	if f.listen != "" {
		return server.Listen(ctx, f.listen, options, func(a net.Addr) { fmt.Fprintf(s.err, "listening on %s\n", a) })
	}
	// Only the transport has stdout: what else would be printed there goes to the log's place.
	out := s.out
	os.Stdout = os.Stderr
	if code := server.Serve(ctx, pipe{s.in, out}, options); code != 0 {
		return exit{code: code}
	}
	return nil
}

// logger logs to the file that the flags name, else to stderr.
func (f serveFlags) logger(stderr io.Writer) (log *zap.Logger, done func(), err error) {
	level, err := zapcore.ParseLevel(f.level.value)
	if err != nil {
		return nil, nil, err
	}
	out, done := stderr, func() {}
	if f.logFile != "" {
		file, err := os.OpenFile(f.logFile, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			return nil, nil, usage("--log-file: %v", err)
		}
		out, done = file, func() { file.Close() }
	}
	config := zap.NewProductionEncoderConfig()
	config.EncodeTime = zapcore.ISO8601TimeEncoder
	core := zapcore.NewCore(zapcore.NewConsoleEncoder(config), zapcore.Lock(zapcore.AddSync(out)), level)
	return zap.New(core), done, nil
}

// pipe is stdin and stdout as one connection.
type pipe struct {
	io.Reader
	io.Writer
}

// Close leaves both open: the process ends when the session does.
func (pipe) Close() error { return nil }
