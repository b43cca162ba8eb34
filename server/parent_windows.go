package server

import "syscall"

// alive reports whether there is a process with the id that has not ended.
func alive(pid int) bool {
	handle, err := syscall.OpenProcess(syscall.SYNCHRONIZE, false, uint32(pid))
	if err != nil {
		return err == syscall.ERROR_ACCESS_DENIED
	}
	defer syscall.CloseHandle(handle)
	outcome, err := syscall.WaitForSingleObject(handle, 0)
	return err == nil && outcome == syscall.WAIT_TIMEOUT
}
