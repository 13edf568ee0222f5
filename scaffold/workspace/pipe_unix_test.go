//go:build unix

package workspace

import (
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

func pipe(t *testing.T, path string) { require.NoError(t, syscall.Mkfifo(path, 0o644)) }
