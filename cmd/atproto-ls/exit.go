package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"
)

// The exit codes; where several apply, the highest wins.
const (
	exitOK       = 0 // nothing at or above the fail-level
	exitFindings = 1 // findings
	exitUsage    = 2 // wrong usage or settings, or a path that could not be read
	exitInternal = 3 // an error in this program
	exitUnknown  = 4 // debug: the value is not known
	exitSignal   = 130
)

// streams are the three that a program has.
type streams struct {
	in  *os.File
	out io.Writer
	err io.Writer
}

// exit is an outcome with an exit code of its own; an empty message says that everything has been said.
type exit struct {
	code    int
	message string
}

// Error is the message.
func (e exit) Error() string { return e.message }

// usage is a user's mistake on the command line or in the settings. Of an error about a file people are told which and
// why, not which system call it was.
func usage(format string, args ...any) error {
	for i, a := range args {
		var p *fs.PathError
		if err, ok := a.(error); ok && errors.As(err, &p) {
			args[i] = strings.Replace(err.Error(), p.Op+" "+p.Path+": ", p.Path+": ", 1)
		}
	}
	return exit{exitUsage, fmt.Sprintf(format, args...)}
}

// exitCode is the exit code of the outcome of a command, and the message to print for it, if any.
func exitCode(err error) (code int, message string) {
	var e exit
	switch {
	case err == nil, errors.Is(err, syscall.EPIPE):
		return exitOK, ""
	case errors.As(err, &e):
		return e.code, e.message
	case errors.Is(err, context.Canceled):
		return exitSignal, "stopped"
	}
	return exitUsage, err.Error()
}
