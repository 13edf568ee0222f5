//go:build unix

package mergetest

import (
	"syscall"
	"time"
)

// CPUTime is the time this process has had on a processor: on a machine that
// others use too it says more than a clock.
func CPUTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
