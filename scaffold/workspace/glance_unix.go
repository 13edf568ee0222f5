//go:build unix

package workspace

import (
	"errors"
	"io/fs"
	"path"
	"slices"

	"golang.org/x/sys/unix"

	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// glance reads many files with few system calls: it keeps the folders open, and
// opens what is in them by name and never through a link (O_NOFOLLOW). What is
// not a plain file or folder it leaves to the disk, which says what is wrong.
//
// It must not outlive one look at the service: a folder that is replaced
// meanwhile would go unnoticed.
type glance struct {
	disk    *disk
	folders map[string]int // descriptors; -1: not there, -2: for the disk to say
	// reuse tells that a file's content may go when the next one is read.
	reuse  bool
	buffer []byte
}

const (
	absent    = -1
	forOthers = -2
)

// openTop opens the folder itself for glances to start from.
func (d *disk) openTop() (err error) {
	d.top, err = d.root.Open(".")
	return err
}

func (d *disk) glance() *glance {
	return &glance{disk: d, folders: map[string]int{".": int(d.top.Fd())}}
}

func (g *glance) close() {
	for name, fd := range g.folders {
		if name != "." && fd >= 0 {
			_ = unix.Close(fd) // it was only read from
		}
	}
}

// folder opens a folder and those above it, each once.
func (g *glance) folder(name string) int {
	if fd, ok := g.folders[name]; ok {
		return fd
	}
	fd := g.folder(path.Dir(name))
	if fd >= 0 {
		var err error
		fd, err = unix.Openat(fd, path.Base(name), unix.O_RDONLY|unix.O_DIRECTORY|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			fd = absent
		case err != nil:
			fd = forOthers
		}
	}
	g.folders[name] = fd
	return fd
}

// exists tells whether something is there.
func (g *glance) exists(name string) bool {
	if outside(name) {
		return g.disk.exists(name)
	}
	switch dir := g.folder(path.Dir(name)); dir {
	case absent:
		return false
	case forOthers:
		return g.disk.exists(name)
	default:
		var info unix.Stat_t
		return unix.Fstatat(dir, path.Base(name), &info, unix.AT_SYMLINK_NOFOLLOW) == nil
	}
}

// read returns a file, or nil where there is none.
func (g *glance) read(name string) (*tree.File, error) {
	if outside(name) {
		return g.disk.read(name)
	}
	switch dir := g.folder(path.Dir(name)); dir {
	case absent:
		return nil, nil
	case forOthers:
		return g.disk.read(name)
	default:
		content, mode, err := readPlain(dir, path.Base(name), bound(name), g.buffer)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, nil
		case err != nil:
			return g.disk.read(name)
		}
		if g.reuse {
			g.buffer = content
		}
		return &tree.File{Content: content, Executable: g.disk.executable(name, mode)}, nil
	}
}

// errNotPlain is what is no regular file, is too large, or changes while it is
// read: the disk says which.
var errNotPlain = errors.New("not a regular file")

// readPlain reads a regular file of a folder, and its permissions.
func readPlain(dir int, name string, most int64, buffer []byte) ([]byte, fs.FileMode, error) {
	// A pipe that nobody writes to must not keep us waiting.
	fd, err := unix.Openat(dir, name, unix.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, 0, err
	}
	defer unix.Close(fd)
	var info unix.Stat_t
	if err := unix.Fstat(fd, &info); err != nil {
		return nil, 0, err
	}
	if info.Mode&unix.S_IFMT != unix.S_IFREG || info.Size > most {
		return nil, 0, errNotPlain
	}
	size := int(info.Size)
	content := slices.Grow(buffer[:0], size+1)[:size+1] // one more shows the end without another call
	n := 0
	for n < size {
		more, err := unix.Read(fd, content[n:])
		if err != nil {
			return nil, 0, err
		}
		if n += more; more == 0 || n > size {
			return nil, 0, errNotPlain
		}
	}
	return content[:n], fs.FileMode(info.Mode & 0o777), nil
}
