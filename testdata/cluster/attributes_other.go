//go:build !linux

package main

import "syscall"

// attributes of a component's process. Where the kernel offers no more, a kill
// -9 of this process, and nothing else, leaves the others running.
func attributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
