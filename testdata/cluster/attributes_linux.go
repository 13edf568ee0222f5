package main

import "syscall"

// attributes of a component's process. The kernel kills it when the thread that
// started it ends, even if this process is killed.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
