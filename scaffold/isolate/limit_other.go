//go:build !linux && !darwin

package isolate

import "runtime/debug"

// limit bounds what Go can bound by itself; time is bounded from outside.
func limit() error {
	debug.SetMaxStack(maxStack)
	return nil
}

func killed(error) bool { return false }
