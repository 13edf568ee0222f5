package workspace

import "fmt"

// DamageError is returned by Load for a state or base that cannot be used. It
// can be rebuilt from the inputs that are recorded.
type DamageError struct {
	File   string
	Reason string // empty: the file is missing
}

func (e *DamageError) Error() string {
	if e.Reason == "" {
		return e.File + " is missing"
	}
	return fmt.Sprintf("%s is damaged (%s)", e.File, e.Reason)
}

func damaged(file, format string, args ...any) error {
	return &DamageError{File: file, Reason: fmt.Sprintf(format, args...)}
}
