//go:build unix

package server

import (
	"errors"
	"syscall"
)

// alive reports whether there is a process with the id.
func alive(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}
