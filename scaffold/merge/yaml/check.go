package yaml

import (
	"errors"
	"fmt"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/structure"
)

func readSide(content []byte, name string) (*source, error) {
	s, err := read(content)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return s, nil
}

// meant checks that a result says what was meant: both readers agree on it, it
// has the fingerprint of the merged tree, and its aliases are what they were.
func (v versions) meant(content []byte, sum uint64) error {
	s, err := read(content)
	if err != nil {
		return fmt.Errorf("merged by structure, it would not be readable: %w", err)
	}
	if structure.RootSum(s.stream) != sum {
		return errors.New("merged by structure, it would not say what was meant")
	}
	if err := agree(s, content); err != nil {
		return fmt.Errorf("merged by structure, it would not be valid: %w", err)
	}
	if err := v.bound(s); err != nil {
		return fmt.Errorf("merged by structure, %w", err)
	}
	return nil
}
