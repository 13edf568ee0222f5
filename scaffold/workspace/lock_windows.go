package workspace

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"golang.org/x/sys/windows"
)

// lockFolder opens a file that no other process may open and that the system
// deletes when the process ends, however it ends.
func lockFolder(dir string) (release func(), err error) {
	if err := os.MkdirAll(filepath.Join(dir, Dir), 0o755); err != nil {
		return nil, err
	}
	name, err := windows.UTF16PtrFromString(filepath.Join(dir, Dir, "lock"))
	if err != nil {
		return nil, err
	}
	h, err := windows.CreateFile(name, windows.GENERIC_WRITE|windows.DELETE, 0, nil,
		windows.OPEN_ALWAYS, windows.FILE_ATTRIBUTE_NORMAL|windows.FILE_FLAG_DELETE_ON_CLOSE, 0)
	if errors.Is(err, windows.ERROR_SHARING_VIOLATION) || errors.Is(err, windows.ERROR_ACCESS_DENIED) {
		return nil, ErrLocked
	}
	if err != nil {
		return nil, err
	}
	return closing(h), nil
}

// closing closes a handle once: the system may have given its number to another
// when somebody releases again.
func closing(h windows.Handle) (release func()) {
	return sync.OnceFunc(func() { _ = windows.CloseHandle(h) })
}

// lockShared holds a mutex that is named after the folder, because a repository
// has no place for a file of ours, and a folder with an open file cannot be
// renamed. The system forgets it with the process.
func lockShared(dir string) (release func(), err error) {
	dir, err = filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(strings.ToLower(dir)))
	name, err := windows.UTF16PtrFromString(fmt.Sprintf(`Global\kubectl-svc-%x`, sum[:16]))
	if err != nil {
		return nil, err
	}
	h, err := windows.CreateMutex(nil, false, name)
	switch {
	case errors.Is(err, windows.ERROR_ALREADY_EXISTS):
		_ = windows.CloseHandle(h)
		return nil, ErrLocked
	case errors.Is(err, windows.ERROR_ACCESS_DENIED): // somebody else's
		return nil, ErrLocked
	}
	if err != nil {
		return nil, err
	}
	return closing(h), nil
}
